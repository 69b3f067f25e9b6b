package dev.gyre.streams;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Semaphores, as in asyncio's {@code test_locks}. */
@ParameterizedClass(name = "{0}")
@EnumSource(Rung.class)
final class SemaphoreTest extends CoroutineTestCase {
    private Task<Void> acquiring(Semaphore semaphore, String name) {
        return loop.createTask(() -> {
            semaphore.acquire();
            seen.add(name);
        });
    }

    private List<Task<Void>> acquiring(Semaphore semaphore, int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(each -> acquiring(semaphore, "" + each))
                .toList();
    }

    @Test
    void shouldGiveAsManyPermitsAsItHas() throws Exception {
        run(() -> {
            Semaphore semaphore = new Semaphore(3);
            semaphore.acquire();
            semaphore.acquire();
            assertFalse(semaphore.locked());
            acquiring(semaphore, 3);
            yield1();
            assertEquals(List.of("1"), seen);
            assertTrue(semaphore.locked());
            acquiring(semaphore, "4");
            semaphore.release();
            semaphore.release();
            yield1();
            assertEquals(List.of("1", "2", "3"), seen);
            assertTrue(semaphore.locked());
            semaphore.release();
            yield1();
            assertEquals(4, seen.size());
        });
    }

    @Test
    void shouldHaveNoPermitsOrMore() throws Exception {
        assertTrue(new Semaphore(0).locked());
        assertFalse(new Semaphore().locked());
        assertThrows(IllegalArgumentException.class, () -> new Semaphore(-1));
        assertThrows(IllegalArgumentException.class, () -> new BoundedSemaphore(-1));
    }

    @Test
    void shouldNotHaveMorePermitsThanAtFirstWhenItIsBounded() throws Exception {
        run(() -> {
            BoundedSemaphore semaphore = new BoundedSemaphore(2);
            assertThrows(IllegalStateException.class, semaphore::release);
            try (Held _ = semaphore.hold()) {
                semaphore.acquire();
                assertTrue(semaphore.locked());
                semaphore.release();
            }
            assertThrows(IllegalStateException.class, semaphore::release);
            new BoundedSemaphore().acquire();
            Semaphore unbounded = new Semaphore();
            unbounded.release();
            unbounded.acquire();
            unbounded.acquire();
            assertTrue(unbounded.locked());
        });
    }

    @Test
    void shouldBeLeftByWhoIsCancelled() throws Exception {
        run(() -> {
            Semaphore semaphore = new Semaphore();
            semaphore.acquire();
            Task<Void> task = acquiring(semaphore, "never");
            loop.callSoon(task::cancel);
            assertAwaitCancelled(task);
            assertEquals("semaphore, 0 free", semaphore.toString());
        });
    }

    @Test
    void shouldPassOverThoseWhoAreCancelled() throws Exception {
        run(() -> {
            Semaphore semaphore = new Semaphore(0);
            List<Task<Void>> tasks = acquiring(semaphore, 4);
            yield1();
            tasks.get(0).cancel();
            tasks.get(1).cancel();
            semaphore.release();
            yieldTimes(2);
            assertEquals(List.of("3"), seen);
            assertFalse(tasks.get(3).isDone());
            tasks.get(3).cancel();
            assertAwaitCancelled(tasks.get(3));
        });
    }

    @Test
    void shouldPassAPermitOnWhenWhoGotItIsCancelled() throws Exception {
        run(() -> {
            Semaphore semaphore = new Semaphore(0);
            List<Task<Void>> tasks = acquiring(semaphore, 2);
            yield1();
            semaphore.release();
            tasks.get(0).cancel();
            assertAwaitCancelled(tasks.get(0));
            Task.await(tasks.get(1));
            assertTrue(semaphore.locked());
        });
    }

    @Test
    void shouldBeFreeAfterACancelThatCameWithThePermit() throws Exception {
        run(() -> {
            Semaphore semaphore = new Semaphore(1);
            List<Task<Void>> second = new ArrayList<>();
            Task<Void> first = loop.createTask(() -> {
                try (Held _ = semaphore.hold()) {
                    yield1();
                }
                second.getFirst().cancel();
            });
            second.add(acquiring(semaphore, "never"));
            Task.await(first);
            assertAwaitCancelled(second.getFirst());
            Coroutines.timeout(Duration.ofSeconds(1), () -> semaphore.acquire());
        });
    }

    @Test
    void shouldLetNobodyOvertake() throws Exception {
        run(() -> {
            Semaphore semaphore = new Semaphore(1);
            TaskGroup.run(group -> {
                for (String name : List.of("c1", "c2", "c3")) {
                    group.createTask(() -> {
                        for (int round = 1; round <= 2; round++) {
                            semaphore.acquire();
                            seen.add(name + "_" + round);
                            sleepMillis(10);
                            semaphore.release();
                        }
                    });
                }
                return null;
            });
            assertEquals(List.of("c1_1", "c2_1", "c3_1", "c1_2", "c2_2", "c3_2"), seen);
        });
    }

    @Test
    void shouldKeepTheOrderWhenOneComesTwice() throws Exception {
        run(() -> {
            Semaphore semaphore = new Semaphore(1);
            Task<Void> one = acquiring(semaphore, "1");
            Task<Void> two = loop.createTask(() -> {
                semaphore.acquire();
                seen.add("2");
                semaphore.release();
                semaphore.acquire();
                seen.add("4");
            });
            Task<Void> three = acquiring(semaphore, "3");
            yield1();
            semaphore.release();
            semaphore.release();
            Task.await(Coroutines.gather(one, two, three));
            assertEquals(List.of("1", "2", "3", "4"), seen);
        });
    }

    @Test
    void shouldLoseNoPermitUnderRandomCancelling() throws Exception {
        Random random = new Random(11);
        run(() -> {
            BoundedSemaphore semaphore = new BoundedSemaphore(3);
            List<Task<Void>> tasks = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                tasks.add(loop.createTask(() -> {
                    try (Held _ = semaphore.hold()) {
                        seen.add("held");
                        assertTrue(seen.size() <= 3);
                        try {
                            yieldTimes(random.nextInt(4));
                        } finally {
                            seen.removeLast();
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
            for (Task<Void> each : waited.done()) {
                assertTrue(each.isCancelled() || each.exception() == null);
            }
            assertEquals("semaphore, 3 free", semaphore.toString());
        });
    }
}
