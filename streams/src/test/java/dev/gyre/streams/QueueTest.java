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
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Queues, as in asyncio's {@code test_queues}. */
@ParameterizedClass(name = "{0}")
@EnumSource(Rung.class)
final class QueueTest extends CoroutineTestCase {
    private final Queue<Integer> queue = new Queue<>();
    private final Queue<Integer> one = new Queue<>(1);

    private static List<Integer> drain(Queue<Integer> from) {
        List<Integer> all = new ArrayList<>();
        while (!from.empty()) {
            all.add(from.getNowait());
        }
        return all;
    }

    private static void fill(Queue<Integer> queue, int... items) {
        for (int each : items) {
            queue.putNowait(each);
        }
    }

    private Task<Void> putting(Queue<Integer> into, int item) {
        return loop.createTask(() -> into.put(item));
    }

    private Task<Integer> getting(Queue<Integer> from) {
        return loop.createTask(() -> from.get());
    }

    // Order and size

    @Test
    void shouldGiveInItsOrder() throws Exception {
        Queue<Integer> stack = new LifoQueue<>();
        Queue<Integer> sorted = PriorityQueue.natural(0);
        Queue<Integer> reversed = new PriorityQueue<>((a, b) -> b - a);
        for (Queue<Integer> each : List.of(queue, stack, sorted, reversed)) {
            fill(each, 1, 3, 2);
            assertEquals(3, each.qsize());
        }
        assertEquals(List.of(1, 3, 2), drain(queue));
        assertEquals(List.of(2, 3, 1), drain(stack));
        assertEquals(List.of(1, 2, 3), drain(sorted));
        assertEquals(List.of(3, 2, 1), drain(reversed));
    }

    @Test
    void shouldTakeAsManyAsItsSize() throws Exception {
        assertTrue(one.empty());
        fill(one, 1);
        assertTrue(one.full());
        assertFalse(one.empty());
        assertThrows(QueueFullException.class, () -> one.putNowait(2));
        assertEquals(1, one.maxsize());
        fill(queue, 1, 2, 3);
        assertFalse(queue.full());
        assertEquals("queue of 3 items", queue.toString());
        assertThrows(QueueEmptyException.class, () -> new LifoQueue<Integer>().getNowait());
    }

    // Getting

    @Test
    void shouldWaitUntilThereIsSomething() throws Exception {
        run(() -> {
            fill(queue, 1);
            assertEquals(1, queue.get());
            Task<Integer> getting = getting(queue);
            yield1();
            assertEquals("queue of 0 items, 1 getting", queue.toString());
            queue.put(2);
            assertEquals(2, Task.await(getting));
        });
    }

    @Test
    void shouldLetWhoPutsGoOn() throws Exception {
        run(() -> {
            putting(one, 1);
            Task<Void> second = putting(one, 2);
            assertEquals(1, one.get());
            assertEquals(2, one.get());
            assertTrue(second.isDone());
        });
    }

    @Test
    void shouldServeThoseWhoGetInTheOrderTheyCame() throws Exception {
        run(() -> {
            List<Task<Integer>> getting = List.of(getting(queue), getting(queue), getting(queue));
            yield1();
            fill(queue, 1, 2, 3);
            assertEquals(List.of(1, 2, 3), Task.await(Coroutines.gather(getting)));
        });
    }

    @Test
    void shouldPassOverWhoIsCancelled() throws Exception {
        run(() -> {
            Task<Integer> first = getting(queue);
            Task<Integer> second = getting(queue);
            yield1();
            first.cancel();
            yield1();
            queue.put(1);
            assertEquals(1, Task.await(second));
            assertAwaitCancelled(first);
        });
    }

