package dev.gyre.loop.transport;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.LoopFuture;
import dev.gyre.loop.LoopSocket;
import java.time.Duration;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A server: its listening sockets and the connections it has accepted. It goes from not serving to serving and back by
 * {@link #startServing()}, and ends by {@link #close()}, {@link #shutdown} or {@link #release()}.
 *
 * <p><b>Threading</b>: the loop's thread only.
 *
 * <p><b>Ownership</b>: it owns its listening sockets until it is closed or has released them. Connections are their
 * protocols'; the server only counts them, and they live on when it is closed.
 *
 * <p><b>Errors</b>: a connection that cannot be set up is reported to the loop's exception handler and costs that
 * connection alone. Running out of descriptors is reported once, and the server accepts again by itself.
 *
 * <p><b>Differences from asyncio</b>: {@link #shutdown}, {@link #release()}, {@link #connections()}, {@link #transports()} and
 * {@link #statistics()} are new. Leaving
 * a try-with-resources block closes it without waiting.
 */
@ProviderType
public interface Server extends AutoCloseable {
    /** Closes the listening sockets. Connections stay open. A second call does nothing. */
    @Override
    void close();

    /** Closes the transport of every connection: each sends what is queued first. It does not close the server. */
    void closeClients();

    /** Aborts the transport of every connection: what is queued is dropped. It does not close the server. */
    void abortClients();

    /**
     * Begins to accept connections. When it is serving already, that is all.
     *
     * @return when it accepts
     * @throws IllegalStateException when it is closed
     */
    LoopFuture<Void> startServing();

    /**
     * Begins to accept connections and goes on until it is cancelled. Cancelling the result closes the server.
     *
     * @return what fails with {@link java.util.concurrent.CancellationException} when it is cancelled or the server is
     *     closed
     * @throws IllegalStateException when it is closed, or this was called before and has not ended
     */
    LoopFuture<Void> serveForever();

    /**
     * {@return whether it accepts connections}
     */
    boolean isServing();

    /**
     * {@return when the server is closed and every connection it has accepted has ended}
     */
    LoopFuture<Void> waitClosed();

    /**
     * {@return the listening sockets; empty once it is closed}
     */
    List<TransportSocket> sockets();

    /**
     * {@return the loop it belongs to}
     */
    EventLoop getLoop();

    /**
     * {@return how many connections it has accepted that have not ended}
     */
    long connections();

    /**
     * {@return the transports of the connections that have not ended, in the order they were set up; a copy. Those that a worker
     *     ({@link ServerOptions#workers}) serves may be touched on its loop alone, which {@link ExtraInfo#LOOP} tells on any
     *     thread}
     */
    List<Transport> transports();

    /**
     * {@return what it has counted so far; a server that is closed counts on while it has connections. Bytes on other loops
     *     may be some moments old}
     */
    ServerStatistics statistics();

    /**
     * Ends in order: closes the listening sockets, lets the connections end by themselves until the deadline, and
     * aborts the rest. To have idle connections end at once, call {@link #closeClients()} too.
     *
     * @param drain how long the connections have; zero aborts them at once
     * @return the counts, when the last connection has ended
     * @throws IllegalArgumentException when the time is negative
     */
    LoopFuture<ShutdownReport> shutdown(Duration drain);

    /**
     * Gives up the listening sockets, open and with the connections that wait in their queues, and closes the server
     * without them. Each can be the {@code sock} of another server, on this loop or another. Connections accepted
     * before stay as they are.
     *
     * @return the sockets, now the caller's to close or hand on
     * @throws IllegalStateException when the server is closed
     */
    List<LoopSocket> release();
}
