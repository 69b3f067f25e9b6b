package dev.gyre.streams;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.Callback;
import dev.gyre.loop.EventLoop;
import dev.gyre.loop.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Locks and events, as in asyncio's {@code test_locks}. */
@ParameterizedClass(name = "{0}")
@EnumSource(Rung.class)
final class LockTest extends CoroutineTestCase {
    private final Lock lock = new Lock();
    private final Event event = new Event();

    private Task<Void> acquiring(String name) {
        return loop.createTask(() -> {
            lock.acquire();
            seen.add(name);
        });
    }

    @Test
    void shouldBeHeldByOneAtATimeInTheOrderTheyCame() throws Exception {
        run(() -> {
            lock.acquire();
            acquiring("1");
            acquiring("2");
            yield1();
            assertEquals(List.of(), seen);
            lock.release();
            yieldTimes(2);
            assertEquals(List.of("1"), seen);
            acquiring("3");
            lock.release();
            yield1();
            assertEquals(List.of("1", "2"), seen);
            lock.release();
            yield1();
            assertEquals(List.of("1", "2", "3"), seen);
            assertTrue(lock.locked());
        });
    }

    @Test
    void shouldLetNobodyOvertakeWhoIsAboutToGetIt() throws Exception {
        run(() -> {
            lock.acquire();
            Task<Void> first = acquiring("first");
            yield1();
            lock.release();
            assertFalse(lock.locked(), "the first has not run yet");
            loop.callSoon(lock::release);
            lock.acquire();
            assertTrue(first.isDone());
            assertTrue(lock.locked());
        });
    }

    @Test
    void shouldBeLeftByWhoIsCancelled() throws Exception {
        run(() -> {
            lock.acquire();
            Task<Void> waiting = acquiring("never");
            loop.callSoon(waiting::cancel);
            assertAwaitCancelled(waiting);
            assertEquals("lock, held", lock.toString());
        });
    }

    @Test
    void shouldGoToTheNextWhenTheFirstIsCancelledAndItIsReleasedAtOnce() throws Exception {
        run(() -> {
            lock.acquire();
            Task<Void> b = acquiring("b");
            Task<Void> c = acquiring("c");
            yield1();
            lock.release();
            b.cancel();
            yieldTimes(2);
            assertCancelled(b);
            assertTrue(c.isDone());
            assertEquals(List.of("c"), seen);
        });
    }

    @Test
    void shouldGoToTheNextWhenTheFirstIsCancelledBefore() throws Exception {
        run(() -> {
            lock.acquire();
            Task<Void> b = acquiring("b");
            yield1();
            Task<Void> c = acquiring("c");
            b.cancel();
            lock.release();
            yieldTimes(3);
            assertCancelled(b);
            assertTrue(lock.locked());
            Task.await(c);
        });
    }

    @Test
    void shouldBeTakenOnceWhenACancelAndAReleaseRace() throws Exception {
        run(() -> {
            lock.acquire();
            Task<Void> t1 = acquiring("1");
            Task<Void> t2 = acquiring("2");
            Task<Void> t3 = acquiring("3");
            yield1();
            loop.callSoon(() -> {
                t1.cancel();
                lock.release();
            });
            assertAwaitCancelled(t1);
            yield1();
            assertEquals(List.of("2"), seen);
            assertTrue(t2.isDone());
            t3.cancel();
            assertAwaitCancelled(t3);
        });
    }

    @Test
    void shouldRefuseToBeReleasedWhenItIsFree() throws Exception {
        assertThrows(IllegalStateException.class, lock::release);
    }

    @Test
    void shouldBeHeldForABlock() throws Exception {
        run(() -> {
            for (int i = 0; i < 2; i++) {
                try (Held _ = lock.hold()) {
                    assertTrue(lock.locked());
                }
                assertFalse(lock.locked());
            }
        });
    }

    @Test
    void shouldBelongToTheLoopWhereSomebodyWaited() throws Exception {
        run(() -> {
            lock.acquire();
            Task<Void> waiting = acquiring("here");
            yield1();
            lock.release();
            Task.await(waiting);
        });
        EventLoop other = open("other");
        try {
            Callback there = () -> {
                IllegalStateException refused = assertThrows(IllegalStateException.class, lock::acquire);
                assertTrue(refused.getMessage().contains("belongs to the loop test"), refused::getMessage);
            };
            other.runUntilComplete(there);
        } finally {
            other.close();
        }
    }

    @Test
    void shouldBeTakenInACallbackOnlyWhenItIsFree() throws Exception {
        loop.callSoon(() -> {
            lock.acquire();
            assertThrows(IllegalStateException.class, lock::acquire);
            assertEquals("lock, held", lock.toString());
            loop.stop();
        });
        loop.runForever();
    }

    @Test
    void shouldServeAllUnderRandomCancelling() throws Exception {
        Random random = new Random(5);
        run(() -> {
            List<Task<Void>> tasks = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                tasks.add(loop.createTask(() -> {
                    try (Held _ = lock.hold()) {
                        seen.add("held");
                        assertEquals(1, seen.size());
                        try {
                            yieldTimes(random.nextInt(3));
                        } finally {
                            seen.clear();
                        }
                    }
                }));
                if (random.nextInt(3) == 0) {
                    tasks.get(random.nextInt(tasks.size())).cancel();
                }
                yieldTimes(random.nextInt(2));
            }
            Waited<Task<Void>> waited = Coroutines.wait(tasks, Duration.ofSeconds(1), ReturnWhen.ALL_COMPLETED);
            assertEquals(Set.of(), waited.pending());
            assertFalse(lock.locked());
            for (Task<Void> each : waited.done()) {
                assertTrue(each.isCancelled() || each.exception() == null);
            }
        });
    }

    // Events

    private Task<Void> awaiting(String name) {
        return loop.createTask(() -> {
            event.await();
            seen.add(name);
        });
    }

    @Test
    void shouldHaveAllGoOnWhenItIsSet() throws Exception {
        run(() -> {
            awaiting("1");
            awaiting("2");
            yield1();
            assertEquals(List.of(), seen);
            awaiting("3");
            event.set();
            yield1();
            assertEquals(List.of("3", "1", "2"), seen);
            event.await();
            assertTrue(event.isSet());
        });
    }

    @Test
    void shouldHaveThoseGoOnWhoWaitedWhenItIsClearedAtOnce() throws Exception {
        run(() -> {
            Task<Void> waiting = awaiting("1");
            yield1();
            event.set();
            event.clear();
            assertFalse(event.isSet());
            event.set();
            event.set();
            yield1();
            assertTrue(waiting.isDone());
            assertEquals("event, set", event.toString());
        });
    }

    @Test
    void shouldBeLeftByWhoIsCancelledWhileItIsNotSet() throws Exception {
        run(() -> {
            Task<Void> waiting = awaiting("never");
            loop.callSoon(waiting::cancel);
            assertAwaitCancelled(waiting);
            assertEquals("event, not set", event.toString());
        });
    }
}