    @Test
    void shouldLoseNothingWhenWhoWasWokenIsCancelled() throws Exception {
        run(() -> {
            Task<Integer> first = getting(queue);
            yield1();
            fill(queue, 1, 2);
            first.cancel();
            assertAwaitCancelled(first);
            assertEquals(List.of(1, 2), drain(queue));
            Task<Integer> second = getting(queue);
            Task<Integer> third = getting(queue);
            yield1();
            fill(queue, 3);
            second.cancel();
            assertEquals(3, Task.await(third));
            assertAwaitCancelled(second);
        });
    }

    @Test
    void shouldBeLeftByWhoTimesOut() throws Exception {
        run(() -> {
            assertThrows(TimeoutException.class, () -> Coroutines.waitFor(() -> queue.get(), Duration.ofMillis(100)));
            assertEquals("queue of 0 items", queue.toString());
        });
    }

    // Putting

    @Test
    void shouldWaitUntilThereIsRoom() throws Exception {
        run(() -> {
            one.put(1);
            Task<Void> putting = putting(one, 2);
            yield1();
            assertFalse(putting.isDone());
            assertEquals("queue of 1 items, at the most 1, 1 putting", one.toString());
            assertEquals(1, one.getNowait());
            Task.await(putting);
            assertEquals(2, one.getNowait());
        });
    }

    @Test
    void shouldPutNothingWhenItIsCancelled() throws Exception {
        run(() -> {
            fill(one, 1);
            Task<Void> cancelled = putting(one, 2);
            yield1();
            assertEquals(1, one.getNowait());
            cancelled.cancel();
            assertAwaitCancelled(cancelled);
            assertTrue(one.empty());
            one.put(3);
            Task<Void> first = putting(one, 4);
            Task<Void> second = putting(one, 5);
            yield1();
            assertEquals(3, one.getNowait());
            first.cancel();
            Task.await(second);
            assertAwaitCancelled(first);
            assertEquals(5, one.getNowait());
            assertEquals("queue of 0 items, at the most 1", one.toString());
        });
    }

    @Test
    void shouldCarryFromOneToTheOtherThroughOnePlace() throws Exception {
        run(() -> TaskGroup.run(group -> {
            group.createTask(() -> {
                for (int i = 0; i < 5; i++) {
                    one.put(i);
                }
            });
            return group.createTask(() -> {
                for (int i = 0; i < 5; i++) {
                    assertEquals(i, one.get());
                }
            });
        }));
    }

    @Test
    void shouldLetAllWhoPutGoOnWhenThereIsRoomForAll() throws Exception {
        run(() -> {
            Queue<Integer> two = new Queue<>(2);
            TaskGroup.run(group -> {
                group.createTask(() -> {
                    yield1();
                    two.getNowait();
                    two.getNowait();
                });
                for (int i = 0; i < 4; i++) {
                    int item = i;
                    group.createTask(() -> two.put(item));
                }
                return null;
            });
            assertEquals(List.of(2, 3), drain(two));
        });
    }

