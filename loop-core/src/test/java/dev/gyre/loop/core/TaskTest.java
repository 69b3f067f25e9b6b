package dev.gyre.loop.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.Callback;
import dev.gyre.loop.ContextVar;
import dev.gyre.loop.EventLoops;
import dev.gyre.loop.LoopContext;
import dev.gyre.loop.LoopFuture;
import dev.gyre.loop.LoopPromise;
import dev.gyre.loop.Task;
import dev.gyre.loop.TaskFactory;
import dev.gyre.loop.TaskOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Tasks: how they begin, wait, end, and what can be asked of them. */
@ParameterizedClass(name = "{0}")
@EnumSource(Rung.class)
final class TaskTest extends TaskTestCase {
    @Test
    void shouldReturnWhatItsCoroutineReturns() throws Exception {
        assertEquals(42, loop.runUntilComplete(() -> 42));
        Callback nothing = () -> seen.add("ran");
        loop.runUntilComplete(nothing);
        assertEquals(List.of("ran"), seen);
    }

    @Test
    void shouldThrowWhatItsCoroutineThrowsItself() {
        IOException thrown = new IOException("on purpose");
        Callable<Object> failing = () -> {
            throw thrown;
        };
        assertSame(thrown, assertThrows(IOException.class, () -> loop.runUntilComplete(failing)));
    }

    @Test
    void shouldBeginInTheNextIteration() throws Exception {
        loop.callSoon(() -> {
            loop.createTask(() -> seen.add("task"));
            seen.add("callback");
        });
        once();
        assertEquals(List.of("callback"), seen);
        once();
        assertEquals(List.of("callback", "task"), seen);
    }

    @Test
    void shouldWaitForFuturesWhileOthersRun() throws Exception {
        LoopPromise<String> future = loop.createFuture();
        Task<String> task = loop.createTask(() -> {
            seen.add("before");
            String value = Task.await(future);
            seen.add("after");
            return value + "!";
        });
        loop.callSoon(() -> seen.add("callback"));
        loop.callLater(1, TimeUnit.MILLISECONDS, () -> future.setResult("done"));

        assertEquals("done!", loop.runUntilComplete(task));
        assertEquals(List.of("before", "callback", "after"), seen);
    }

    @Test
    void shouldGoOnAtOnceWhenWhatItAwaitsIsDone() throws Exception {
        LoopPromise<String> done = loop.createFuture();
        done.setResult("here");
        loop.callSoon(() -> {
            loop.createTask(() -> {
                seen.add(Task.await(done));
                seen.add(Task.await(CompletableFuture.completedFuture("too")));
            });
            loop.callSoon(() -> seen.add("callback"));
        });
        once();
        once();
        assertEquals(List.of("here", "too", "callback"), seen);
    }

    @Test
    void shouldThrowIntoTheCoroutineWhatTheFutureFailedWith() throws Exception {
        IOException failure = new IOException("on purpose");
        LoopPromise<String> future = loop.createFuture();
        loop.callSoon(() -> future.setException(failure));
        assertSame(failure, loop.runUntilComplete(() -> assertThrows(IOException.class, () -> Task.await(future))));
    }

