package dev.gyre.loop.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.EventLoops;
import dev.gyre.loop.Handle;
import dev.gyre.loop.LoopContext;
import dev.gyre.loop.LoopFuture;
import dev.gyre.loop.LoopPromise;
import dev.gyre.loop.Task;
import dev.gyre.loop.TaskFactory;
import dev.gyre.loop.TaskOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Situations of asyncio's own tests for tasks. */
@ParameterizedClass(name = "{0}")
@EnumSource(Rung.class)
@Timeout(60)
final class TaskScenariosTest extends TaskTestCase {
    // Cancelling

    @Test
    void shouldBeCancelledOnceWhenItAndWhatItAwaitsAre() {
        LoopPromise<String> future = loop.createFuture();
        Task<String> task = loop.createTask(() -> Task.await(future));
        once();
        future.cancel("the future");
        task.cancel("the task");
        assertThrows(CancellationException.class, () -> loop.runUntilComplete(task));
        assertEquals(1, task.cancelling());
        assertTrue(future.isCancelled() && task.isCancelled());
    }

    @Test
    void shouldGoOnToTheNextFutureWhenItIgnoresACancel() throws Exception {
        LoopPromise<String> first = loop.createFuture();
        LoopPromise<String> second = loop.createFuture();
        LoopPromise<String> third = loop.createFuture();
        Task<String> task = loop.createTask(() -> {
            Task.await(first);
            try {
                Task.await(second);
            } catch (CancellationException e) {
                seen.add("ignored");
            }
            return Task.await(third);
        });
        once();
        first.setResult("1");
        once();
        assertSame(second, task.waiting().orElseThrow().future());
        task.cancel();
        assertTrue(second.isCancelled());
        once();
        assertSame(third, task.waiting().orElseThrow().future());
        third.setResult("all the same");
        assertEquals("all the same", loop.runUntilComplete(task));
        assertFalse(task.isCancelled());
    }

    @Test
    void shouldRaiseInWhoAwaitsATaskThatIsCancelled() {
        Task<String> inner = loop.createTask(() -> Task.await(loop.<String>createFuture()));
        Task<String> outer = loop.createTask(() -> Task.await(inner));
        once();
        once();
        inner.cancel("the inner");
        assertEquals(
                "the inner",
                assertThrows(CancellationException.class, () -> loop.runUntilComplete(outer))
                        .getMessage());
        assertEquals(0, outer.cancelling());
        assertEquals(1, inner.cancelling());
    }

    @Test
    void shouldFailWithWhatAnErrorOfItsCleanUpWas() {
        Task<String> task = loop.createTask(() -> {
            try {
                return Task.await(loop.<String>createFuture());
            } catch (CancellationException e) {
                throw new AssertionError("on purpose");
            }
        });
        once();
        task.cancel();
        assertEquals(
                "on purpose",
                assertThrows(AssertionError.class, () -> loop.runUntilComplete(task))
                        .getMessage());
        assertFalse(task.isCancelled());
    }

    @Test
    void shouldReportNothingWhenItIsCancelledAndForgotten() {
        loop.setDebug(true);
        AtomicBoolean collected = new AtomicBoolean();
        forget(collected);
        once();
        while (!collected.get()) {
            System.gc();
            once();
        }
        once();
        assertEquals(List.of(), reported);
    }

    private void forget(AtomicBoolean collected) {
        Task<Object> task = loop.createTask(() -> Task.await(loop.createFuture()));
        Leaks.CLEANER.register(task, () -> collected.set(true));
        task.cancel();
    }

    // Whose turn it is

    @Test
    void shouldBeTheCurrentTaskInTurns() throws Exception {
        LoopPromise<Void> go = loop.createFuture();
        Task<?>[] made = new Task<?>[2];
        for (int i = 0; i < made.length; i++) {
            int mine = i;
            made[mine] = loop.createTask(() -> {
                assertSame(made[mine], EventLoops.currentTask());
                Task.await(go);
                assertSame(made[mine], EventLoops.currentTask());
                seen.add("task " + mine);
            });
        }
        once();
        loop.callSoon(() -> assertNull(EventLoops.currentTask()));
        go.setResult(null);
        loop.runUntilComplete(made[0]);
        loop.runUntilComplete(made[1]);
        assertEquals(List.of("task 0", "task 1"), seen);
        assertThrows(IllegalStateException.class, EventLoops::currentTask);
    }

    @Test
    void shouldGiveNoTurnToATaskOfAnotherMake() {
        Task<Boolean> foreign = loop.createTask(() -> seen.add("begun"));
        assertEquals(Set.of(foreign), EventLoops.allTasks(loop));
        loop.tasks().unregister(foreign);
        assertEquals(Set.of(), EventLoops.allTasks(loop));
        loop.tasks().register(foreign);
        loop.callSoon(() -> {
            assertNull(loop.tasks().swapCurrent(foreign));
            assertSame(foreign, EventLoops.currentTask());
            assertSame(foreign, loop.tasks().swapCurrent(null));
            assertNull(EventLoops.currentTask());
        });
        once();
        assertEquals(List.of("begun"), seen);
        assertEquals(Set.of(), EventLoops.allTasks(loop));
    }

