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

/** Forwards to whichever backend the loop has at the moment. */
final class PresentSockets implements SocketControl {
    private final EngineLoop loop;

    PresentSockets(EngineLoop loop) {
        this.loop = loop;
    }

    private SocketControl present() {
        return loop.base().backend().sockets();
    }

    @Override
    public Owned open(SocketKind kind, ProtocolFamily family) throws IOException {
        loop.checkThread("opening a socket");
        loop.checkOpen();
        return present().open(kind, family);
    }

    @Override
    public Owned own(int descriptor) {
        return present().own(descriptor);
    }

    @Override
    public void bind(Owned socket, @Nullable SocketAddress local, int backlog) throws IOException {
        present().bind(socket, local, backlog);
    }

    @Override
    public <T> void setOption(Owned socket, SocketOption<T> option, T value) throws IOException {
        present().setOption(socket, option, value);
    }

    @Override
    public <T> @Nullable T getOption(Owned socket, SocketOption<T> option) throws IOException {
        return present().getOption(socket, option);
    }

    @Override
    public Set<SocketOption<?>> options(Owned socket) {
        return present().options(socket);
    }

    @Override
    public SocketKind kind(Owned socket) throws IOException {
        return present().kind(socket);
    }

    @Override
    public @Nullable SocketAddress localAddress(Owned socket) throws IOException {
        return present().localAddress(socket);
    }

    @Override
    public @Nullable SocketAddress remoteAddress(Owned socket) throws IOException {
        return present().remoteAddress(socket);
    }

    @Override
    public void close(Owned socket) {
        present().close(socket);
    }
}
