package dev.gyre.itests.modes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.itests.Descriptors;
import dev.gyre.loop.EventLoop;
import dev.gyre.loop.EventLoops;
import dev.gyre.loop.ExceptionContext;
import dev.gyre.loop.LoopConfig;
import dev.gyre.loop.protocol.ProtocolFactory;
import dev.gyre.loop.protocol.StreamProtocol;
import dev.gyre.loop.transport.ConnectOptions;
import dev.gyre.loop.transport.Server;
import dev.gyre.loop.transport.ServerOptions;
import dev.gyre.loop.transport.Transport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A loop driven by the test's own thread: between two waits it is idle and the test's. Closing it fails the test when something was
 * reported that the test did not take, or a socket was left open.
 */
final class Rig implements AutoCloseable {
    /** Longer than any wait takes that is not in vain. */
    private static final long PATIENCE_SECONDS = 30;

    static {
        // The JDK keeps one socket for itself from the first close of a channel on.
        try (ServerSocketChannel listening = ServerSocketChannel.open().bind(null);
                SocketChannel connected = SocketChannel.open(listening.getLocalAddress())) {
            connected.shutdownOutput();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private final List<ExceptionContext> reports = new ArrayList<>();
    private final long socketsBefore = Descriptors.sockets();
    private final ScheduledThreadPoolExecutor watchdog =
            new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().factory());
    private final EventLoop loop;
    private BooleanSupplier awaited = () -> false;

    Rig(String backend) {
        loop = EventLoops.newEventLoop(
                LoopConfig.named("rig").withBackends(backend).withDebug(true));
        loop.setSlowCallbackDuration(Duration.ofSeconds(20));
        loop.setExceptionHandler((where, report) -> {
            reports.add(report);
            poke();
        });
    }

    EventLoop loop() {
        return loop;
    }

    /** Runs the loop until a future is done; its result. */
    <T> T await(CompletionStage<T> future) throws Exception {
        Future<?> deadline = deadline();
        try {
            return loop.runUntilComplete(future);
        } finally {
            deadline.cancel(false);
        }
    }

    /** Runs the loop until something holds, which is looked at whenever a peer hears something. */
    void until(String what, BooleanSupplier condition) {
        awaited = condition;
        if (!condition.getAsBoolean()) {
            Future<?> deadline = deadline();
            loop.runForever();
            deadline.cancel(false);
        }
        awaited = () -> false;
        assertTrue(condition.getAsBoolean(), () -> "Waited in vain until " + what);
    }

    private Future<?> deadline() {
        return watchdog.schedule(() -> loop.callSoonThreadsafe(loop::stop), PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** Looks whether what is awaited holds; on the loop's thread. */
    void poke() {
        if (awaited.getAsBoolean()) {
            loop.stop();
        }
    }

    /** Runs a number of iterations without waiting for anything. */
    void iterations(int count) {
        for (int i = 0; i < count; i++) {
            loop.stop();
            loop.runForever();
        }
    }

    /** Runs a blocking job on a thread of its own while the loop serves; its result. */
    <T> T beside(Callable<T> job) throws Exception {
        return await(loop.runInExecutor(job));
    }

    Server serve(ProtocolFactory<? extends StreamProtocol<? super Transport>> factory) throws Exception {
        return await(loop.createServer(factory, ServerOptions.at("127.0.0.1", 0)));
    }

    static InetSocketAddress address(Server server) {
        try {
            return (InetSocketAddress) server.sockets().getFirst().localAddress();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ConnectOptions to(Server server) {
        return ConnectOptions.to("127.0.0.1", address(server).getPort());
    }

    Peer connect(Server server) throws Exception {
        Peer client = new Peer(this);
        await(loop.createConnection(() -> client, to(server)));
        return client;
    }

    /** Both ends of a fresh connection; its server accepts no more. */
    Pair pair() throws Exception {
        Peer accepted = new Peer(this);
        Server server = serve(() -> accepted);
        Peer client = connect(server);
        until("the connection is accepted", () -> accepted.heard("made"));
        server.close();
        return new Pair(client, accepted);
    }

    /** Takes a report that the test expected. */
    ExceptionContext report() {
        until("something is reported", () -> !reports.isEmpty());
        return reports.removeFirst();
    }

    @Override
    public void close() {
        if (!loop.isClosed()) {
            iterations(3);
        }
        watchdog.shutdownNow();
        loop.close();
        assertEquals(
                List.of(),
                reports.stream().map(ExceptionContext::toString).toList(),
                "what was reported and not expected");
        assertEquals(socketsBefore, Descriptors.sockets(), "open sockets");
    }

    /** The two ends of a connection. */
    record Pair(Peer client, Peer server) {
        /** Aborts both ends. */
        void close(Rig rig) {
            client.transport.abort();
            server.transport.abort();
            awaitLost(rig);
        }

        void awaitLost(Rig rig) {
            rig.until("both ends are lost", () -> client.lost() && server.lost());
        }
    }
}
