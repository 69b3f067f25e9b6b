package dev.gyre.transports.tcp;

import dev.gyre.loop.transport.ServerStatistics;
import dev.gyre.loop.transport.Transport;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The connections of a server that have not ended, each with the transport its protocol knows: under TLS that is not the one of the socket. */
final class ServerConnections implements Keeper {
    private final Map<StreamTransport, Transport> transports = new LinkedHashMap<>();
    private final Runnable whenOneHasGone;
    private long accepted;
    private long receivedByEnded;
    private long sentByEnded;

    ServerConnections(Runnable whenOneHasGone) {
        this.whenOneHasGone = whenOneHasGone;
    }

    int count() {
        return transports.size();
    }

    void add(StreamTransport transport) {
        accepted++;
        transports.put(transport, transport);
    }

    List<Transport> present() {
        return List.copyOf(transports.values());
    }

    ServerStatistics statistics() {
        long received = receivedByEnded;
        long sent = sentByEnded;
        for (StreamTransport each : transports.keySet()) {
            received += each.received();
            sent += each.sent();
        }
        return new ServerStatistics(accepted, transports.size(), received, sent);
    }

    /** From now on the protocol's transport is another than the socket's. */
    void above(StreamTransport under, Transport transport) {
        transports.replace(under, transport);
    }

    @Override
    public void lost(StreamTransport transport) {
        if (transports.remove(transport) != null) {
            receivedByEnded += transport.received();
            sentByEnded += transport.sent();
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
        present().forEach(action);
    }
}
