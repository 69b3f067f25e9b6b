package dev.gyre.loop.sim;

import dev.gyre.loop.LoopIOException;
import dev.gyre.loop.spi.Owned;
import dev.gyre.loop.spi.SocketControl;
import dev.gyre.loop.spi.SocketKind;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.nio.channels.SelectableChannel;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Sockets of the in-memory network. */
final class SimSocketControl implements SocketControl {
    private final SimNetwork network;

    SimSocketControl(SimNetwork network) {
        this.network = network;
    }

    @Override
    public Owned open(SocketKind kind, ProtocolFamily family) throws IOException {
        if (!(family instanceof StandardProtocolFamily)) {
            throw new UnsupportedOperationException(
                    "The in-memory network has no sockets of the family " + family.name());
        }
        if (kind == SocketKind.DATAGRAM && family == StandardProtocolFamily.UNIX) {
            throw new UnsupportedOperationException("The in-memory network has no Unix-domain datagrams");
        }
        return network.open(kind, family);
    }

    private SimSocket find(Owned what, String attempt) throws LoopIOException {
        if (what.space() != Owned.Space.MEMORY) {
            throw new UnsupportedOperationException(what + " is not a socket of the in-memory network");
        }
        SimSocket socket = network.find(what);
        if (socket == null) {
            throw SimFailures.closed(attempt);
        }
        return socket;
    }

    @Override
    public void bind(Owned socket, @Nullable SocketAddress local, int backlog) throws IOException {
        SimSocket found = find(socket, "bind to " + local);
        network.lock();
        try {
            switch (found) {
                case SimListener listener -> listener.listen(local, backlog);
                case SimStream stream -> network.addresses().bind(stream, local);
                case SimDatagramSocket datagrams -> network.addresses().bind(datagrams, local);
            }
        } finally {
            network.unlock();
        }
    }

    @Override
    public <T> void setOption(Owned socket, SocketOption<T> option, T value) throws IOException {
        SimSocket found = find(socket, "set " + option.name());
        network.lock();
        try {
            found.options().set(option, value);
            found.apply(option);
        } finally {
            network.unlock();
        }
    }

    @Override
    public <T> @Nullable T getOption(Owned socket, SocketOption<T> option) throws IOException {
        SimSocket found = find(socket, "read " + option.name());
        network.lock();
        try {
            return found.options().get(option);
        } finally {
            network.unlock();
        }
    }

    @Override
    public Set<SocketOption<?>> options(Owned socket) {
        SimSocket found = network.find(socket);
        return found == null ? Set.of() : found.options().names();
    }

    @Override
    public SocketKind kind(Owned socket) throws IOException {
        return switch (find(socket, "tell the kind of " + socket)) {
            case SimListener _ -> SocketKind.LISTENER;
            case SimStream _ -> SocketKind.STREAM;
            case SimDatagramSocket _ -> SocketKind.DATAGRAM;
        };
    }

    @Override
    public @Nullable SocketAddress localAddress(Owned socket) throws IOException {
        SimSocket found = find(socket, "read the local address");
        network.lock();
        try {
            return found.local();
        } finally {
            network.unlock();
        }
    }

    @Override
    public @Nullable SocketAddress remoteAddress(Owned socket) throws IOException {
        SimSocket found = find(socket, "read the remote address");
        network.lock();
        try {
            return found.remote();
        } finally {
            network.unlock();
        }
    }

    @Override
    public void close(Owned socket) {
        if (socket.space() != Owned.Space.MEMORY) {
            closeRefused(socket);
            return;
        }
        SimSocket found = network.find(socket);
        if (socket.markClosed() && found != null) {
            found.close();
        }
    }

    /** A socket of the system comes here when a loop was given it and this backend has refused it: its channel is all there is to close. */
    private static void closeRefused(Owned socket) {
        SelectableChannel channel = socket.channel();
        if (channel == null) {
            if (socket.closeUnreached()) {
                return;
            }
            throw new UnsupportedOperationException(socket + " cannot be closed by the in-memory network");
        }
        if (socket.markClosed()) {
            try {
                channel.close();
            } catch (IOException e) {
                System.getLogger("dev.gyre.loop.sim").log(Level.WARNING, "Closing " + socket + " has failed", e);
            }
        }
    }
}
