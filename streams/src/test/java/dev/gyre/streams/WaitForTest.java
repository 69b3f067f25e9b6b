package dev.gyre.streams;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.gyre.loop.EventLoops;
import dev.gyre.loop.LoopPromise;
import dev.gyre.loop.Task;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Waiting for one thing no longer than so long, as in asyncio's {@code test_waitfor}. */
@ParameterizedClass(name = "{0}")
@EnumSource(Rung.class)
final class WaitForTest extends CoroutineTestCase {
    private static final Duration SHORT = Duration.ofMillis(10);

    private Task<String> slowToEnd() {
        return loop.createTask(() -> {
            try {
                return Coroutines.sleep(NEVER, "never");
            } catch (CancellationException cancelled) {
                sleepMillis(5);
                throw cancelled;
            } finally {
                seen.add("ended");
            }
        });
    }

    @Test
    void shouldGiveTheResultInTime() throws Exception {
        run(() -> {
            LoopPromise<String> future = loop.createFuture();
            loop.callLater(Duration.ofMillis(5), () -> future.setResult("in time"));
            assertEquals("in time", Coroutines.waitFor(future, SHORT));
            assertEquals("in time", Coroutines.waitFor(future, null));
            assertEquals("in time", Coroutines.waitFor(future, Duration.ZERO));
            assertEquals("in time", Coroutines.waitFor(future, Duration.ofSeconds(-1)));
        });
    }

    @Test
    void shouldRunACoroutineInTheCallingTask() throws Exception {
        run(() -> {
            Task<?> task = EventLoops.currentTask();
            assertSame(task, Coroutines.waitFor(EventLoops::currentTask, SHORT));
            assertSame(task, Coroutines.waitFor(EventLoops::currentTask, null));
        });
    }

    @Test
    void shouldCancelWhatTakesTooLongAndWaitForItsEnd() throws Exception {
        run(() -> {
            Task<String> task = slowToEnd();
            long start = loop.time();
            TimeoutException over = assertThrows(TimeoutException.class, () -> Coroutines.waitFor(task, SHORT));
            assertInstanceOf(CancellationException.class, over.getCause());
            assertEquals(List.of("ended"), seen);
            assertCancelled(task);
            assertEquals(15, millisFrom(start));
        });
    }

    @Test
    void shouldCancelAtOnceWhenThereIsNoTime() throws Exception {
        run(() -> {
            Task<String> task = slowToEnd();
            yield1();
            TimeoutException over = assertThrows(TimeoutException.class, () -> Coroutines.waitFor(task, Duration.ZERO));
            assertInstanceOf(CancellationException.class, over.getCause());
            assertEquals(List.of("ended"), seen);
        });
    }

    @Test
    void shouldNotBeginACoroutineWhenThereIsNoTime() throws Exception {
        run(() -> {
            for (int millis : new int[] {0, -1}) {
                assertThrows(
                        TimeoutException.class,
                        () -> Coroutines.waitFor(() -> seen.add("begun"), Duration.ofMillis(millis)));
            }
            assertEquals(List.of(), seen);
        });
    }

    @Test
    void shouldThrowWhatAnExpiredCoroutineReturnsOrThrowsInstead() throws Exception {
        run(() -> {
            assertEquals(
                    1,
                    Coroutines.waitFor(
                            () -> {
                                assertThrows(CancellationException.class, () -> Coroutines.sleep(NEVER));
                                return 1;
                            },
                            SHORT));
            IOException failure = new IOException("on purpose");
            Task<String> task = loop.createTask(() -> {
                try {
                    return Coroutines.sleep(NEVER, "never");
                } catch (CancellationException cancelled) {
                    throw failure;
                }
            });
            assertSame(failure, assertThrows(IOException.class, () -> Coroutines.waitFor(task, SHORT)));
            assertEquals(0, EventLoops.currentTask().cancelling());
        });
    }

    @Test
    void shouldGiveTheResultOfWhatEndsWellAgainstAllCancelling() throws Exception {
        run(() -> {
            Task<Integer> stubborn = loop.createTask(() -> {
                for (int i = 0; i < 2; i++) {
                    assertThrows(CancellationException.class, () -> Coroutines.sleep(Duration.ofMillis(300)));
                }
                return Coroutines.sleep(Duration.ofMillis(300), 42);
            });
            Task<Integer> waiting = loop.createTask(() -> Coroutines.waitFor(stubborn, Duration.ofMillis(100)));
            sleepMillis(200);
            waiting.cancel();
            // What it waited for has ended with a result after all, and a result is not thrown away.
            assertEquals(42, Task.await(waiting));
            assertEquals(42, stubborn.result());
        });
    }

    @Test
    void shouldCancelWhatItWaitsForWhenItIsCancelled() throws Exception {
        run(() -> {
            for (Duration time : new Duration[] {null, NEVER}) {
                Task<String> task = loop.createTask(() -> Coroutines.sleep(NEVER, "never"));
                Task<String> waiting = loop.createTask(() -> Coroutines.waitFor(task, time));
                yield1();
                waiting.cancel();
                assertAwaitCancelled(waiting);
                assertCancelled(task);
            }
        });
    }

    @Test
    void shouldPassOnThatTheFutureWasCancelled() throws Exception {
        run(() -> {
            LoopPromise<String> future = loop.createFuture();
            loop.callSoon(() -> future.cancel("by another"));
            assertEquals(
                    "by another",
                    assertThrows(CancellationException.class, () -> Coroutines.waitFor(future, NEVER))
                            .getMessage());
        });
    }

    @Test
    void shouldNotTakeForLateWhatHadBeenCancelled() throws Exception {
        run(() -> {
            LoopPromise<String> future = loop.createFuture();
            future.cancel("by another");
            for (Duration time : List.of(SHORT, Duration.ZERO)) {
                assertEquals(
                        "by another",
                        assertThrows(CancellationException.class, () -> Coroutines.waitFor(future, time))
                                .getMessage());
            }
        });
    }
}
