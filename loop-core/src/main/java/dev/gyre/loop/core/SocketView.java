package dev.gyre.loop.core;

import dev.gyre.loop.AbstractUnixAddress;
import dev.gyre.loop.spi.Owned;
import dev.gyre.loop.spi.SocketControl;
import dev.gyre.loop.transport.TransportSocket;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A socket without I/O. It asks the loop's present backend, so it is valid across swaps. */
final class SocketView implements TransportSocket {
    private final SocketControl sockets;
    private final Owned socket;
    private final ProtocolFamily family;

    SocketView(SocketControl sockets, Owned socket) {
        this.sockets = sockets;
        this.socket = socket;
        this.family = family(sockets, socket);
    }

    private static ProtocolFamily family(SocketControl sockets, Owned socket) {
        ProtocolFamily known = socket.family();
        if (known != null) {
            return known;
        }
        try {
            SocketAddress local = sockets.localAddress(socket);
            return family(local != null ? local : sockets.remoteAddress(socket));
        } catch (IOException alreadyGone) {
            return StandardProtocolFamily.INET;
        }
    }

    private static ProtocolFamily family(@Nullable SocketAddress address) {
        if (address instanceof UnixDomainSocketAddress || address instanceof AbstractUnixAddress) {
            return StandardProtocolFamily.UNIX;
        }
        return address instanceof InetSocketAddress internet && internet.getAddress() instanceof Inet6Address
                ? StandardProtocolFamily.INET6
                : StandardProtocolFamily.INET;
    }

    @Override
    public <T> @Nullable T getOption(SocketOption<T> option) throws IOException {
        return sockets.getOption(socket, option);
    }

    @Override
    public <T> void setOption(SocketOption<T> option, T value) throws IOException {
        sockets.setOption(socket, option, value);
    }

    @Override
    public Set<SocketOption<?>> supportedOptions() {
        return sockets.options(socket);
    }

    @Override
    public @Nullable SocketAddress localAddress() throws IOException {
        return sockets.localAddress(socket);
    }

    @Override
    public @Nullable SocketAddress remoteAddress() throws IOException {
        return sockets.remoteAddress(socket);
    }

    @Override
    public ProtocolFamily family() {
        return family;
    }

    @Override
    public String toString() {
        return socket.toString();
    }
}
