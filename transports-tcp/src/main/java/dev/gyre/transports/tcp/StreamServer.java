package dev.gyre.transports.tcp;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.LoopFuture;
import dev.gyre.loop.LoopPromise;
import dev.gyre.loop.LoopSocket;
import dev.gyre.loop.spi.Owned;
import dev.gyre.loop.spi.WrongThread;
import dev.gyre.loop.transport.Server;
import dev.gyre.loop.transport.ServerStatistics;
import dev.gyre.loop.transport.ShutdownReport;
import dev.gyre.loop.transport.Transport;
import dev.gyre.loop.transport.TransportSocket;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A server over listening handles.
 *
 * <p>Life: {@code IDLE → SERVING → CLOSED}, or {@code IDLE → CLOSED}.
 */
final class StreamServer implements Server {
    private enum Life {
        IDLE,
        SERVING,
        CLOSED
    }

    private final EventLoop loop;
    private final SocketFile file;
    private final List<Acceptor> acceptors = new ArrayList<>();
    private final ServerConnections connections;
    private final Crew crew;
    private final List<LoopPromise<Void>> waiters = new ArrayList<>();
    private final List<Drain> drains = new ArrayList<>();
    private Life life = Life.IDLE;
    private @Nullable LoopPromise<Void> serving;

    private StreamServer(
            EventLoop loop, List<EventLoop> workers, Function<EventLoop, Welcome<?>> welcomes, SocketFile file) {
        this.loop = loop;
        this.connections = new ServerConnections(loop, this::connectionGone);
        this.crew = new Crew(loop, workers, connections, welcomes);
        this.file = file;
    }

    /**
     * Makes a server of listening sockets.
     *
     * @throws IOException when the backend refuses one; all are closed then
     */
    static StreamServer over(
            EventLoop loop,
            List<EventLoop> workers,
            Function<EventLoop, Welcome<?>> welcomes,
            SocketFile file,
            List<Owned> listening)
            throws IOException {
        StreamServer server = new StreamServer(loop, workers, welcomes, file);
        for (int i = 0; i < listening.size(); i++) {
            try {
                server.acceptors.add(new Acceptor(loop, server, listening.get(i)));
            } catch (IOException | RuntimeException e) {
                server.close();
                listening.subList(i + 1, listening.size()).forEach(loop.io().sockets()::close);
                throw e;
            }
        }
        return server;
    }

    // Serving

    void serve() {
        if (life == Life.CLOSED) {
            throw new IllegalStateException("The server is closed; make another one");
        }
        if (life == Life.IDLE) {
            life = Life.SERVING;
            acceptors.forEach(Acceptor::resume);
        }
    }

    @Override
    public LoopFuture<Void> startServing() {
        checkThread();
        serve();
        return done(loop.createFuture());
    }

    private static LoopPromise<Void> done(LoopPromise<Void> promise) {
        if (!promise.isDone()) {
            complete(promise);
        }
        return promise;
    }

    @SuppressWarnings("NullAway") // a Void has no other value
    private static void complete(LoopPromise<Void> promise) {
        promise.setResult(null);
    }

    @Override
    public LoopFuture<Void> serveForever() {
        checkThread();
        if (serving != null && !serving.isDone()) {
            throw new IllegalStateException(
                    "serveForever() was called before and has not ended; cancel its result first");
        }
        serve();
        LoopPromise<Void> forever = loop.createFuture();
        serving = forever;
        forever.addDoneCallback(cancelled -> close());
        return forever;
    }

    @Override
    public boolean isServing() {
        checkThread();
        return life == Life.SERVING;
    }

    void welcome(Owned connection) {
        crew.welcome(connection);
    }

    // Ending

    @Override
    public void close() {
        checkThread();
        if (life != Life.CLOSED) {
            acceptors.forEach(Acceptor::close);
            closed();
            file.remove();
        }
    }

    @Override
    public List<LoopSocket> release() {
        checkThread();
        if (life == Life.CLOSED) {
            throw new IllegalStateException("The server is closed and has no sockets to release");
        }
        List<LoopSocket> released = new ArrayList<>();
        for (Acceptor acceptor : acceptors) {
            try {
                released.add(acceptor.surrender());
            } catch (IllegalStateException e) {
                Sockets.LOG.log(Level.DEBUG, "A socket that is closed already is not released", e);
            }
        }
        closed();
        return List.copyOf(released);
    }

    /** A listening socket was closed by the loop, or is broken; the server ends with the last of them. */
    void listenerGone(Acceptor acceptor) {
        acceptors.remove(acceptor);
        if (acceptors.isEmpty()) {
            close();
        }
    }

    private void closed() {
        life = Life.CLOSED;
        acceptors.clear();
        connections.watch();
        if (serving != null) {
            serving.cancel("the server was closed");
        }
        wakeWaiters();
    }

    private void connectionGone() {
        drains.forEach(Drain::oneHasGone);
        wakeWaiters();
    }

    private void wakeWaiters() {
        if (life == Life.CLOSED && connections.count() == 0) {
            waiters.forEach(StreamServer::done);
            waiters.clear();
        }
    }

    @Override
    public LoopFuture<Void> waitClosed() {
        checkThread();
        LoopPromise<Void> waiter = loop.createFuture();
        waiters.add(waiter);
        wakeWaiters();
        return waiter;
    }

    @Override
    public LoopFuture<ShutdownReport> shutdown(Duration time) {
        checkThread();
        if (time.isNegative()) {
            throw new IllegalArgumentException("The time to drain is negative: " + time);
        }
        close();
        Drain drain = new Drain(loop, connections);
        drains.add(drain);
        drain.start(time);
        drain.promise().addDoneCallback(ended -> drains.remove(drain));
        return drain.promise();
    }

    @Override
    public void closeClients() {
        checkThread();
        connections.close();
    }

    @Override
    public void abortClients() {
        checkThread();
        connections.abort();
    }

    // What can be asked of it

    @Override
    public List<TransportSocket> sockets() {
        checkThread();
        return acceptors.stream().map(Acceptor::socket).toList();
    }

    @Override
    public EventLoop getLoop() {
        return loop;
    }

    @Override
    public long connections() {
        checkThread();
        return connections.statistics().open();
    }

    @Override
    public List<Transport> transports() {
        checkThread();
        return connections.present();
    }

    @Override
    public ServerStatistics statistics() {
        checkThread();
        return connections.statistics();
    }

    private void checkThread() {
        WrongThread.refuse(loop, "A server");
    }

    @Override
    public String toString() {
        return "Server[" + life + " at "
                + acceptors.stream().map(Acceptor::address).toList() + ", " + connections.count() + " connections]";
    }
}
