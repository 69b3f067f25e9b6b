package dev.gyre.streams;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.LoopFuture;
import dev.gyre.loop.LoopPromise;
import dev.gyre.loop.Task;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Gathering, as in asyncio's {@code GatherTests}. */
@ParameterizedClass(name = "{0}")
@EnumSource(Rung.class)
final class GatherTest extends CoroutineTestCase {
    private List<LoopPromise<Integer>> promises(int count) {
        return Stream.generate(() -> loop.<Integer>createFuture()).limit(count).toList();
    }

    @Test
    void shouldGiveResultsInTheOrderOfWhatWasGiven() throws Exception {
        run(() -> {
            List<LoopPromise<Integer>> parts = promises(3);
            LoopFuture<List<Integer>> whole = Coroutines.gather(parts);
            parts.get(1).setResult(2);
            yieldTimes(2);
            assertFalse(whole.isDone());
            parts.get(0).setResult(1);
            yieldTimes(2);
            assertFalse(whole.isDone());
            parts.get(2).setResult(3);
            assertEquals(List.of(1, 2, 3), Task.await(whole));
        });
    }

    @Test
    void shouldRunCoroutinesAsTasksAtOnce() throws Exception {
        run(() -> {
            long start = loop.time();
            assertEquals(
                    List.of("a", "b"),
                    Task.await(
                            Coroutines.gather(() -> Coroutines.sleep(NEVER, "a"), () -> Coroutines.sleep(NEVER, "b"))));
            assertEquals(NEVER.toMillis(), millisFrom(start));
        });
    }

    @Test
    void shouldBeDoneAtOnceWithNothingOrWithWhatIsDone() throws Exception {
        run(() -> assertEquals(
                List.of(), Coroutines.gather(List.<LoopFuture<Integer>>of()).result()));
        LoopPromise<Integer> done = loop.createFuture();
        done.setResult(1);
        assertEquals(List.of(1, 1), Coroutines.gather(done, done).result());
    }

    @Test
    void shouldTakeTheLoopOfItsFuturesBeforeThatRuns() throws Exception {
        LoopPromise<Integer> part = loop.createFuture();
        LoopFuture<List<Integer>> whole = Coroutines.gather(part);
        assertSame(loop, whole.getLoop());
        loop.callSoon(() -> part.setResult(1));
        assertEquals(List.of(1), loop.runUntilComplete(whole));
    }

    @Test
    void shouldGiveTheResultOfOneThatIsThereTwiceTwice() throws Exception {
        run(() -> {
            Task<Integer> part = loop.createTask(() -> 1);
            CompletableFuture<Integer> foreign = new CompletableFuture<>();
            LoopFuture<List<Integer>> whole = Coroutines.gather(part, foreign, part, foreign);
            loop.callSoon(() -> foreign.complete(2));
            assertEquals(List.of(1, 2, 1, 2), Task.await(whole));
        });
    }

    @Test
    void shouldFailWithTheFirstFailureAndLeaveTheOthers() throws Exception {
        run(() -> {
            List<LoopPromise<Integer>> parts = promises(5);
            LoopFuture<List<Integer>> whole = Coroutines.gather(parts);
            parts.get(0).setResult(1);
            IOException failure = new IOException("on purpose");
            parts.get(1).setException(failure);
            assertSame(failure, assertThrows(IOException.class, () -> Task.await(whole)));
            parts.get(2).setException(new IOException("later, and seen"));
            parts.get(3).cancel();
            parts.get(4).setResult(4);
            yieldTimes(2);
            assertSame(failure, whole.exception());
        });
    }

    @Test
    void shouldFailWhenOneIsCancelledAndLeaveTheOthers() throws Exception {
        run(() -> {
            List<LoopPromise<Integer>> parts = promises(2);
            LoopFuture<List<Integer>> whole = Coroutines.gather(parts);
            parts.get(0).cancel();
            assertAwaitCancelled(whole);
            assertFalse(parts.get(1).isDone());
        });
    }

