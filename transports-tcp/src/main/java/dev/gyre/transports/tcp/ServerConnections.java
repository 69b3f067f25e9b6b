package dev.gyre.transports.tcp;

import dev.gyre.loop.transport.Transport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The connections of a server that have not ended, each with the transport its protocol knows: under TLS that is not the one of the socket. */
final class ServerConnections implements Keeper {
    private final Map<StreamTransport, Transport> transports = new LinkedHashMap<>();
    private final Runnable whenOneHasGone;

    ServerConnections(Runnable whenOneHasGone) {
        this.whenOneHasGone = whenOneHasGone;
    }

    int count() {
        return transports.size();
    }

    void add(StreamTransport transport) {
        transports.put(transport, transport);
    }

    /** From now on the protocol's transport is another than the socket's. */
    void above(StreamTransport under, Transport transport) {
        transports.replace(under, transport);
    }

    @Override
    public void lost(StreamTransport transport) {
        if (transports.remove(transport) != null) {
            whenOneHasGone.run();
        }
    }

    void close() {
        each(Transport::close);
    }

    void abort() {
        each(Transport::abort);
    }

    private void each(Consumer<Transport> action) {
        List<Transport> present = new ArrayList<>(transports.values());
        present.forEach(action);
    }
}
