package dev.gyre.itests.modes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.AsyncGenerator;
import dev.gyre.loop.BackendLadder;
import dev.gyre.loop.EventLoop;
import dev.gyre.loop.EventLoops;
import dev.gyre.loop.ExceptionContext;
import dev.gyre.loop.LoopConfig;
import dev.gyre.loop.LoopFuture;
import dev.gyre.loop.LoopPromise;
import dev.gyre.loop.LoopSocket;
import dev.gyre.loop.Runner;
import dev.gyre.loop.Task;
import dev.gyre.loop.TaskOptions;
import dev.gyre.loop.spi.SocketKind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Coroutines in each of the ways they can run. */
@ParameterizedClass(name = "{0}")
@ValueSource(strings = {"loop-scheduled", "hand-off"})
@ExtendWith(Stage.class)
final class TasksIT {
    @Parameter
    private String way;

    private final List<String> seen = new ArrayList<>();

    @BeforeEach
    void choose() {
        System.setProperty("gyre.coroutines", way);
    }

    @AfterEach
    void chooseNoMore() {
        System.clearProperty("gyre.coroutines");
    }

    private static LoopFuture<Void> after(long millis) {
        EventLoop loop = EventLoops.getRunningLoop();
        LoopPromise<Void> slept = loop.createFuture();
        loop.callLater(millis, TimeUnit.MILLISECONDS, () -> slept.setResult(null));
        return slept;
    }

    @Test
    void shouldRunInTheWayThatWasChosenAndSayWhy() throws Exception {
        EventLoops.run(() -> {
            BackendLadder.Rung chosen =
                    EventLoops.getRunningLoop().tasks().runners().chosen().orElseThrow();
            assertEquals(way, chosen.name());
            assertTrue(chosen.reason().startsWith("first available of those that gyre.coroutines names"));
        });
    }

    @Test
    void shouldAwaitFuturesAndTasks() throws Exception {
        assertEquals("3 42", EventLoops.run(() -> {
            EventLoop loop = EventLoops.getRunningLoop();
            Task<Integer> one = loop.createTask(
                    () -> {
                        Task.await(after(2));
                        return 1;
                    },
                    TaskOptions.named("one"));
            Task<Integer> two = loop.createTask(() -> 2, TaskOptions.eager());
            int sum = Task.await(one) + Task.await(two);
            return sum + " " + Task.await(loop.runInExecutor(() -> 42));
        }));
    }

    @Test
    void shouldCancelWhereACoroutineWaits() throws Exception {
        EventLoops.run(() -> {
            EventLoop loop = EventLoops.getRunningLoop();
            LoopPromise<String> never = loop.createFuture();
            Task<String> task = loop.createTask(() -> {
                try {
                    return Task.await(never);
                } finally {
                    Task.await(after(1));
                    seen.add("cleaned up");
                }
            });
            Task.await(after(1));
            task.cancel("enough");
            assertEquals(
                    "enough",
                    assertThrows(CancellationException.class, () -> Task.await(task))
                            .getMessage());
            assertTrue(never.isCancelled());
        });
        assertEquals(List.of("cleaned up"), seen);
    }

    @Test
    void shouldYield() throws Exception {
        EventLoops.run(() -> {
            AsyncGenerator<Integer> numbers = EventLoops.getRunningLoop().createAsyncGenerator(out -> {
                for (int i = 0; i < 3; i++) {
                    Task.await(after(1));
                    out.yield(i);
                }
            });
            for (Optional<Integer> next = Task.await(numbers.next());
                    next.isPresent();
                    next = Task.await(numbers.next())) {
                seen.add(String.valueOf(next.get()));
            }
        });
        assertEquals(List.of("0", "1", "2"), seen);
    }