    @Test
    void shouldLoseNothingUnderRandomCancelling() throws Exception {
        Random random = new Random(3);
        run(() -> {
            Queue<Integer> three = new Queue<>(3);
            List<Task<Void>> putting = new ArrayList<>();
            List<Task<Integer>> getting = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                putting.add(putting(three, i));
                getting.add(getting(three));
                if (random.nextBoolean()) {
                    putting.get(random.nextInt(putting.size())).cancel();
                    getting.get(random.nextInt(getting.size())).cancel();
                }
                yieldTimes(random.nextInt(2));
            }
            yieldTimes(1000);
            while (getting.stream().anyMatch(each -> !each.isDone())
                    || putting.stream().anyMatch(each -> !each.isDone())) {
                if (getting.stream().anyMatch(each -> !each.isDone())) {
                    assertTrue(three.empty(), "somebody waits for what is there");
                    putting.add(putting(three, putting.size()));
                } else {
                    assertTrue(three.full(), "somebody waits for room that is there");
                    getting.add(getting(three));
                }
                yieldTimes(5);
            }
            long put = putting.stream().filter(each -> !each.isCancelled()).count();
            long got = getting.stream().filter(each -> !each.isCancelled()).count();
            assertEquals(put, got + three.qsize());
        });
    }

    // Joining

    @Test
    void shouldBeJoinedWhenAllIsDealtWith() throws Exception {
        run(() -> {
            for (int i = 0; i < 100; i++) {
                queue.putNowait(i);
            }
            for (int worker = 0; worker < 2; worker++) {
                loop.createTask(() -> {
                    while (!queue.empty()) {
                        seen.add(queue.get());
                        yield1();
                        queue.taskDone();
                    }
                });
            }
            queue.join();
            assertEquals(100, seen.size());
            queue.join();
            assertThrows(IllegalStateException.class, queue::taskDone);
        });
    }

    // Shutting down

    @Test
    void shouldGiveWhatIsThereAfterAShutdown() throws Exception {
        run(() -> {
            fill(queue, 1, 2);
            queue.shutdown();
            queue.shutdown();
            assertThrows(QueueShutDownException.class, () -> queue.put(3));
            assertThrows(QueueShutDownException.class, () -> queue.putNowait(3));
            assertEquals(1, queue.get());
            assertEquals(2, queue.getNowait());
            assertThrows(QueueShutDownException.class, queue::get);
            assertThrows(QueueShutDownException.class, queue::getNowait);
            Task<Void> joining = loop.createTask(queue::join);
            yield1();
            assertFalse(joining.isDone());
            queue.taskDone();
            queue.taskDone();
            Task.await(joining);
        });
    }

    @Test
    void shouldDropWhatIsThereInAnImmediateShutdown() throws Exception {
        run(() -> {
            fill(queue, 1, 2);
            Task<Void> joining = loop.createTask(queue::join);
            yield1();
            queue.shutdown(true);
            assertTrue(queue.empty());
            assertThrows(QueueShutDownException.class, queue::getNowait);
            Task.await(joining);
            assertThrows(IllegalStateException.class, queue::taskDone);
        });
    }

    @Test
    void shouldKeepCountOfWhatIsBeingDealtWithInAnImmediateShutdown() throws Exception {
        run(() -> {
            fill(queue, 1, 2);
            queue.getNowait();
            queue.shutdown(true);
            Task<Void> joining = loop.createTask(queue::join);
            yield1();
            assertFalse(joining.isDone());
            queue.taskDone();
            Task.await(joining);
        });
    }

    @Test
    void shouldFailThoseWhoWaitInAShutdown() throws Exception {
        for (boolean immediate : new boolean[] {false, true}) {
            run(() -> {
                Queue<Integer> empty = new Queue<>();
                Task<Integer> getting = getting(empty);
                Queue<Integer> full = new Queue<>(1);
                fill(full, 1);
                Task<Void> putting = putting(full, 2);
                yield1();
                empty.shutdown(immediate);
                full.shutdown(immediate);
                assertThrows(QueueShutDownException.class, () -> Task.await(getting));
                assertThrows(QueueShutDownException.class, () -> Task.await(putting));
                assertEquals(immediate ? Set.of() : Set.of(1), Set.copyOf(drain(full)));
            });
        }
    }

    @Test
    void shouldKeepTheTurnsOfThoseWhoAreOvertaken() throws Exception {
        run(() -> {
            fill(one, 1);
            Task<Void> first = putting(one, 2);
            Task<Void> second = putting(one, 3);
            yield1();
            assertEquals(1, one.getNowait());
            fill(one, 9);
            yield1();
            assertEquals(9, one.get());
            yield1();
            assertEquals(2, one.get());
            assertEquals(3, one.get());
            Task<Integer> third = getting(queue);
            Task<Integer> fourth = getting(queue);
            yield1();
            fill(queue, 4);
            assertEquals(4, queue.getNowait());
            yield1();
            fill(queue, 5, 6);
            assertEquals(List.of(5, 6), Task.await(Coroutines.gather(third, fourth)));
            Task.await(Coroutines.gather(first, second));
        });
    }
}
