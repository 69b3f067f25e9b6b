package dev.gyre.loop.nio;

import dev.gyre.loop.spi.Owned;
import dev.gyre.loop.spi.SocketControl;
import dev.gyre.loop.spi.SocketKind;
import java.io.IOException;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.channels.DatagramChannel;
import java.nio.channels.NetworkChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Sockets as JDK channels. */
final class NioSockets implements SocketControl {
    @Override
    public Owned open(SocketKind kind, ProtocolFamily family) throws IOException {
        try {
            return owned(
                    switch (kind) {
                        case STREAM -> SocketChannel.open(family);
                        case LISTENER -> ServerSocketChannel.open(family);
                        case DATAGRAM -> DatagramChannel.open(family);
                    });
        } catch (UnsupportedOperationException e) {
            throw new UnsupportedOperationException(
                    "java.nio has no " + kind + " sockets of family " + family.name(), e);
        } catch (IOException e) {
            throw NioErrors.translate("open a " + kind + " socket of family " + family.name(), e);
        }
    }

    /** Makes the owner of a new channel; a channel that cannot be made non-blocking is closed. */
    static Owned owned(SelectableChannel channel) throws IOException {
        try {
            channel.configureBlocking(false);
            return Owned.channel(channel);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public void bind(Owned socket, @Nullable SocketAddress local, int backlog) throws IOException {
        NetworkChannel channel = network(socket);
        try {
            if (channel instanceof ServerSocketChannel listener) {
                listener.bind(local, backlog);
            } else {
                channel.bind(local);
            }
        } catch (IOException | IllegalStateException | IllegalArgumentException e) {
            throw NioErrors.translate("bind to " + local, e);
        }
    }

    @Override
    public <T> void setOption(Owned socket, SocketOption<T> option, T value) throws IOException {
        NetworkChannel channel = having(option, socket);
        try {
            channel.setOption(option, value);
        } catch (IOException e) {
            throw NioErrors.translate("set " + option.name() + " of " + socket, e);
        }
    }

    @Override
    public <T> @Nullable T getOption(Owned socket, SocketOption<T> option) throws IOException {
        NetworkChannel channel = having(option, socket);
        try {
            return channel.getOption(option);
        } catch (IOException e) {
            throw NioErrors.translate("read " + option.name() + " of " + socket, e);
        }
    }

    private static NetworkChannel having(SocketOption<?> option, Owned socket) throws IOException {
        NetworkChannel channel = network(socket);
        if (!channel.supportedOptions().contains(option)) {
            throw new UnsupportedOperationException(socket + " has no option " + option.name()
                    + " under java.nio; it has " + channel.supportedOptions());
        }
        return channel;
    }

    @Override
    public Set<SocketOption<?>> options(Owned socket) {
        try {
            return network(socket).supportedOptions();
        } catch (IOException e) {
            throw new UnsupportedOperationException("Cannot ask for the options of " + socket, e);
        }
    }

    @Override
    public SocketKind kind(Owned socket) throws IOException {
        return switch (channel(socket)) {
            case SocketChannel _ -> SocketKind.STREAM;
            case ServerSocketChannel _ -> SocketKind.LISTENER;
            case DatagramChannel _ -> SocketKind.DATAGRAM;
            default -> throw new UnsupportedOperationException(socket + " is no socket");
        };
    }

    @Override
    public @Nullable SocketAddress localAddress(Owned socket) throws IOException {
        if (!(channel(socket) instanceof NetworkChannel channel)) {
            return null;
        }
        try {
            return channel.getLocalAddress();
        } catch (IOException e) {
            throw NioErrors.translate("ask for the local address of " + socket, e);
        }
    }

    @Override
    public @Nullable SocketAddress remoteAddress(Owned socket) throws IOException {
        try {
            return switch (channel(socket)) {
                case SocketChannel stream -> stream.getRemoteAddress();
                case DatagramChannel datagram -> datagram.getRemoteAddress();
                default -> null;
            };
        } catch (IOException e) {
            throw NioErrors.translate("ask for the remote address of " + socket, e);
        }
    }

    @Override
    public void close(Owned socket) {
        if (socket.closed() || socket.borrowed()) {
            return;
        }
        try {
            SelectableChannel channel = socket.channel();
            if (channel == null) {
                closeDescriptor(socket);
            } else if (socket.markClosed()) {
                NioAdoption.waitAgain(socket);
                channel.close();
            }
        } catch (IOException e) {
            NioErrors.log("Closing " + socket + " failed; its descriptor is gone all the same", e);
        }
    }

    private static void closeDescriptor(Owned socket) throws IOException {
        if (socket.closeUnreached()) {
            return;
        }
        String missing = socket.space() == Owned.Space.SYSTEM ? NioAdoption.missing() : "the backend that made it";
        if (missing != null) {
            throw new UnsupportedOperationException(
                    socket + " has no JDK channel, and backend nio closes a descriptor only with " + missing);
        }
        if (socket.markClosed()) {
            NioAdoption.waitAgain(socket);
            JdkInternals.close(socket.descriptor());
        }
    }

    private static NetworkChannel network(Owned socket) throws IOException {
        if (channel(socket) instanceof NetworkChannel channel) {
            return channel;
        }
        throw new UnsupportedOperationException(socket + " is no socket");
    }

    private static SelectableChannel channel(Owned socket) throws IOException {
        SelectableChannel present = socket.channel();
        return present != null ? present : NioAdoption.channel(socket, false);
    }
}
