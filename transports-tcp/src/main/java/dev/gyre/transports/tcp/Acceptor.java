package dev.gyre.transports.tcp;

import dev.gyre.loop.ErrorKind;
import dev.gyre.loop.EventLoop;
import dev.gyre.loop.LoopSocket;
import dev.gyre.loop.spi.AcceptListener;
import dev.gyre.loop.spi.ListenHandle;
import dev.gyre.loop.spi.Owned;
import dev.gyre.loop.spi.SocketKind;
import dev.gyre.loop.transport.TransportSocket;
import dev.gyre.transports.socket.PlainSocket;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.SocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One listening socket of a server. */
final class Acceptor implements AcceptListener {
    private final EventLoop loop;
    private final StreamServer server;
    private final ListenHandle handle;
    private final @Nullable SocketAddress address;

    /**
     * Takes a listening socket.
     *
     * @throws IOException when the backend refuses it; it is closed then
     */
    Acceptor(EventLoop loop, StreamServer server, Owned socket) throws IOException {
        this.loop = loop;
        this.server = server;
        this.handle = loop.io().listen(socket, this);
        this.address = Sockets.local(loop.io().sockets(), socket);
    }

    void resume() {
        handle.resume();
    }

    void close() {
        handle.close();
    }

    @Nullable
    SocketAddress address() {
        return address;
    }

    TransportSocket socket() {
        return loop.io().transportSocket(handle.owned());
    }

    /** Gives the socket up, open and with its queue. */
    LoopSocket surrender() {
        return new PlainSocket(loop, handle.surrender(), SocketKind.LISTENER, Sockets.family(address));
    }

    @Override
    public void accepted(Owned connection) {
        server.welcome(connection);
    }

    @Override
    public void acceptFailed(Exception cause, long retryNanos) {
        if (retryNanos > 0) {
            Failures.report(
                    loop,
                    "Cannot accept at " + address + "; it is tried again after " + Duration.ofNanos(retryNanos)
                            + ", until it is possible",
                    cause,
                    socket());
        } else if (retryNanos < 0) {
            Failures.report(loop, "The listening socket at " + address + " is broken and was closed", cause, socket());
            server.listenerGone(this);
        } else if (Sockets.kind(cause) != ErrorKind.ABORTED) {
            Failures.report(loop, "Accepting a connection at " + address + " has failed", cause, socket());
        }
    }

    @Override
    public void turnedAway(long count) {
        Sockets.LOG.log(
                Level.WARNING,
                "{0} connections at {1} were closed at once, as the process had no descriptor left for them",
                count,
                address);
    }

    @Override
    public void closed() {
        server.listenerGone(this);
    }
}