    @Test
    void shouldGiveOutcomesOfAll() throws Exception {
        run(() -> {
            List<LoopPromise<Integer>> parts = promises(4);
            LoopFuture<List<LoopFuture<Integer>>> whole = Coroutines.gatherOutcomes(parts);
            parts.get(0).setResult(1);
            IOException failure = new IOException("on purpose");
            parts.get(1).setException(failure);
            parts.get(2).cancel();
            yieldTimes(2);
            assertFalse(whole.isDone());
            parts.get(3).setResult(3);
            List<LoopFuture<Integer>> outcomes = Task.await(whole);
            assertEquals(
                    List.of(Future.State.SUCCESS, Future.State.FAILED, Future.State.CANCELLED, Future.State.SUCCESS),
                    outcomes.stream().map(Future::state).toList());
            assertEquals(1, outcomes.get(0).resultNow());
            assertSame(failure, outcomes.get(1).exceptionNow());
        });
    }

    @Test
    void shouldCancelThosePendingWhenItIsCancelled() throws Exception {
        run(() -> {
            List<LoopPromise<Integer>> parts = promises(3);
            LoopFuture<List<Integer>> whole = Coroutines.gather(parts);
            parts.get(0).setResult(1);
            assertTrue(whole.cancel("enough"));
            assertFalse(whole.isDone(), "it is cancelled when the parts have ended");
            assertTrue(parts.get(1).isCancelled());
            assertTrue(parts.get(2).isCancelled());
            assertEquals("enough", assertAwaitCancelled(whole).getMessage());
            assertFalse(whole.cancel());
        });
    }

    @Test
    void shouldHaveNothingToCancelWhenAllAreDone() throws Exception {
        run(() -> {
            List<LoopPromise<Integer>> parts = promises(1);
            LoopFuture<List<Integer>> whole = Coroutines.gather(parts);
            parts.get(0).setResult(1);
            assertFalse(whole.cancel());
            assertEquals(List.of(1), Task.await(whole));
        });
    }

    @Test
    void shouldCancelCoroutinesThroughTheTaskThatWaits() throws Exception {
        run(() -> {
            Task<Integer> inner = loop.createTask(() -> Coroutines.sleep(NEVER, 1));
            Task<List<Integer>> outer = loop.createTask(() -> Task.await(Coroutines.gather(inner)));
            yield1();
            outer.cancel();
            assertAwaitCancelled(outer);
            assertCancelled(inner);
        });
    }

    @Test
    void shouldBeCancelledAlsoWhereFailuresAreOutcomes() throws Exception {
        run(() -> {
            Task<Object> inner = loop.createTask(() -> {
                try {
                    return Coroutines.sleep(NEVER, 1);
                } catch (CancellationException swallowed) {
                    throw new IOException("while it was cancelled");
                }
            });
            Task<List<LoopFuture<Object>>> outer =
                    loop.createTask(() -> Task.await(Coroutines.gatherOutcomes(List.of(inner))));
            yield1();
            outer.cancel();
            assertAwaitCancelled(outer);
            assertThrows(IOException.class, inner::result);
        });
    }

    @Test
    void shouldShowWhatItWaitsFor() throws Exception {
        run(() -> {
            List<LoopPromise<Integer>> parts = promises(2);
            LoopFuture<List<Integer>> whole = Coroutines.gather(parts);
            assertEquals(Set.copyOf(parts), loop.tasks().parts(whole));
            parts.forEach(each -> each.setResult(0));
            Task.await(whole);
            assertEquals(Set.of(), loop.tasks().parts(whole));
        });
    }

    @Test
    void shouldGatherWhatIsShielded() throws Exception {
        run(() -> {
            LoopPromise<Integer> one = loop.createFuture();
            LoopPromise<Integer> two = loop.createFuture();
            LoopFuture<List<Integer>> whole = Coroutines.gather(Coroutines.shield(one), Coroutines.shield(two));
            assertTrue(whole.cancel());
            assertAwaitCancelled(whole);
            assertFalse(one.isDone() || two.isDone());
        });
    }
}
