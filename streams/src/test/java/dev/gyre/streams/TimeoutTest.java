package dev.gyre.streams;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.Callback;
import dev.gyre.loop.EventLoops;
import dev.gyre.loop.LoopPromise;
import dev.gyre.loop.Task;
import java.io.IOException;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Deadlines of blocks, as in asyncio's {@code test_timeouts}. */
@ParameterizedClass(name = "{0}")
@EnumSource(Rung.class)
final class TimeoutTest extends CoroutineTestCase {
    private static final Duration SHORT = Duration.ofMillis(10);
    private static final Callback ENDLESS = () -> Coroutines.sleep(NEVER);

    private Timeout last;

    private TimeoutException assertTimesOut(Duration delay, Callback body) {
        return assertThrows(
                TimeoutException.class,
                () -> Coroutines.timeout(delay, timeout -> {
                    last = timeout;
                    body.run();
                    return null;
                }));
    }

    @Test
    void shouldThrowWhenItPasses() throws Exception {
        run(() -> {
            long start = loop.time();
            TimeoutException over = assertTimesOut(SHORT, ENDLESS);
            assertInstanceOf(CancellationException.class, over.getCause());
            assertTrue(last.expired());
            assertEquals(10, millisFrom(start));
            assertEquals(start + SHORT.toNanos(), last.when().orElseThrow());
            assertEquals(0, EventLoops.currentTask().cancelling());
            sleepMillis(1);
        });
    }

    @Test
    void shouldBeGivenAsATimeToo() throws Exception {
        run(() -> {
            long when = loop.time() + SHORT.toNanos();
            assertThrows(
                    TimeoutException.class,
                    () -> Coroutines.timeoutAt(when, timeout -> Coroutines.sleep(NEVER, "never")));
            assertEquals(0, millisFrom(when));
        });
    }

    @Test
    void shouldGiveWhatTheBlockReturnsInTime() throws Exception {
        run(() -> {
            assertEquals("in time", Coroutines.timeout(SHORT, timeout -> {
                last = timeout;
                return Coroutines.sleep(Duration.ofMillis(1), "in time");
            }));
            assertFalse(last.expired());
            assertEquals(5, Coroutines.timeout(SHORT, () -> 5));
            sleepMillis(20);
        });
    }

    @Test
    void shouldNeverPassWithoutATime() throws Exception {
        run(() -> {
            Coroutines.timeout((Duration) null, timeout -> {
                assertEquals(OptionalLong.empty(), timeout.when());
                sleepMillis(10_000);
                assertTrue(timeout.toString().contains("never"), timeout::toString);
                return null;
            });
            assertEquals(1, Coroutines.timeout(Duration.ofSeconds(Long.MAX_VALUE), () -> 1), "beyond the clock");
        });
    }

    @Test
    void shouldPassAtTheFirstWaitWhenThereIsNoTime() throws Exception {
        run(() -> {
            long start = loop.time();
            assertTimesOut(Duration.ZERO, ENDLESS);
            assertTimesOut(Duration.ZERO, CoroutineTestCase::yield1);
            assertTimesOut(Duration.ofMillis(-11), CoroutineTestCase::yield1);
            assertTrue(last.expired());
            assertEquals(0, millisFrom(start));
            assertEquals(3, Coroutines.timeout(Duration.ZERO, () -> 3), "without a wait it does not pass");
        });
    }

    @Test
    void shouldLetTheInnerOfTwoPassAlone() throws Exception {
        run(() -> Coroutines.timeout(Duration.ofMillis(200), outer -> {
            assertTimesOut(SHORT, ENDLESS);
            assertTrue(last.expired());
            assertFalse(outer.expired());
            sleepMillis(10);
            return null;
        }));
    }

    @Test
    void shouldLetTheOuterOfTwoPassThroughTheInner() throws Exception {
        run(() -> {
            Timeout[] inner = new Timeout[1];
            assertTimesOut(SHORT, () -> {
                CancellationException through = assertThrows(
                        CancellationException.class,
                        () -> Coroutines.timeout(NEVER, timeout -> {
                            inner[0] = timeout;
                            return Coroutines.sleep(NEVER, null);
                        }));
                throw through;
            });
            assertFalse(inner[0].expired());
        });
    }

    @Test
    void shouldLetBothPassAtTheSameTime() throws Exception {
        run(() -> {
            assertTimesOut(SHORT, () -> {
                try {
                    Coroutines.timeout(SHORT, ENDLESS);
                } catch (CancellationException theOuters) {
                    seen.add("through");
                    throw theOuters;
                }
            });
            assertEquals(0, EventLoops.currentTask().cancelling());
            sleepMillis(1);
        });
    }