    @Test
    void shouldServeByPlainSockets() throws Exception {
        EventLoops.run(() -> {
            EventLoop loop = EventLoops.getRunningLoop();
            try (LoopSocket listening = loop.createSocket(StandardProtocolFamily.INET, SocketKind.LISTENER)) {
                listening.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
                int port = ((InetSocketAddress) listening.localAddress()).getPort();
                LoopFuture<String> client = loop.runInExecutor(() -> talk(port));
                try (LoopSocket accepted = Task.await(loop.sockAccept(listening))) {
                    for (ByteBuffer heard = Task.await(loop.sockRecv(accepted, 100));
                            heard.hasRemaining();
                            heard = Task.await(loop.sockRecv(accepted, 100))) {
                        Task.await(loop.sockSendall(accepted, heard));
                    }
                }
                assertEquals("hello", Task.await(client));
            }
        });
    }

    private static String talk(int port) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.getOutputStream().write("hello".getBytes(StandardCharsets.UTF_8));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void shouldBeRunFromOtherThreads() throws Exception {
        EventLoops.run(() -> {
            EventLoop loop = EventLoops.getRunningLoop();
            Task.await(loop.runInExecutor(() -> {
                assertEquals(
                        "done",
                        loop.runCoroutineThreadsafe(() -> {
                                    Task.await(after(1));
                                    return "done";
                                })
                                .get());
                LoopFuture<String> cancelled = loop.runCoroutineThreadsafe(() -> {
                    try {
                        return Task.await(loop.<String>createFuture());
                    } finally {
                        seen.add("ended");
                    }
                });
                loop.runCoroutineThreadsafe(() -> Task.await(after(1))).get();
                cancelled.cancel();
                return true;
            }));
            Task.await(after(1));
        });
        assertEquals(List.of("ended"), seen);
    }

    @Test
    void shouldEndWhatIsLeftWhenTheRunnerIsClosed() throws Exception {
        List<ExceptionContext> reported = new ArrayList<>();
        Task<?>[] left = new Task<?>[2];
        try (Runner runner = new Runner(LoopConfig.named("runner"))) {
            runner.getLoop().setExceptionHandler((loop, report) -> reported.add(report));
            runner.run(() -> {
                EventLoop loop = EventLoops.getRunningLoop();
                left[0] = loop.createTask(() -> {
                    try {
                        Task.await(loop.createFuture());
                    } finally {
                        Task.await(after(1));
                        seen.add("cleaned up");
                    }
                });
                left[1] = loop.createTask(() -> {
                    try {
                        Task.await(loop.createFuture());
                    } catch (CancellationException e) {
                        throw new IOException("instead", e);
                    }
                });
                AsyncGenerator<Integer> generator = loop.createAsyncGenerator(out -> {
                    try {
                        out.yield(1);
                    } finally {
                        seen.add("generator closed");
                    }
                });
                Task.await(generator.next());
                assertSame(
                        EventLoops.currentTask(),
                        EventLoops.allTasks(loop).stream()
                                .filter(task -> task.waiting().isEmpty()
                                        && !task.getStack().isEmpty())
                                .findFirst()
                                .orElseThrow());
            });
        }
        assertTrue(left[0].isCancelled());
        assertTrue(seen.contains("cleaned up") && seen.contains("generator closed"), seen::toString);
        assertEquals(1, reported.size(), reported::toString);
        assertEquals("instead", reported.getFirst().exception().orElseThrow().getMessage());
    }

    @Test
    void shouldEndWhatIsSuspendedWhenTheLoopIsClosed() throws Exception {
        EventLoop loop = EventLoops.newEventLoop();
        List<ExceptionContext> reported = new ArrayList<>();
        loop.setExceptionHandler((where, report) -> reported.add(report));
        Task<String> task = loop.createTask(() -> {
            try {
                return Task.await(loop.<String>createFuture());
            } finally {
                seen.add("cleaned up");
            }
        });
        loop.stop();
        loop.runForever();
        loop.close();
        assertTrue(task.isCancelled());
        assertEquals(List.of("cleaned up"), seen);
        assertEquals(1, reported.size(), reported::toString);
    }
}
