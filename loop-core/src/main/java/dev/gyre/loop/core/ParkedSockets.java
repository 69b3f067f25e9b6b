package dev.gyre.loop.core;

import dev.gyre.loop.spi.Owned;
import dev.gyre.loop.spi.SocketControl;
import dev.gyre.loop.spi.SocketKind;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.channels.DatagramChannel;
import java.nio.channels.NetworkChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What can be done with sockets while there is no backend: close them, and ask those that have a channel. */
final class ParkedSockets implements SocketControl {
    private final List<Owned> abandoned;

    ParkedSockets(List<Owned> abandoned) {
        this.abandoned = abandoned;
    }

    private static UnsupportedOperationException parked(String what) {
        return new UnsupportedOperationException(
                what + " has to wait: the loop's backend has left and the next is not there yet");
    }

    private static @Nullable NetworkChannel network(Owned socket) {
        return socket.channel() instanceof NetworkChannel channel ? channel : null;
    }

    @Override
    public Owned open(SocketKind kind, ProtocolFamily family) {
        throw parked("Opening a socket");
    }

    @Override
    public void bind(Owned socket, @Nullable SocketAddress local, int backlog) {
        throw parked("Binding a socket");
    }

    @Override
    public <T> void setOption(Owned socket, SocketOption<T> option, T value) throws IOException {
        NetworkChannel channel = network(socket);
        if (channel == null) {
            throw parked("Setting an option");
        }
        channel.setOption(option, value);
    }

    @Override
    public <T> @Nullable T getOption(Owned socket, SocketOption<T> option) throws IOException {
        NetworkChannel channel = network(socket);
        if (channel == null) {
            throw parked("Reading an option");
        }
        return channel.getOption(option);
    }

    @Override
    public Set<SocketOption<?>> options(Owned socket) {
        NetworkChannel channel = network(socket);
        return channel == null ? Set.of() : channel.supportedOptions();
    }

    @Override
    public SocketKind kind(Owned socket) {
        return switch (network(socket)) {
            case ServerSocketChannel _ -> SocketKind.LISTENER;
            case SocketChannel _ -> SocketKind.STREAM;
            case DatagramChannel _ -> SocketKind.DATAGRAM;
            case null, default -> throw parked("Telling the kind of " + socket);
        };
    }

    @Override
    public @Nullable SocketAddress localAddress(Owned socket) throws IOException {
        NetworkChannel channel = network(socket);
        return channel == null ? null : channel.getLocalAddress();
    }

    @Override
    public @Nullable SocketAddress remoteAddress(Owned socket) throws IOException {
        return socket.channel() instanceof SocketChannel stream ? stream.getRemoteAddress() : null;
    }

    @Override
    public void close(Owned socket) {
        SelectableChannel channel = socket.channel();
        if (channel == null) {
            abandoned.add(socket);
        } else if (socket.markClosed()) {
            try {
                channel.close();
            } catch (IOException e) {
                System.getLogger("dev.gyre.loop.swap").log(Level.WARNING, "Closing " + socket + " has failed", e);
            }
        }
    }
}