    @Test
    void shouldAwaitFuturesOfOthersAndOtherLoops() throws Exception {
        CompletableFuture<String> foreign = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> foreign.complete("from elsewhere"));
        assertEquals("from elsewhere", loop.runUntilComplete(() -> Task.await(foreign)));
        assertEquals(7, loop.runUntilComplete(() -> Task.await(loop.runInExecutor(() -> 7))));
    }

    @Test
    void shouldAwaitOtherTasks() throws Exception {
        assertEquals(3, loop.runUntilComplete(() -> {
            Task<Integer> one = loop.createTask(() -> {
                Task.await(sleep(Duration.ofMillis(1)));
                return 1;
            });
            Task<Integer> two = loop.createTask(() -> 2);
            return Task.await(one) + Task.await(two);
        }));
    }

    @Test
    void shouldRefuseToWaitForItself() throws Exception {
        Task<?>[] itself = new Task<?>[1];
        Callable<IllegalStateException> waiting =
                () -> assertThrows(IllegalStateException.class, () -> Task.await(itself[0]));
        Task<IllegalStateException> task = loop.createTask(waiting);
        itself[0] = task;
        assertTrue(loop.runUntilComplete(task).getMessage().contains("cannot wait for itself"));
    }

    @Test
    void shouldRefuseToAwaitOutsideACoroutine() throws Exception {
        assertThrows(IllegalStateException.class, () -> Task.await(loop.createFuture()));
        loop.callSoon(() -> {
            IllegalStateException refused =
                    assertThrows(IllegalStateException.class, () -> Task.await(loop.createFuture()));
            seen.add(refused.getMessage());
        });
        once();
        assertTrue(seen.getFirst().contains("outside a coroutine of the loop test"), seen::toString);
    }

    @Test
    void shouldWaitInGetInsideACoroutine() throws Exception {
        LoopPromise<String> future = loop.createFuture();
        loop.callLater(1, TimeUnit.MILLISECONDS, () -> future.setResult("got"));
        assertEquals("got", loop.runUntilComplete(() -> future.get()));
        assertEquals("got", loop.runUntilComplete(() -> future.get(1, TimeUnit.SECONDS)));
        LoopPromise<String> never = loop.createFuture();
        loop.runUntilComplete(() -> assertThrows(TimeoutException.class, () -> never.get(1, TimeUnit.MILLISECONDS)));
        assertFalse(never.isDone());
    }

    @Test
    void shouldHaveItsLoopAsTheRunningOneAndItselfAsTheCurrentTask() throws Exception {
        loop.callSoon(() -> assertNull(EventLoops.currentTask()));
        Task<?>[] made = new Task<?>[1];
        Task<Void> task = loop.createTask(() -> {
            assertSame(loop, EventLoops.getRunningLoop());
            assertTrue(loop.inEventLoop());
            assertSame(made[0], EventLoops.currentTask());
            Task.await(sleep(Duration.ZERO));
            assertSame(made[0], EventLoops.currentTask());
            loop.callSoon(() -> seen.add(String.valueOf(EventLoops.currentTask())));
            Task.await(sleep(Duration.ZERO));
        });
        made[0] = task;
        assertEquals(Set.of(task), EventLoops.allTasks(loop));
        loop.runUntilComplete(task);
        assertEquals(List.of("null"), seen);
        assertEquals(Set.of(), EventLoops.allTasks(loop));
    }

    @Test
    void shouldHaveANameAContextAndACoroutine() throws Exception {
        ContextVar<String> user = ContextVar.of("user");
        Callable<String> coroutine = () -> {
            String before = user.get();
            user.set("changed");
            Task.await(sleep(Duration.ZERO));
            return before + " " + user.get();
        };
        LoopContext context = LoopContext.current().with(user, "given");
        Task<String> task = loop.createTask(coroutine, new TaskOptions("greeter", context, null));
        assertEquals("greeter", task.getName());
        task.setName("other");
        assertEquals("other", task.getName());
        assertSame(coroutine, task.getCoro());
        assertSame(context, task.getContext());
        assertEquals("given changed", loop.runUntilComplete(task));
        assertTrue(loop.createTask(coroutine, new TaskOptions(null, context, null))
                .getName()
                .matches("Task-\\d+"));
        EventLoops.allTasks(loop).forEach(LoopFuture::cancel);
        once();
    }

    @Test
    void shouldBeginAtOnceWhenItIsEager() throws Exception {
        loop.callSoon(() -> {
            Task<Integer> done = loop.createTask(() -> 1, TaskOptions.eager());
            seen.add("done " + done.isDone());
            loop.createTask(() -> eagerly("a"), TaskOptions.eager());
            seen.add("made");
        });
        once();
        assertEquals(List.of("done true", "a begins", "made"), seen);
        EventLoops.allTasks(loop)
                .forEach(task -> assertTrue(task.isDone() || !task.getStack().isEmpty()));
        loop.callLater(5, TimeUnit.MILLISECONDS, loop::stop);
        loop.runForever();
        assertEquals("a ends", seen.getLast());
    }

    @Test
    void shouldBeginAtOnceInsideAnotherCoroutine() throws Exception {
        loop.setTaskFactory(TaskFactory.eager());
        loop.runUntilComplete(() -> {
            Task<?> me = EventLoops.currentTask();
            Task<Void> inner = loop.createTask(() -> {
                seen.add("inner begins");
                Task<Integer> innermost = loop.createTask(() -> 5);
                seen.add("innermost " + innermost.result());
                assertFalse(EventLoops.currentTask() == me);
                Task.await(sleep(Duration.ZERO));
                seen.add("inner ends");
            });
            seen.add("outer");
            assertSame(me, EventLoops.currentTask());
            Task.await(inner);
            seen.add("outer ends");
            return null;
        });
        assertEquals(List.of("inner begins", "innermost 5", "outer", "inner ends", "outer ends"), seen);
    }

    private void eagerly(String name) throws Exception {
        seen.add(name + " begins");
        Task.await(sleep(Duration.ZERO));
        seen.add(name + " ends");
    }

    @Test
    void shouldTellWhereItStandsAndWhatItWaitsFor() throws Exception {
        LoopPromise<String> future = loop.createFuture();
        Task<String> task = loop.createTask(() -> waitHere(future), TaskOptions.named("waiter"));
        assertEquals(List.of(), task.getStack());
        once();
        assertTrue(
                task.getStack().stream().anyMatch(frame -> frame.getMethodName().equals("waitHere")));
        assertEquals("waitHere", task.getStack().getFirst().getMethodName(), () -> task.getStack()
                .toString());
        assertSame(future, task.waiting().orElseThrow().future());
        StringBuilder text = new StringBuilder();
        task.printStack(text);
        assertTrue(text.toString().startsWith("Stack of waiter:\n  at "), text::toString);
        assertTrue(task.toString().contains("waiter, waiting for future pending"), task::toString);
        future.setResult("x");
        loop.runUntilComplete(task);
        assertEquals(List.of(), task.getStack());
        assertTrue(task.waiting().isEmpty());
    }

    private static String waitHere(LoopFuture<String> future) throws Exception {
        return Task.await(future);
    }

    @Test
    void shouldRefuseToBeCompletedByOthers() throws Exception {
        Task<Integer> task = loop.createTask(() -> 1);
        assertThrows(IllegalStateException.class, () -> ((LoopPromise<Integer>) task).setResult(2));
        assertEquals(1, loop.runUntilComplete(task));
    }

    @Test
    void shouldReportAFailureNobodyLooksAt() throws Exception {
        expectReports(1);
        loop.createTask(
                () -> {
                    throw new IOException("on purpose");
                },
                TaskOptions.named("lost"));
        once();
        while (reported.isEmpty()) {
            System.gc();
            loop.callLater(1, TimeUnit.MILLISECONDS, loop::stop);
            loop.runForever();
        }
        assertTrue(reported.getFirst().message().contains("the task lost was never retrieved"), reported::toString);
    }

    @Test
    void shouldGiveWayForOneIteration() throws Exception {
        loop.runUntilComplete(() -> {
            loop.callSoon(() -> seen.add("ready before"));
            loop.tasks().pause();
            seen.add("after");
            loop.callSoon(() -> loop.callSoon(() -> seen.add("the iteration after the next")));
            loop.tasks().pause();
            assertEquals(List.of("ready before", "after"), seen);
        });
        assertThrows(IllegalStateException.class, () -> loop.tasks().pause());
    }

    @Test
    void shouldBeCancelledWhileItGivesWay() throws Exception {
        Task<Void> task = loop.createTask(() -> {
            seen.add("begun");
            loop.tasks().pause();
            seen.add("never");
        });
        once();
        task.cancel("enough");
        assertEquals(
                "enough",
                assertThrows(CancellationException.class, () -> loop.runUntilComplete(task))
                        .getMessage());
        assertEquals(List.of("begun"), seen);
    }

    @Test
    void shouldAskWhatAFutureStandsForWhenItIsCancelled() throws Exception {
        LoopPromise<String> whole = loop.tasks().createWhole(seen::add);
        Task<String> task = loop.createTask(() -> Task.await(whole));
        once();
        assertTrue(task.cancel("enough"));
        assertEquals(List.of("enough"), seen);
        assertFalse(whole.isDone(), "whoever made it completes it");
        whole.setResult("all the same");
        assertEquals("all the same", loop.runUntilComplete(task));
        assertFalse(whole.cancel());
        assertEquals(1, seen.size());
    }

    @Test
    void shouldBeCancelledAndEndWhenTheLoopIsShutDown() {
        LoopPromise<Void> never = loop.createFuture();
        Task<Void> task = loop.createTask(() -> {
            try {
                Task.await(never);
            } finally {
                Task.await(sleep(Duration.ofMillis(1)));
                seen.add("ended");
            }
        });
        loop.callSoon(() -> loop.callSoon(() -> loop.shutdown(Duration.ZERO)));
        loop.runForever();
        assertTrue(task.isCancelled());
        assertEquals(List.of("ended"), seen);
    }

    @Test
    void shouldNotBeCancelledWhenItHasAskedForTheLoopsEnd() throws Exception {
        Task<String> task = loop.createTask(() -> {
            Task.await(loop.shutdown(Duration.ZERO));
            return "heard of it";
        });
        assertEquals("heard of it", loop.runUntilComplete(task));
    }

    @Test
    void shouldNotKeepAShutdownFromEnding() throws Exception {
        LoopPromise<Void> never = loop.createFuture();
        LoopPromise<Void> released = loop.createFuture();
        Task<Void> stubborn = loop.createTask(() -> {
            try {
                Task.await(never);
            } catch (CancellationException e) {
                Task.await(released);
            }
        });
        loop.callSoon(() -> loop.callSoon(() -> loop.shutdown(Duration.ZERO)));
        loop.runForever();
        assertTrue(never.isCancelled());
        assertFalse(stubborn.isDone());
        released.setResult(null);
        loop.runUntilComplete(stubborn);
    }
}