    // Making them

    @Test
    void shouldNotBeMadeOnAClosedLoop() throws Exception {
        EventLoop closed = open("closed");
        closed.close();
        assertThrows(IllegalStateException.class, () -> closed.createTask(() -> seen.add("never")));
        assertThrows(IllegalStateException.class, () -> closed.runCoroutineThreadsafe(() -> seen.add("never")));
        assertEquals(Set.of(), EventLoops.allTasks(closed));
        assertEquals(List.of(), seen);
    }

    @Test
    void shouldBeMadeByTheFactoryOfTheLoopWithTheOptionsOfTheCaller() throws Exception {
        loop.setTaskFactory(new TaskFactory() {
            @Override
            public <T> Task<T> create(EventLoop where, Callable<T> coroutine, TaskOptions options) {
                seen.add(options.name() + " " + options.eagerStart());
                return where.tasks().create(coroutine, options);
            }
        });
        Task<Integer> task = loop.createTask(() -> 1, TaskOptions.named("made"));
        assertEquals("made", task.getName());
        assertEquals(1, loop.runUntilComplete(task));
        assertEquals(2, loop.runUntilComplete(() -> 2));
        loop.setTaskFactory(null);
        assertNull(loop.getTaskFactory());
        assertEquals(3, loop.runUntilComplete(() -> 3));
        assertEquals(List.of("made null", "null null"), seen);
    }

    // Eager starts

    @Test
    void shouldBeginLaterInAnEagerLoopWhenItsOptionsSaySo() throws Exception {
        loop.setTaskFactory(TaskFactory.eager());
        loop.runUntilComplete(() -> {
            Task<Boolean> lazy = loop.createTask(() -> seen.add("lazy"), new TaskOptions("lazy", null, false));
            seen.add("made");
            assertEquals("lazy", lazy.getName());
            Task.await(lazy);
        });
        assertEquals(List.of("made", "lazy"), seen);
    }

    @Test
    void shouldFailAtOnceWhenItsFirstPieceDoes() {
        loop.callSoon(() -> {
            Task<Object> task = loop.createTask(
                    () -> {
                        throw new IOException("on purpose");
                    },
                    TaskOptions.eager());
            assertInstanceOf(IOException.class, task.exception());
            assertFalse(EventLoops.allTasks(loop).contains(task));
            assertNull(EventLoops.currentTask());
        });
        once();
    }

    @Test
    void shouldNotBeCancelledAfterItHasEndedAtOnce() {
        loop.callSoon(() -> {
            Task<Integer> task = loop.createTask(() -> 1, TaskOptions.eager());
            assertFalse(task.cancel());
            assertEquals(1, task.result());
            assertEquals(0, task.cancelling());
        });
        once();
    }

    @Test
    void shouldBeCancelledAfterItsFirstPiece() throws Exception {
        List<Task<?>> made = new ArrayList<>();
        loop.callSoon(() -> {
            Task<Object> task = loop.createTask(() -> Task.await(loop.createFuture()), TaskOptions.eager());
            made.add(task);
            assertTrue(EventLoops.allTasks(loop).contains(task));
            assertTrue(task.cancel("after that"));
        });
        once();
        assertEquals(
                "after that",
                assertThrows(CancellationException.class, () -> loop.runUntilComplete(made.getFirst()))
                        .getMessage());
    }

    @Test
    void shouldCancelItselfInItsFirstPiece() throws Exception {
        List<Task<?>> made = new ArrayList<>();
        loop.callSoon(() -> made.add(loop.createTask(
                () -> {
                    EventLoops.currentTask().cancel();
                    seen.add("still there");
                    return Task.await(loop.createFuture());
                },
                TaskOptions.eager())));
        once();
        assertThrows(CancellationException.class, () -> loop.runUntilComplete(made.getFirst()));
        assertEquals(List.of("still there"), seen);
    }

    @Test
    void shouldRunItsFirstPieceInItsContext() {
        loop.callSoon(() -> {
            LoopContext given = LoopContext.empty();
            loop.createTask(
                    () -> {
                        assertSame(given, EventLoops.currentTask().getContext());
                        seen.add("run");
                    },
                    new TaskOptions(null, given, true));
        });
        once();
        assertEquals(List.of("run"), seen);
    }

    @Test
    void shouldBeginEagerTasksInEachOtherToAnyDepth() throws Exception {
        loop.setTaskFactory(TaskFactory.eager());
        assertEquals(50, loop.runUntilComplete(() -> nested(50)));
    }

