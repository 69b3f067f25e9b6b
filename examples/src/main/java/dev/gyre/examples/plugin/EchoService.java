package dev.gyre.examples.plugin;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.LoopThread;
import dev.gyre.loop.transport.Server;
import dev.gyre.loop.transport.ServerOptions;
import dev.gyre.loop.transport.ShutdownReport;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** An echo server on a loop with a thread of its own. */
final class EchoService {
    private static final long START_SECONDS = 30;
    private static final long MARGIN_SECONDS = 5;

    private final LoopThread thread;
    private final Server server;
    private final ListenAddress address;

    private EchoService(LoopThread thread, Server server, ListenAddress address) {
        this.thread = thread;
        this.server = server;
        this.address = address;
    }

    static EchoService start(ListenAddress where) throws Exception {
        LoopThread thread = LoopThread.start("echo");
        try {
            EventLoop loop = thread.loop();
            Server server = call(
                    loop,
                    () -> loop.createServer(EchoProtocol::new, ServerOptions.at(where.host(), where.port())),
                    START_SECONDS);
            return new EchoService(thread, server, call(loop, () -> bound(where, server), START_SECONDS));
        } catch (Exception e) {
            thread.shutdown(Duration.ZERO);
            throw e;
        }
    }

    private static CompletionStage<ListenAddress> bound(ListenAddress where, Server server) throws Exception {
        return CompletableFuture.completedFuture(
                server.sockets().getFirst().localAddress() instanceof InetSocketAddress local
                        ? new ListenAddress(where.host(), local.getPort())
                        : where);
    }

    Server server() {
        return server;
    }

    ListenAddress address() {
        return address;
    }

    /** Accepts no more, lets the connections end, aborts the rest after a time, and ends the loop. */
    ShutdownReport stop(Duration drain) throws Exception {
        try {
            return call(thread.loop(), () -> server.shutdown(drain), drain.toSeconds() + MARGIN_SECONDS);
        } finally {
            thread.shutdown(Duration.ZERO);
        }
    }

    /** Calls something on the loop, and waits for the outcome of what it began. */
    private static <T> T call(EventLoop loop, Callable<CompletionStage<T>> what, long seconds) throws Exception {
        CompletableFuture<T> outcome = new CompletableFuture<>();
        loop.callSoonThreadsafe(() -> begin(what, outcome));
        try {
            return outcome.get(seconds, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    private static <T> void begin(Callable<CompletionStage<T>> what, CompletableFuture<T> outcome) {
        try {
            what.call().whenComplete((result, failure) -> {
                if (failure != null) {
                    outcome.completeExceptionally(failure);
                } else {
                    outcome.complete(result);
                }
            });
        } catch (Exception e) {
            outcome.completeExceptionally(e);
        }
    }
}