    @Test
    void shouldThrowTheBlocksFailureAsItIs() throws Exception {
        run(() -> {
            IOException failure = new IOException("on purpose");
            Callable<Object> failing = () -> {
                throw failure;
            };
            assertSame(failure, assertThrows(IOException.class, () -> Coroutines.timeout(SHORT, failing)));
            assertSame(
                    failure,
                    assertThrows(
                            IOException.class,
                            () -> Coroutines.timeout(SHORT, timeout -> {
                                try {
                                    return Coroutines.sleep(NEVER, null);
                                } finally {
                                    last = timeout;
                                    failing.call();
                                }
                            })));
            assertTrue(last.expired());
            assertEquals(0, EventLoops.currentTask().cancelling());
        });
    }

    @Test
    void shouldReturnWhenTheBlockSwallowsIt() throws Exception {
        run(() -> {
            assertEquals("swallowed", Coroutines.timeout(SHORT, timeout -> {
                last = timeout;
                try {
                    return Coroutines.sleep(NEVER, "never");
                } catch (CancellationException swallowed) {
                    return "swallowed";
                }
            }));
            assertTrue(last.expired());
            sleepMillis(1);
        });
    }

    @Test
    void shouldLeaveACancelOfTheTaskAlone() throws Exception {
        run(() -> {
            Task<String> task = loop.createTask(() -> Coroutines.timeout(NEVER, timeout -> {
                last = timeout;
                EventLoops.currentTask().cancel("by itself");
                return Coroutines.sleep(NEVER, "never");
            }));
            assertEquals("by itself", assertAwaitCancelled(task).getMessage());
            assertFalse(last.expired());
        });
    }

    @Test
    void shouldNotTakeACancelBackThatCameWithIt() throws Exception {
        run(() -> {
            Task<String> task = loop.createTask(() -> Coroutines.timeout(SHORT, timeout -> {
                try {
                    return Coroutines.sleep(NEVER, "never");
                } finally {
                    EventLoops.currentTask().cancel();
                }
            }));
            assertAwaitCancelled(task);
            assertEquals(1, task.cancelling());
        });
    }

    @Test
    void shouldLeaveItsTaskUncancelled() throws Exception {
        run(() -> {
            Task<Void> task = loop.createTask(() -> {
                assertTimesOut(Duration.ofMillis(1), ENDLESS);
            });
            Task.await(task);
            assertFalse(task.isCancelled());
        });
    }

    @Test
    void shouldBeMoved() throws Exception {
        run(() -> {
            LoopPromise<Timeout> entered = loop.createFuture();
            long first = loop.time() + 10_000_000;
            Task<String> task = loop.createTask(() -> Coroutines.timeoutAt(first, timeout -> {
                entered.setResult(timeout);
                return Coroutines.sleep(NEVER, "never");
            }));
            Timeout timeout = Task.await(entered);
            assertEquals(first, timeout.when().orElseThrow());
            timeout.reschedule(first + 20_000_000);
            sleepMillis(20);
            assertFalse(timeout.expired());
            timeout.reschedule();
            assertEquals(OptionalLong.empty(), timeout.when());
            sleepMillis(100);
            assertFalse(timeout.expired());
            timeout.reschedule(loop.time());
            assertThrows(TimeoutException.class, () -> Task.await(task));
        });
    }

    @Test
    void shouldNotBeMovedAfterwards() throws Exception {
        run(() -> {
            Timeout ended = Coroutines.timeout(SHORT, timeout -> timeout);
            assertTrue(assertThrows(IllegalStateException.class, () -> ended.reschedule(1))
                    .getMessage()
                    .contains("EXITED"));
            assertTimesOut(SHORT, ENDLESS);
            Timeout expired = last;
            assertTrue(assertThrows(IllegalStateException.class, expired::reschedule)
                    .getMessage()
                    .contains("EXPIRED"));
        });
    }

    @Test
    void shouldWorkInAFinallyBlockOfAnother() throws Exception {
        run(() -> assertTimesOut(SHORT, () -> {
            try {
                Coroutines.sleep(NEVER);
            } finally {
                assertTimesOut(SHORT, ENDLESS);
            }
        }));
    }

    @Test
    void shouldNeedATask() throws Exception {
        loop.callSoon(() -> {
            assertThrows(IllegalStateException.class, () -> Coroutines.timeout(SHORT, () -> 1));
            loop.stop();
        });
        loop.runForever();
    }
}
