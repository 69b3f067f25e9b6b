package dev.gyre.loop.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.EventLoops;
import dev.gyre.loop.LoopFuture;
import dev.gyre.loop.LoopPromise;
import dev.gyre.loop.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Cancelling tasks, as asyncio's users know it. */
@ParameterizedClass(name = "{0}")
@EnumSource(Rung.class)
final class TaskCancellationTest extends TaskTestCase {
    private static CancellationException assertCancelled(Task<?> task) {
        assertTrue(task.isCancelled(), task::toString);
        return assertThrows(CancellationException.class, task::result);
    }

    private void run(Task<?> task) {
        task.addDoneCallback(done -> loop.stop());
        loop.runForever();
    }

    @Test
    void shouldRaiseWhereTheCoroutineWaitsAndCancelWhatItWaitsFor() {
        LoopPromise<String> future = loop.createFuture();
        Task<String> task = loop.createTask(() -> {
            try {
                return Task.await(future);
            } catch (CancellationException e) {
                seen.add(e.getMessage());
                throw e;
            }
        });
        once();
        assertTrue(task.cancel("enough"));
        assertTrue(future.isCancelled());
        assertEquals(1, task.cancelling());
        assertFalse(task.isDone(), "it has not heard of it yet");
        run(task);
        assertEquals(List.of("enough"), seen);
        assertEquals("enough", assertCancelled(task).getMessage());
        assertFalse(task.cancel());
    }

    @Test
    void shouldNeverBeginWhenItIsCancelledBefore() {
        Task<Void> task = loop.createTask(() -> {
            seen.add("began");
        });
        task.cancel("too early");
        run(task);
        assertEquals(List.of(), seen);
        assertEquals("too early", assertCancelled(task).getMessage());
    }

    @Test
    void shouldRunFinallyBlocksThatWait() {
        LoopPromise<String> never = loop.createFuture();
        Task<String> task = loop.createTask(() -> {
            try {
                return Task.await(never);
            } finally {
                Task.await(sleep(Duration.ofMillis(1)));
                seen.add("cleaned up");
            }
        });
        once();
        task.cancel();
        run(task);
        assertEquals(List.of("cleaned up"), seen);
        assertCancelled(task);
    }

    @Test
    void shouldRespectASwallowedCancellationAndKeepCountingIt() throws Exception {
        LoopPromise<String> never = loop.createFuture();
        Task<String> task = loop.createTask(() -> {
            try {
                Task.await(never);
            } catch (CancellationException e) {
                seen.add("swallowed");
            }
            Task.await(sleep(Duration.ofMillis(1)));
            return "done " + EventLoops.currentTask().cancelling();
        });
        once();
        task.cancel();
        assertEquals("done 1", loop.runUntilComplete(task));
        assertEquals(1, task.cancelling());
        assertEquals(List.of("swallowed"), seen);
    }

    @Test
    void shouldBeCancelledTwice() {
        Task<String> task = loop.createTask(() -> {
            try {
                Task.await(loop.createFuture());
            } catch (CancellationException e) {
                seen.add("first");
            }
            Task.await(loop.createFuture());
            return "not reached";
        });
        once();
        task.cancel();
        once();
        once();
        assertEquals(List.of("first"), seen);
        task.cancel();
        run(task);
        assertEquals(2, task.cancelling());
        assertCancelled(task);
    }

    @Test
    void shouldTakeARequestBack() throws Exception {
        Task<String> task = loop.createTask(() -> {
            Task<?> me = EventLoops.currentTask();
            me.cancel();
            assertEquals(1, me.cancelling());
            assertEquals(0, me.uncancel());
            assertEquals(0, me.uncancel());
            Task.await(sleep(Duration.ZERO));
            return "went on";
        });
        assertEquals("went on", loop.runUntilComplete(task));
    }

    @Test
    void shouldRaiseAtTheNextWaitWhenItCancelsItself() {
        Task<Void> task = loop.createTask(() -> {
            EventLoops.currentTask().cancel("myself");
            seen.add("still here");
            Task.await(sleep(Duration.ofSeconds(5)));
            seen.add("not reached");
        });
        run(task);
        assertEquals(List.of("still here"), seen);
        assertEquals("myself", assertCancelled(task).getMessage());
    }

    @Test
    void shouldBeCancelledWhenItEndsWithARequestUnseen() {
        Task<String> task = loop.createTask(() -> {
            EventLoops.currentTask().cancel();
            return "lost";
        });
        run(task);
        assertCancelled(task);
    }

    @Test
    void shouldHandTheResultOverThatCameBeforeTheRequest() {
        LoopPromise<String> future = loop.createFuture();
        Task<String> task = loop.createTask(() -> {
            seen.add(Task.await(future));
            Task.await(sleep(Duration.ofSeconds(5)));
            return "not reached";
        });
        once();
        future.setResult("came");
        task.cancel("too late for that");
        run(task);
        assertEquals(List.of("came"), seen);
        assertEquals("too late for that", assertCancelled(task).getMessage());
    }

    @Test
    void shouldNotTakeASignalForAResult() {
        LoopPromise<Void> signal = loop.createFuture();
        Task<Void> task = loop.createTask(() -> {
            Task.await(signal);
            seen.add("not reached");
        });
        once();
        signal.setResult(null);
        task.cancel();
        run(task);
        assertEquals(List.of(), seen);
        assertCancelled(task);
    }

