package dev.gyre.streams;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.Callback;
import dev.gyre.loop.EventLoops;
import dev.gyre.loop.LoopPromise;
import dev.gyre.loop.Task;
import dev.gyre.loop.TaskOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Task groups, as in asyncio's {@code test_taskgroups}. */
@ParameterizedClass(name = "{0}")
@EnumSource(Rung.class)
final class TaskGroupTest extends CoroutineTestCase {
    private static final Callback ENDLESS = () -> Coroutines.sleep(NEVER);

    private static Callable<Object> failsAfter(long millis, Exception failure) {
        return () -> {
            sleepMillis(millis);
            throw failure;
        };
    }

    /** Sleeps, and fails when it is cancelled. */
    private static Callable<Object> failsWhenCancelled(Exception failure) {
        return () -> {
            try {
                return Coroutines.sleep(NEVER, null);
            } catch (CancellationException cancelled) {
                throw failure;
            }
        };
    }

    private Callback noting(String name) {
        return () -> {
            try {
                Coroutines.sleep(NEVER);
            } catch (CancellationException cancelled) {
                seen.add(name);
                throw cancelled;
            }
        };
    }

    private static List<Throwable> suppressed(Throwable failure) {
        return Arrays.asList(failure.getSuppressed());
    }

    @Test
    void shouldWaitForItsTasks() throws Exception {
        run(() -> {
            long start = loop.time();
            List<Task<Integer>> tasks = new ArrayList<>();
            String result = TaskGroup.run(group -> {
                tasks.add(group.createTask(() -> Coroutines.sleep(Duration.ofMillis(100), 42)));
                tasks.add(group.createTask(() -> Coroutines.sleep(Duration.ofMillis(200), 11)));
                return "made";
            });
            assertEquals("made", result);
            assertEquals(42, tasks.get(0).result());
            assertEquals(11, tasks.get(1).result());
            assertEquals(200, millisFrom(start));
        });
    }

    @Test
    void shouldReturnAtOnceWithoutTasks() throws Exception {
        run(() -> assertNull(TaskGroup.run(group -> null)));
    }

    @Test
    void shouldLetTheBlockWaitForTasksItself() throws Exception {
        run(() -> assertEquals(42, TaskGroup.<Integer>run(group -> {
            Task<Integer> task = group.createTask(() -> Coroutines.sleep(Duration.ofMillis(1), 42));
            return Task.await(task);
        })));
    }

    @Test
    void shouldCancelTheOthersWhenOneFails() throws Exception {
        run(() -> {
            IOException failure = new IOException("on purpose");
            List<Task<?>> tasks = new ArrayList<>();
            IOException thrown = assertThrows(
                    IOException.class,
                    () -> TaskGroup.run(group -> {
                        group.createTask(failsAfter(100, failure));
                        tasks.add(group.createTask(noting("task")));
                        return null;
                    }));
            assertSame(failure, thrown);
            assertEquals(List.of(), suppressed(thrown));
            assertEquals(List.of("task"), seen);
            assertCancelled(tasks.getFirst());
            assertEquals(0, EventLoops.currentTask().cancelling());
            sleepMillis(1);
        });
    }

    @Test
    void shouldCancelTheBlockToo() throws Exception {
        run(() -> {
            IOException one = new IOException("one");
            IOException two = new IOException("two");
            IOException three = new IOException("three");
            IOException thrown = assertThrows(
                    IOException.class,
                    () -> TaskGroup.run(group -> {
                        group.createTask(failsAfter(100, one));
                        group.createTask(failsAfter(100, two));
                        group.createTask(failsWhenCancelled(three));
                        noting("block").run();
                        return null;
                    }));
            assertSame(one, thrown);
            assertEquals(Set.of(two, three), Set.copyOf(suppressed(thrown)));
            assertEquals(List.of("block"), seen);
        });
    }

    @Test
    void shouldCancelItsTasksWhenItsTaskIsCancelledWhileItWaits() throws Exception {
        run(() -> {
            Task<Object> runner = loop.createTask(() -> TaskGroup.run(group -> {
                for (int i = 0; i < 5; i++) {
                    group.createTask(noting("task"));
                }
                return null;
            }));
            sleepMillis(100);
            assertFalse(runner.isDone());
            runner.cancel("enough");
            assertEquals("enough", assertAwaitCancelled(runner).getMessage());
            assertEquals(5, seen.size());
            assertEquals(1, runner.cancelling());
        });
    }

    @Test
    void shouldCancelItsTasksWhenItsTaskIsCancelledInTheBlock() throws Exception {
        run(() -> {
            Task<Object> runner = loop.createTask(() -> TaskGroup.run(group -> {
                group.createTask(noting("task"));
                noting("block").run();
                return null;
            }));
            sleepMillis(100);
            runner.cancel();
            assertAwaitCancelled(runner);
            assertEquals(List.of("block", "task"), seen);
        });
    }

