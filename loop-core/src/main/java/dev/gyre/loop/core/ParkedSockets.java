package dev.gyre.loop.core;

import dev.gyre.loop.spi.Owned;
import dev.gyre.loop.spi.SocketControl;
import dev.gyre.loop.spi.SocketKind;
import java.io.IOException;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What can be done with sockets while there is no backend: what needs no I/O, by the backend that has left. New ones wait for the next. */
final class ParkedSockets implements SocketControl {
    private final @Nullable SocketControl left;

    ParkedSockets(@Nullable SocketControl left) {
        this.left = left;
    }

    private static UnsupportedOperationException parked(String what) {
        return new UnsupportedOperationException(
                what + " has to wait: the loop's backend has left and the next is not there yet");
    }

    private SocketControl left(String what) {
        if (left == null) {
            throw parked(what);
        }
        return left;
    }

    @Override
    public Owned open(SocketKind kind, ProtocolFamily family) {
        throw parked("Opening a socket");
    }

    @Override
    public Owned own(int descriptor) {
        return left("Adopting descriptor " + descriptor).own(descriptor);
    }

    @Override
    public void bind(Owned socket, @Nullable SocketAddress local, int backlog) {
        throw parked("Binding a socket");
    }

    @Override
    public <T> void setOption(Owned socket, SocketOption<T> option, T value) throws IOException {
        left("Setting an option").setOption(socket, option, value);
    }

    @Override
    public <T> @Nullable T getOption(Owned socket, SocketOption<T> option) throws IOException {
        return left("Reading an option").getOption(socket, option);
    }

    @Override
    public Set<SocketOption<?>> options(Owned socket) {
        return left("Asking for options").options(socket);
    }

    @Override
    public SocketKind kind(Owned socket) throws IOException {
        return left("Telling the kind of " + socket).kind(socket);
    }

    @Override
    public @Nullable SocketAddress localAddress(Owned socket) throws IOException {
        return left("Telling the address of " + socket).localAddress(socket);
    }

    @Override
    public @Nullable SocketAddress remoteAddress(Owned socket) throws IOException {
        return left("Telling the address of " + socket).remoteAddress(socket);
    }

    @Override
    public void close(Owned socket) {
        left("Closing " + socket).close(socket);
    }
}