    @Test
    void shouldHandALateResultOutwardAndTheRequestWithIt() throws Exception {
        LoopPromise<String> future = loop.createFuture();
        Task<String> inner = loop.createTask(() -> Task.await(future));
        Task<String> outer = loop.createTask(() -> {
            seen.add(Task.await(inner));
            Task.await(sleep(Duration.ofSeconds(5)));
            return "not reached";
        });
        once();
        once();
        future.setResult("came");
        outer.cancel("too late for that");
        run(outer);
        assertEquals("came", inner.result());
        assertEquals(List.of("came"), seen);
        assertEquals("too late for that", assertCancelled(outer).getMessage());
    }

    @Test
    void shouldBeCancelledInTheStepInWhichWhatItAwaitsFails() {
        LoopPromise<String> future = loop.createFuture();
        Task<String> task = loop.createTask(() -> Task.await(future));
        once();
        future.setException(new IllegalStateException("on purpose"));
        task.cancel();
        run(task);
        assertCancelled(task);
    }

    @Test
    void shouldCancelTheInnermostOfTasksThatWaitForEachOther() {
        List<Task<String>> chain = new ArrayList<>();
        chain.add(loop.createTask(() -> Task.await(loop.<String>createFuture())));
        for (int i = 0; i < 10_000; i++) {
            Task<String> before = chain.getLast();
            chain.add(loop.createTask(() -> Task.await(before)));
        }
        once();
        once();
        assertTrue(chain.getLast().cancel("all of you"));
        run(chain.getLast());
        for (Task<String> each : chain) {
            assertTrue(each.isCancelled());
            assertEquals(1, each.cancelling());
        }
    }

    @Test
    void shouldCancelAForeignFuture() {
        CompletableFuture<String> foreign = new CompletableFuture<>();
        Task<String> task = loop.createTask(() -> Task.await(foreign));
        once();
        task.cancel();
        run(task);
        assertTrue(foreign.isCancelled());
    }

    @Test
    void shouldBeCancelledWhenWhatItWaitsForIs() {
        LoopPromise<String> future = loop.createFuture();
        Task<String> task = loop.createTask(() -> Task.await(future));
        once();
        future.cancel("the future alone");
        run(task);
        assertEquals("the future alone", assertCancelled(task).getMessage());
        assertEquals(0, task.cancelling());
    }

    @Test
    void shouldTakeAnotherExceptionInsteadOfTheCancellation() {
        Task<String> task = loop.createTask(() -> {
            try {
                return Task.await(loop.<String>createFuture());
            } catch (CancellationException e) {
                throw new IllegalStateException("instead", e);
            }
        });
        once();
        task.cancel();
        run(task);
        assertFalse(task.isCancelled());
        assertEquals("instead", task.exception().getMessage());
    }

    @Test
    void shouldBeCancelledFromAnotherThread() throws Exception {
        Task<String> task = loop.createTask(() -> Task.await(loop.<String>createFuture()));
        loop.callLater(1, TimeUnit.MILLISECONDS, () -> Thread.ofPlatform().start(() -> task.cancel("from afar")));
        assertEquals(
                "from afar",
                assertThrows(CancellationException.class, () -> loop.runUntilComplete(task))
                        .getMessage());
    }

    @Test
    void shouldNotReachAFutureThatGetWaitsFor() {
        LoopPromise<String> future = loop.createFuture();
        Task<String> task = loop.createTask(() -> future.get());
        once();
        task.cancel();
        run(task);
        assertCancelled(task);
        assertFalse(future.isDone());
    }

    @Test
    void shouldInterruptAJobOfTheExecutor() {
        Task<Integer> task = loop.createTask(() -> Task.await(loop.runInExecutor(() -> {
            Thread.sleep(60_000);
            return 1;
        })));
        once();
        task.cancel();
        run(task);
        assertCancelled(task);
    }

    @Test
    void shouldReportAndEndWhatIsSuspendedWhenTheLoopCloses() throws Exception {
        expectReports(2);
        Task<String> suspended = loop.createTask(() -> {
            try {
                return Task.await(loop.<String>createFuture());
            } catch (CancellationException e) {
                seen.add("told");
                throw e;
            } finally {
                assertThrows(CancellationException.class, () -> Task.await(new CompletableFuture<>()));
                seen.add("cleaned up");
            }
        });
        once();
        Task<String> waiting = loop.createTask(() -> "never begins");
        loop.close();
        assertTrue(suspended.isCancelled());
        assertTrue(waiting.isCancelled());
        assertEquals(2, seen.size(), seen::toString);
        assertEquals("told", seen.getFirst());
        assertTrue(reported.toString().contains("closed while a task was pending"), reported::toString);
        assertSame(0, EventLoops.allTasks(loop).size());
    }

    @Test
    void shouldEndOneThatSwallowsTheEndOfItsLoop() {
        expectReports(1);
        Callable<String> stubborn = () -> {
            for (int i = 0; i < 3; i++) {
                try {
                    Task.await(loop.createFuture());
                } catch (CancellationException e) {
                    seen.add("no");
                }
            }
            return "at last";
        };
        LoopFuture<String> task = loop.createTask(stubborn);
        once();
        loop.close();
        assertEquals(List.of("no", "no", "no"), seen);
        assertTrue(task.isDone());
    }
}