    @Test
    void shouldRatherThrowWhatFailedThanThatItWasCancelled() throws Exception {
        run(() -> {
            IOException failure = new IOException("on purpose");
            Task<Object> runner = loop.createTask(() -> TaskGroup.run(group -> {
                group.createTask(failsWhenCancelled(failure));
                return Coroutines.sleep(NEVER, null);
            }));
            sleepMillis(100);
            runner.cancel();
            assertSame(failure, assertThrows(IOException.class, () -> Task.await(runner)));
            assertEquals(1, runner.cancelling());
        });
    }

    @Test
    void shouldSeeTheCancelAgainAtTheNextWaitAfterAFailure() throws Exception {
        run(() -> {
            Task<Object> runner = loop.createTask(() -> {
                assertThrows(
                        IOException.class,
                        () -> TaskGroup.run(group -> {
                            group.createTask(failsWhenCancelled(new IOException("on purpose")));
                            return Coroutines.sleep(NEVER, null);
                        }));
                seen.add("goes on");
                yield1();
                seen.add("not here");
                return null;
            });
            sleepMillis(100);
            runner.cancel();
            assertAwaitCancelled(runner);
            assertEquals(List.of("goes on"), seen);
        });
    }

    @Test
    void shouldCancelItsTasksWhenTheBlockFails() throws Exception {
        run(() -> {
            for (long millis : new long[] {0, 100}) {
                IOException failure = new IOException("on purpose");
                List<Task<?>> tasks = new ArrayList<>();
                assertSame(
                        failure,
                        assertThrows(
                                IOException.class,
                                () -> TaskGroup.run(group -> {
                                    tasks.add(group.createTask(ENDLESS));
                                    tasks.add(group.createTask(ENDLESS));
                                    if (millis > 0) {
                                        sleepMillis(millis);
                                    }
                                    throw failure;
                                })));
                tasks.forEach(CoroutineTestCase::assertCancelled);
            }
        });
    }

    @Test
    void shouldKeepWhatFailsWhileItEnds() throws Exception {
        run(() -> {
            IOException first = new IOException("the block");
            IOException second = new IOException("the task");
            IOException thrown = assertThrows(
                    IOException.class,
                    () -> TaskGroup.run(group -> {
                        group.createTask(failsWhenCancelled(second));
                        yield1();
                        throw first;
                    }));
            assertSame(first, thrown);
            assertEquals(List.of(second), suppressed(thrown));
        });
    }

    @Test
    void shouldThrowOneFailureThatTwoHaveOnce() throws Exception {
        run(() -> {
            IOException failure = new IOException("on purpose");
            IOException thrown = assertThrows(
                    IOException.class,
                    () -> TaskGroup.run(group -> {
                        group.createTask(failsAfter(1, failure));
                        group.createTask(failsAfter(1, failure));
                        return null;
                    }));
            assertSame(failure, thrown);
            assertEquals(List.of(), suppressed(thrown));
        });
    }

    @Test
    void shouldBeNested() throws Exception {
        run(() -> {
            IOException failure = new IOException("on purpose");
            for (boolean inner : new boolean[] {true, false}) {
                assertSame(
                        failure,
                        assertThrows(
                                IOException.class,
                                () -> TaskGroup.run(outerGroup -> {
                                    outerGroup.createTask(inner ? ENDLESS : failsAfter(100, failure)::call);
                                    return TaskGroup.run(innerGroup -> {
                                        innerGroup.createTask(inner ? failsAfter(100, failure)::call : ENDLESS);
                                        return Coroutines.sleep(NEVER, null);
                                    });
                                })));
                assertEquals(0, EventLoops.currentTask().cancelling());
            }
        });
    }

    @Test
    void shouldGoOnWaitingForACleanUpThatTakesItsTime() throws Exception {
        run(() -> {
            IOException failure = new IOException("on purpose");
            Task<Object> runner = loop.createTask(() -> TaskGroup.run(group -> {
                group.createTask(failsAfter(300, failure));
                try {
                    return Coroutines.sleep(NEVER, null);
                } catch (CancellationException cancelled) {
                    sleepMillis(500);
                    throw cancelled;
                }
            }));
            sleepMillis(100);
            runner.cancel();
            assertSame(failure, assertThrows(IOException.class, () -> Task.await(runner)));
        });
    }

    @Test
    void shouldThrowWhatTheBlockMakesOfACancel() throws Exception {
        run(() -> {
            IOException failure = new IOException("on purpose");
            Task<Object> runner = loop.createTask(
                    () -> TaskGroup.run(group -> failsWhenCancelled(failure).call()));
            sleepMillis(100);
            runner.cancel();
            assertSame(failure, assertThrows(IOException.class, () -> Task.await(runner)));
        });
    }

