package dev.gyre.transports.tcp;

import dev.gyre.loop.spi.Owned;
import dev.gyre.loop.spi.SocketControl;
import dev.gyre.loop.spi.SocketKind;
import java.io.IOException;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Opens listening sockets. An option that only a connection has, such as {@code SO_KEEPALIVE} where the backend's listeners do not pass it
 * on, is kept for the connections; one that neither has is refused.
 */
final class Listening {
    private final SocketControl sockets;
    private final Map<SocketOption<?>, Object> options;
    private final int backlog;
    private final Map<SocketOption<?>, Object> forConnections = new LinkedHashMap<>();

    Listening(SocketControl sockets, Map<SocketOption<?>, Object> options, int backlog) {
        this.sockets = sockets;
        this.options = options;
        this.backlog = backlog;
    }

    /** {@return the options to set on each connection} */
    Map<SocketOption<?>, Object> forConnections() {
        return forConnections;
    }

    /**
     * Opens a socket, binds it and lets it listen.
     *
     * @throws IOException naming the address when it failed; nothing is left open then
     */
    Owned open(ProtocolFamily family, SocketAddress address) throws IOException {
        Owned socket = sockets.open(SocketKind.LISTENER, family);
        try {
            Sockets.apply(sockets, socket, own(socket, family));
            bind(socket, address);
        } catch (IOException | RuntimeException e) {
            sockets.close(socket);
            throw e;
        }
        return socket;
    }

    private void bind(Owned socket, SocketAddress address) throws IOException {
        try {
            sockets.bind(socket, address, backlog);
        } catch (IOException e) {
            throw Sockets.bindFailed(address, e);
        }
    }

    /** The listener's share of the options; the rest is kept for connections. */
    private Map<SocketOption<?>, Object> own(Owned socket, ProtocolFamily family) throws IOException {
        if (options.isEmpty()) {
            return options;
        }
        Set<SocketOption<?>> known = sockets.options(socket);
        Map<SocketOption<?>, Object> own = new LinkedHashMap<>(options);
        own.keySet().retainAll(known);
        if (own.size() < options.size()) {
            keepForConnections(own.keySet(), family);
        }
        return own;
    }

    private void keepForConnections(Set<SocketOption<?>> taken, ProtocolFamily family) throws IOException {
        Owned sample = sockets.open(SocketKind.STREAM, family);
        Set<SocketOption<?>> known = sockets.options(sample);
        sockets.close(sample);
        for (Map.Entry<SocketOption<?>, Object> option : options.entrySet()) {
            if (known.contains(option.getKey())) {
                forConnections.putIfAbsent(option.getKey(), option.getValue());
            } else if (!taken.contains(option.getKey())) {
                throw new UnsupportedOperationException(
                        "Neither a listening socket nor its connections have the option "
                                + option.getKey().name() + " on this backend");
            }
        }
    }
}