    private int nested(int depth) throws Exception {
        if (depth == 0) {
            return 0;
        }
        Task<Integer> inner = loop.createTask(() -> nested(depth - 1));
        if (depth % 10 == 0) {
            Task.await(sleep(Duration.ZERO));
        }
        return 1 + Task.await(inner);
    }

    // From other threads

    private <T> T elsewhere(Callable<T> job) throws Exception {
        return loop.runUntilComplete(loop.runInExecutor(job));
    }

    @Test
    void shouldGiveOtherThreadsWhatTheirCoroutineThrew() throws Exception {
        ExecutionException thrown =
                elsewhere(() -> assertThrows(ExecutionException.class, () -> loop.runCoroutineThreadsafe(() -> {
                            throw new IOException("on purpose");
                        })
                        .get()));
        assertInstanceOf(IOException.class, thrown.getCause());
    }

    @Test
    void shouldBeCancelledByAThreadThatWaitsNoLonger() throws Exception {
        elsewhere(() -> {
            LoopFuture<Object> future = loop.runCoroutineThreadsafe(() -> {
                try {
                    return Task.await(loop.createFuture());
                } catch (CancellationException e) {
                    seen.add("cancelled");
                    throw e;
                }
            });
            assertThrows(TimeoutException.class, () -> future.get(5, TimeUnit.MILLISECONDS));
            future.cancel();
            assertTrue(future.isCancelled());
            return true;
        });
        once();
        once();
        assertEquals(List.of("cancelled"), seen);
    }

    @Test
    void shouldTellOtherThreadsThatTheirTaskWasCancelled() throws Exception {
        elsewhere(() -> assertThrows(CancellationException.class, () -> loop.runCoroutineThreadsafe(() -> {
                    EventLoops.currentTask().cancel();
                    return Task.await(loop.createFuture());
                })
                .get()));
    }

    @Test
    void shouldTellOtherThreadsWhyTheirTaskWasNotMade() throws Exception {
        loop.setTaskFactory(new TaskFactory() {
            @Override
            public <T> Task<T> create(EventLoop where, Callable<T> coroutine, TaskOptions options) {
                throw new IllegalArgumentException("no tasks today");
            }
        });
        ExecutionException thrown =
                elsewhere(() -> assertThrows(ExecutionException.class, () -> loop.runCoroutineThreadsafe(() -> "never")
                        .get()));
        assertEquals("no tasks today", thrown.getCause().getMessage());
    }

    @Test
    void shouldBeListedForOtherThreadsWhileTasksComeAndGo() throws Exception {
        AtomicInteger looks = new AtomicInteger();
        LoopFuture<Boolean> looking = loop.runInExecutor(() -> {
            while (looks.get() < 10_000) {
                looks.addAndGet(EventLoops.allTasks(loop).size());
            }
            return true;
        });
        loop.runUntilComplete(() -> {
            while (!looking.isDone()) {
                Task<?>[] some = new Task<?>[20];
                for (int i = 0; i < some.length; i++) {
                    some[i] = loop.createTask(() -> loop.tasks().pause());
                }
                for (Task<?> each : some) {
                    Task.await(each);
                }
            }
        });
        assertEquals(Set.of(), EventLoops.allTasks(loop));
    }

    // What is told of them

    @Test
    void shouldSayInDebugModeWhereATaskWasMadeWhoseFailureNobodySaw() {
        expectReports(1);
        loop.setDebug(true);
        loop.createTask(() -> {
            throw new IOException("on purpose");
        });
        once();
        while (reported.isEmpty()) {
            System.gc();
            once();
        }
        assertFalse(reported.getFirst().creationStack().isEmpty());
    }

    @Test
    void shouldEndThoughADoneCallbackFails() throws Exception {
        expectReports(1);
        Task<Integer> task = loop.createTask(() -> 1);
        task.addDoneCallback(done -> {
            throw new IllegalStateException("on purpose");
        });
        task.addDoneCallback(done -> seen.add("the next one"));
        assertEquals(1, loop.runUntilComplete(task));
        assertEquals(List.of("the next one"), seen);
    }

    @Test
    void shouldCallNoDoneCallbackThatAnotherHasTakenBack() throws Exception {
        LoopPromise<Integer> future = loop.createFuture();
        List<Handle> handles = new ArrayList<>();
        handles.add(future.addDoneCallback(done -> {
            seen.add("first");
            handles.get(1).cancel();
            future.addDoneCallback(again -> seen.add("added"));
        }));
        handles.add(future.addDoneCallback(done -> seen.add("second")));
        handles.add(future.addDoneCallback(done -> seen.add("third")));
        future.setResult(1);
        once();
        once();
        assertEquals(List.of("first", "third", "added"), seen);
    }
}
