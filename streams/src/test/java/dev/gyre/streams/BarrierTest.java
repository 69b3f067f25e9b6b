package dev.gyre.streams;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.Callback;
import dev.gyre.loop.Task;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BrokenBarrierException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Barriers, as in asyncio's {@code test_locks}. */
@ParameterizedClass(name = "{0}")
@EnumSource(Rung.class)
final class BarrierTest extends CoroutineTestCase {
    private static final int N = 5;

    private final Barrier barrier = new Barrier(N);

    private List<Task<Void>> start(int count, Callback coroutine) {
        List<Task<Void>> tasks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            tasks.add(loop.createTask(coroutine));
        }
        return tasks;
    }

    private void all(Callback coroutine) throws Exception {
        Task.await(Coroutines.gather(start(N, coroutine)));
    }

    private int count(Object what) {
        return Collections.frequency(seen, what);
    }

    @Test
    void shouldLetOnePass() throws Exception {
        run(() -> {
            Barrier one = new Barrier(1);
            assertEquals(0, one.await());
            assertEquals(0, one.await());
            assertEquals(0, one.nWaiting());
            assertFalse(one.broken());
            assertEquals(1, one.parties());
        });
        assertThrows(IllegalArgumentException.class, () -> new Barrier(0));
        assertThrows(IllegalArgumentException.class, () -> new Barrier(-4));
    }

    @Test
    void shouldLetAllPassWhenAllAreThere() throws Exception {
        run(() -> {
            Set<Integer> numbers = new TreeSet<>();
            for (int i = 1; i < N; i++) {
                loop.createTask(() -> numbers.add(barrier.await()));
                yield1();
                assertEquals(i, barrier.nWaiting());
                assertTrue(barrier.toString().contains("FILLING"), barrier::toString);
            }
            numbers.add(barrier.await());
            yieldTimes(10);
            assertEquals(Set.of(0, 1, 2, 3, 4), numbers);
            assertEquals(0, barrier.nWaiting());
        });
    }

    @Test
    void shouldServeAgainAndAgain() throws Exception {
        run(() -> {
            all(() -> {
                for (int round = 0; round < 4; round++) {
                    barrier.await();
                    seen.add(round);
                }
            });
            for (int round = 0; round < 4; round++) {
                assertEquals(Collections.nCopies(N, round), seen.subList(round * N, round * N + N));
            }
        });
    }

    @Test
    void shouldHaveTheNextRoundWaitUntilTheLastHasGoneOn() throws Exception {
        run(() -> {
            Barrier others = new Barrier(N - 2);
            all(() -> {
                barrier.await();
                seen.add("passed");
                if (seen.size() > 2) {
                    others.await();
                }
                barrier.await();
            });
            assertEquals(N, seen.size());
        });
    }

    @Test
    void shouldNotCountWhoIsCancelled() throws Exception {
        run(() -> {
            Barrier three = new Barrier(3);
            Task<Integer> t1 = loop.createTask(() -> three.await());
            Task<Integer> t2 = loop.createTask(() -> three.await());
            yield1();
            assertEquals(2, three.nWaiting());
            t1.cancel();
            assertAwaitCancelled(t1);
            assertEquals(1, three.nWaiting());
            Task<Integer> t3 = loop.createTask(() -> three.await());
            yield1();
            assertFalse(t3.isDone());
            three.await();
            Task.await(Coroutines.gather(t2, t3));
        });
    }

    @Test
    void shouldHaveThoseWhoWaitFailWhenItIsReset() throws Exception {
        run(() -> {
            List<Task<Void>> tasks = start(N - 1, () -> {
                assertThrows(BrokenBarrierException.class, barrier::await);
                barrier.await();
                seen.add("passed");
            });
            yield1();
            barrier.reset();
            barrier.await();
            Task.await(Coroutines.gather(tasks));
            assertEquals(N - 1, seen.size());
            assertFalse(barrier.broken());
            barrier.reset();
            assertEquals("barrier, FILLING, 0 of 5 waiting", barrier.toString());
        });
    }

    @Test
    void shouldHaveThoseFailWhoHaveNotPassedYetWhenItIsReset() throws Exception {
        run(() -> {
            all(() -> {
                try {
                    barrier.await();
                    seen.add("passed");
                    if (count("passed") == 3) {
                        barrier.reset();
                    }
                } catch (BrokenBarrierException reset) {
                    seen.add("reset");
                }
            });
            assertEquals(N, count("passed") + count("reset"));
            assertTrue(count("passed") >= 3);
            assertEquals(0, barrier.nWaiting());
            assertFalse(barrier.broken());
            all(() -> barrier.await());
        });
    }

    @Test
    void shouldHaveAllFailWhenItIsAbortedUntilItIsReset() throws Exception {
        run(() -> {
            List<Task<Void>> tasks = start(N - 1, () -> assertThrows(BrokenBarrierException.class, barrier::await));
            yield1();
            barrier.abort();
            Task.await(Coroutines.gather(tasks));
            assertTrue(barrier.broken());
            assertThrows(BrokenBarrierException.class, barrier::await);
            assertEquals(0, barrier.nWaiting());
            barrier.reset();
            all(() -> barrier.await());
            assertFalse(barrier.broken());
        });
    }

    @Test
    void shouldBeAbortedByOneOfThem() throws Exception {
        run(() -> {
            all(() -> {
                try {
                    if (barrier.await() == N / 2) {
                        barrier.abort();
                    } else {
                        barrier.await();
                        seen.add("never");
                    }
                } catch (BrokenBarrierException aborted) {
                    seen.add("aborted");
                }
            });
            assertTrue(barrier.broken());
            assertEquals(Collections.nCopies(N - 1, "aborted"), seen);
        });
    }
}
