package dev.gyre.streams;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.Callback;
import dev.gyre.loop.EventLoop;
import dev.gyre.loop.EventLoops;
import dev.gyre.loop.Task;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Conditions, as in asyncio's {@code test_locks}. */
@ParameterizedClass(name = "{0}")
@EnumSource(Rung.class)
final class ConditionTest extends CoroutineTestCase {
    private final Condition condition = new Condition();
    private boolean ready;

    private Task<Void> waiting(String name, boolean releases) {
        return loop.createTask(() -> {
            condition.acquire();
            try {
                condition.await();
                seen.add(name);
            } catch (CancellationException cancelled) {
                assertTrue(condition.locked(), "it is held again");
                condition.release();
                throw cancelled;
            }
            if (releases) {
                condition.release();
            }
        });
    }

    private void notifying(int count) {
        condition.acquire();
        condition.notify(count);
        condition.release();
    }

    @Test
    void shouldHaveThoseWhoAreNotifiedGoOnOneByOne() throws Exception {
        run(() -> {
            waiting("1", false);
            waiting("2", false);
            waiting("3", false);
            yield1();
            assertFalse(condition.locked());
            condition.acquire();
            condition.notifyOne();
            yield1();
            assertEquals(List.of(), seen);
            assertTrue(condition.locked());
            condition.release();
            yield1();
            assertEquals(List.of("1"), seen);
            assertTrue(condition.locked());
            condition.notify(2);
            yield1();
            assertEquals(List.of("1"), seen);
            condition.release();
            yield1();
            assertEquals(List.of("1", "2"), seen);
            condition.release();
            yield1();
            assertEquals(List.of("1", "2", "3"), seen);
            assertTrue(condition.locked());
        });
    }

    @Test
    void shouldNotifyNoMoreThanThereAre() throws Exception {
        run(() -> {
            waiting("1", true);
            waiting("2", true);
            waiting("3", true);
            yield1();
            notifying(1);
            yieldTimes(2);
            assertEquals(List.of("1"), seen);
            condition.acquire();
            condition.notify(1);
            condition.notify(2048);
            condition.release();
            yieldTimes(3);
            assertEquals(List.of("1", "2", "3"), seen);
        });
    }

    @Test
    void shouldNotifyAll() throws Exception {
        run(() -> {
            waiting("1", true);
            waiting("2", true);
            yield1();
            condition.acquire();
            condition.notifyEveryone();
            condition.release();
            yieldTimes(3);
            assertEquals(List.of("1", "2"), seen);
        });
    }

    @Test
    void shouldHoldTheLockAgainWhenItIsCancelled() throws Exception {
        run(() -> {
            Task<Void> task = waiting("never", true);
            yield1();
            task.cancel();
            assertAwaitCancelled(task);
            assertEquals("condition, free", condition.toString());
        });
    }

    @Test
    void shouldBeCancelledWhileItWaitsForTheLockAgain() throws Exception {
        run(() -> {
            Task<Void> task = waiting("never", true);
            yield1();
            condition.acquire();
            condition.notifyOne();
            yield1();
            task.cancel("first");
            yield1();
            task.cancel("last");
            yield1();
            assertFalse(task.isDone(), "it has to hold the lock before it can throw");
            condition.release();
            assertEquals("last", assertAwaitCancelled(task).getMessage());
            assertFalse(condition.locked());
        });
    }

    @Test
    void shouldPassANotificationOnWhenItIsCancelledAfterIt() throws Exception {
        run(() -> {
            Task<Void> first = waiting("first", true);
            Task<Void> second = waiting("second", true);
            yield1();
            notifying(1);
            first.cancel();
            assertAwaitCancelled(first);
            Task.await(second);
            assertEquals(List.of("second"), seen);
        });
    }

    @Test
    void shouldWaitUntilSomethingIsTrue() throws Exception {
        run(() -> {
            Task<Void> task = loop.createTask(() -> {
                try (Held _ = condition.hold()) {
                    condition.awaitFor(() -> ready);
                    seen.add("ready");
                }
            });
            yield1();
            notifying(1);
            yieldTimes(2);
            assertEquals(List.of(), seen);
            ready = true;
            notifying(1);
            Task.await(task);
            assertEquals(List.of("ready"), seen);
            condition.awaitFor(() -> true);
        });
    }

    @Test
    void shouldRefuseWhatNeedsTheLock() throws Exception {
        run(() -> {
            for (Executable each : List.<Executable>of(
                    condition::await,
                    () -> condition.awaitFor(() -> false),
                    condition::notifyOne,
                    condition::notifyEveryone,
                    condition::release)) {
                assertThrows(IllegalStateException.class, each);
            }
        });
    }

    @Test
    void shouldShareALock() throws Exception {
        run(() -> {
            Lock lock = new Lock();
            Condition shared = new Condition(lock);
            try (Held _ = shared.hold()) {
                assertTrue(lock.locked());
            }
            try (Held _ = lock.hold()) {
                assertTrue(shared.locked());
            }
            assertFalse(shared.locked());
        });
    }

    @Test
    void shouldTimeOut() throws Exception {
        run(() -> {
            try (Held _ = condition.hold()) {
                assertThrows(
                        TimeoutException.class,
                        () -> Coroutines.timeout(Duration.ofMillis(10), () -> condition.await()));
                assertTrue(condition.locked());
            }
        });
    }

    /** Who holds the lock is suspended, and nobody tells of its end any more. */
    @Test
    void shouldNotWaitForItsLockForEverWhenItsLoopIsClosed() throws Exception {
        expectReports(2);
        Task<Void> waiter = loop.createTask(() -> {
            condition.acquire();
            condition.await();
        });
        Task<Void> holder = loop.createTask(() -> {
            condition.acquire();
            Coroutines.sleep(NEVER);
        });
        run(() -> yieldTimes(3));
        loop.close();
        assertTrue(waiter.isCancelled() && holder.isCancelled());
        assertEquals(Set.of(), EventLoops.allTasks(loop));
    }

    @Test
    void shouldWakeNobodyWhenOneWhoWaitsIsCancelled() throws Exception {
        run(() -> {
            Callback waits = () -> {
                try (Held _ = condition.hold()) {
                    condition.await();
                }
            };
            Task<Void> first = loop.createTask(waits);
            Task<Void> second = loop.createTask(waits);
            yield1();
            first.cancel();
            assertAwaitCancelled(first);
            yieldTimes(3);
            assertFalse(second.isDone(), second::toString);
            try (Held _ = condition.hold()) {
                condition.notifyOne();
            }
            Task.await(second);
        });
    }

    @Test
    void shouldBeHeldStillWhereItDoesNotBelong() throws Exception {
        EventLoop other = open("other");
        try {
            run(() -> {
                Task<Void> waiting = waiting("1", true);
                yield1();
                Callback elsewhere = () -> {
                    condition.acquire();
                    assertThrows(IllegalStateException.class, condition::await);
                    assertTrue(condition.locked());
                    condition.release();
                };
                Coroutines.toThread(() -> {
                    other.runUntilComplete(elsewhere);
                    return null;
                });
                yieldTimes(3);
                assertFalse(waiting.isDone(), waiting::toString);
                notifying(1);
                Task.await(waiting);
            });
        } finally {
            other.close();
        }
    }
}
