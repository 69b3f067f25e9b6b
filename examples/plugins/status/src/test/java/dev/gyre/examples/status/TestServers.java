package dev.gyre.examples.status;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.EventLoopGroup;
import dev.gyre.loop.ExceptionContext;
import dev.gyre.loop.LoopConfig;
import dev.gyre.loop.protocol.ProtocolFactory;
import dev.gyre.loop.protocol.StreamProtocol;
import dev.gyre.loop.transport.Server;
import dev.gyre.loop.transport.ServerOptions;
import dev.gyre.loop.transport.Transport;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/** One protocol served on several loops, each at a port of its own. {@link #end} fails the test when a loop had something to report. */
final class TestServers {
    private static final long PATIENCE_SECONDS = 30;

    private final Queue<ExceptionContext> reports = new ConcurrentLinkedQueue<>();
    private final EventLoopGroup loops;
    private final List<Server> servers = new ArrayList<>();

    TestServers(int count, ProtocolFactory<? extends StreamProtocol<? super Transport>> factory) throws Exception {
        loops = EventLoopGroup.start(count, LoopConfig.named("test").withDebug(true));
        for (EventLoop loop : loops.loops()) {
            servers.add(call(loop, () -> {
                loop.setSlowCallbackDuration(Duration.ofSeconds(10));
                loop.setExceptionHandler((where, report) -> reports.add(report));
                return loop.createServer(factory, ServerOptions.at("127.0.0.1", 0));
            }));
        }
    }

    InetSocketAddress address(int loop) throws Exception {
        return call(
                loops.loops().get(loop),
                () -> CompletableFuture.completedFuture((InetSocketAddress)
                        servers.get(loop).sockets().getFirst().localAddress()));
    }

    void end() throws Exception {
        for (Server server : servers) {
            assertEquals(
                    0,
                    call(server.getLoop(), () -> server.shutdown(Duration.ofSeconds(PATIENCE_SECONDS)))
                            .aborted());
        }
        loops.shutdown(Duration.ZERO);
        assertEquals(List.of(), List.copyOf(reports));
    }

    private static <T> T call(EventLoop loop, Callable<CompletionStage<T>> what) throws Exception {
        CompletableFuture<T> outcome = new CompletableFuture<>();
        loop.callSoonThreadsafe(() -> what.call().whenComplete((result, failure) -> {
            if (failure == null) {
                outcome.complete(result);
            } else {
                outcome.completeExceptionally(failure);
            }
        }));
        return outcome.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
}
