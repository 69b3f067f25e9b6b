package dev.gyre.transports.tcp;

import dev.gyre.loop.LoopSocket;
import dev.gyre.loop.spi.Owned;
import dev.gyre.loop.spi.SocketControl;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import org.jspecify.annotations.Nullable;

/** A socket that a server has released, until its next owner takes it. */
final class OwnedSocket implements LoopSocket {
    /** What {@link dev.gyre.loop.transport.ServerOptions} have unless set. */
    private static final int BACKLOG = 100;

    private final SocketControl sockets;
    private final Owned owned;

    OwnedSocket(SocketControl sockets, Owned owned) {
        this.sockets = sockets;
        this.owned = owned;
    }

    @Override
    public Owned owned() {
        return owned;
    }

    @Override
    public void bind(@Nullable SocketAddress local) throws IOException {
        sockets.bind(owned, local, BACKLOG);
    }

    @Override
    public <T> void setOption(SocketOption<T> option, T value) throws IOException {
        sockets.setOption(owned, option, value);
    }

    @Override
    public <T> @Nullable T getOption(SocketOption<T> option) throws IOException {
        return sockets.getOption(owned, option);
    }

    @Override
    public @Nullable SocketAddress localAddress() throws IOException {
        return sockets.localAddress(owned);
    }

    @Override
    public @Nullable SocketAddress remoteAddress() throws IOException {
        return sockets.remoteAddress(owned);
    }

    /** Closes the socket, unless its next owner has it. */
    @Override
    public void close() {
        try {
            owned.take();
        } catch (IllegalStateException takenOrClosed) {
            return;
        }
        sockets.close(owned);
    }

    @Override
    public String toString() {
        return "LoopSocket[" + owned + "]";
    }
}