    @Test
    void shouldThrowErrorsToo() throws Exception {
        run(() -> {
            AssertionError failure = new AssertionError("on purpose");
            assertSame(
                    failure,
                    assertThrows(
                            AssertionError.class,
                            () -> TaskGroup.run(group -> {
                                group.createTask((Callback) () -> {
                                    throw failure;
                                });
                                return Coroutines.sleep(NEVER, null);
                            })));
        });
    }

    @Test
    void shouldNotFailWhenATaskIsCancelledAlone() throws Exception {
        run(() -> assertEquals("well", TaskGroup.run(group -> {
            Task<Void> task = group.createTask(ENDLESS);
            yield1();
            task.cancel();
            return "well";
        })));
    }

    @Test
    void shouldTakeTasksFromTasks() throws Exception {
        run(() -> {
            long start = loop.time();
            TaskGroup.run(group -> group.createTask(() -> {
                sleepMillis(100);
                group.createTask(() -> sleepMillis(100));
                group.createTask(() -> sleepMillis(200));
            }));
            assertEquals(300, millisFrom(start));
        });
    }

    @Test
    void shouldTakeNoMoreWhenItIsEndingOrHasEnded() throws Exception {
        run(() -> {
            TaskGroup[] kept = new TaskGroup[1];
            assertThrows(
                    IOException.class,
                    () -> TaskGroup.run(group -> {
                        kept[0] = group;
                        group.createTask(failsAfter(1, new IOException("on purpose")));
                        group.createTask(() -> {
                            try {
                                Coroutines.sleep(NEVER);
                            } finally {
                                seen.add(assertThrows(IllegalStateException.class, () -> group.createTask(ENDLESS))
                                        .getMessage());
                            }
                        });
                        return null;
                    }));
            assertTrue(seen.toString().contains("is ending"), seen::toString);
            assertTrue(assertThrows(IllegalStateException.class, () -> kept[0].createTask(ENDLESS))
                    .getMessage()
                    .contains("has ended"));
        });
    }

    @Test
    void shouldTakeOptionsAndShowItsTasks() throws Exception {
        run(() -> TaskGroup.run(group -> {
            Task<Integer> task = group.createTask(() -> 1, TaskOptions.named("yolo"));
            assertEquals("yolo", task.getName());
            assertEquals(Set.of(task), loop.tasks().parts(EventLoops.currentTask()));
            return null;
        }));
    }

    @Test
    void shouldCancelTheBlockOnlyWhenItWaitsAfterAnEagerTaskHasFailed() throws Exception {
        run(() -> {
            IOException failure = new IOException("on purpose");
            assertSame(
                    failure,
                    assertThrows(
                            IOException.class,
                            () -> TaskGroup.run(group -> {
                                group.createTask(
                                        () -> {
                                            throw failure;
                                        },
                                        TaskOptions.eager());
                                seen.add("goes on");
                                yield1();
                                seen.add("once more");
                                return Coroutines.sleep(NEVER, null);
                            })));
            assertEquals(List.of("goes on"), seen.subList(0, 1));
        });
    }

    @Test
    void shouldEndInTime() throws Exception {
        run(() -> {
            assertThrows(
                    TimeoutException.class,
                    () -> Coroutines.timeout(
                            Duration.ofMillis(10),
                            () -> TaskGroup.run(group -> {
                                group.createTask(noting("task"));
                                return null;
                            })));
            assertEquals(List.of("task"), seen);
            assertEquals(0, EventLoops.currentTask().cancelling());
        });
    }

    @Test
    void shouldNotDropACancelThatComesWhileTasksEndOfAFailure() throws Exception {
        run(() -> {
            LoopPromise<Void> ended = loop.createFuture();
            Task<Object> runner = loop.createTask(() -> {
                assertThrows(
                        IOException.class,
                        () -> TaskGroup.run(group -> {
                            group.createTask(failsAfter(10, new IOException("on purpose")));
                            group.createTask(() -> {
                                try {
                                    Coroutines.sleep(NEVER);
                                } finally {
                                    sleepMillis(100);
                                }
                            });
                            return null;
                        }));
                return Task.await(ended);
            });
            sleepMillis(50);
            runner.cancel();
            assertAwaitCancelled(runner);
            assertEquals(1, runner.cancelling());
        });
    }

    @Test
    void shouldNeedATask() throws Exception {
        loop.callSoon(() -> {
            assertThrows(IllegalStateException.class, () -> TaskGroup.run(group -> null));
            loop.stop();
        });
        loop.runForever();
    }

    @Test
    void shouldEndWhenItsLoopIsClosed() throws Exception {
        expectReports(3);
        Task<Object> parent = loop.createTask(() -> TaskGroup.run(group -> {
            group.createTask(() -> Coroutines.sleep(NEVER));
            group.createTask(() -> Coroutines.sleep(NEVER));
            return "";
        }));
        run(() -> yieldTimes(3));
        loop.close();
        assertTrue(parent.isDone());
        assertEquals(Set.of(), EventLoops.allTasks(loop));
    }
}
