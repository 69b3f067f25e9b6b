package dev.gyre.streams;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.ContextVar;
import dev.gyre.loop.LoopContext;
import dev.gyre.loop.LoopFuture;
import dev.gyre.loop.LoopPromise;
import dev.gyre.loop.Task;
import dev.gyre.loop.TaskOptions;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Shielding from cancelling, as in asyncio's {@code test_tasks}, and threads. */
@ParameterizedClass(name = "{0}")
@EnumSource(Rung.class)
final class ShieldTest extends CoroutineTestCase {
    @Test
    void shouldHaveTheOutcomeOfWhatItShields() throws Exception {
        run(() -> {
            assertEquals(42, Task.await(Coroutines.shield(() -> 42)));
            IOException failure = new IOException("on purpose");
            Task<Object> failed = failing(failure, 1);
            assertSame(failure, assertThrows(IOException.class, () -> Task.await(Coroutines.shield(failed))));
            LoopPromise<String> cancelled = loop.createFuture();
            LoopFuture<String> shielded = Coroutines.shield(cancelled);
            assertEquals(Set.of(cancelled), loop.tasks().parts(shielded));
            cancelled.cancel();
            assertAwaitCancelled(shielded);
        });
    }

    @Test
    void shouldGiveBackWhatIsDone() {
        LoopPromise<Integer> done = loop.createFuture();
        done.setResult(1);
        assertSame(done, Coroutines.shield(done));
    }

    @Test
    void shouldKeepTheInnerFromTheOutersCancelling() throws Exception {
        run(() -> {
            LoopPromise<String> inner = loop.createFuture();
            Task<String> outer = loop.createTask(() -> {
                seen.add("waits");
                return Task.await(Coroutines.shield(inner));
            });
            yield1();
            outer.cancel();
            assertAwaitCancelled(outer);
            assertFalse(inner.isDone());
            inner.setResult("unheard");
            yieldTimes(3);
        });
    }

    @Test
    void shouldReportAFailureThatNobodyWaitsForAnyMore() throws Exception {
        expectReports(1);
        run(() -> {
            LoopPromise<String> inner = loop.createFuture();
            LoopFuture<String> outer = Coroutines.shield(inner);
            outer.cancel();
            yieldTimes(2);
            IOException failure = new IOException("on purpose");
            inner.setException(failure);
            yieldTimes(2);
            assertSame(failure, reported.getFirst().exception().orElseThrow());
            assertSame(inner, reported.getFirst().future().orElseThrow());
        });
    }

    @Test
    void shouldReportNothingWhenTheInnerIsCancelledTooOrEndsWell() throws Exception {
        run(() -> {
            LoopPromise<String> one = loop.createFuture();
            LoopPromise<String> two = loop.createFuture();
            Coroutines.shield(one).cancel();
            Coroutines.shield(two).cancel();
            yieldTimes(2);
            one.cancel();
            two.setResult("well");
            yieldTimes(2);
        });
    }

    @Test
    void shouldShieldAGathering() throws Exception {
        run(() -> {
            LoopPromise<Integer> one = loop.createFuture();
            LoopPromise<Integer> two = loop.createFuture();
            LoopFuture<List<Integer>> whole = Coroutines.gather(one, two);
            LoopFuture<List<Integer>> outer = Coroutines.shield(whole);
            yield1();
            assertTrue(outer.cancel());
            one.setResult(1);
            two.setResult(2);
            assertEquals(List.of(1, 2), Task.await(whole));
        });
    }

    @Test
    void shouldReportAFailureOnceHoweverOftenItWasShielded() throws Exception {
        expectReports(1);
        run(() -> {
            LoopPromise<String> inner = loop.createFuture();
            for (int i = 0; i < 3; i++) {
                Coroutines.shield(inner).cancel();
                yieldTimes(2);
            }
            inner.setException(new IOException("on purpose"));
            yieldTimes(2);
        });
    }

    // Threads

    @Test
    void shouldRunAJobOnAnotherThreadInTheSameContext() throws Exception {
        ContextVar<String> variable = ContextVar.of("name");
        LoopContext context = LoopContext.empty().with(variable, "here");
        Callable<String> test = () -> {
            Thread own = Thread.currentThread();
            return Coroutines.toThread(() -> Thread.currentThread() == own ? "the same thread" : variable.get());
        };
        assertEquals("here", loop.runUntilComplete(loop.createTask(test, new TaskOptions(null, context, null))));
    }

    @Test
    void shouldThrowWhatTheJobThrows() throws Exception {
        IOException failure = new IOException("on purpose");
        run(() -> assertSame(
                failure,
                assertThrows(
                        IOException.class,
                        () -> Coroutines.toThread(() -> {
                            throw failure;
                        }))));
    }

    @Test
    void shouldLetTheLoopGoOnMeanwhile() throws Exception {
        run(() -> {
            LoopPromise<Void> release = loop.createFuture();
            Task<String> job = loop.createTask(() -> Coroutines.toThread(() -> {
                release.get();
                return "released";
            }));
            yieldTimes(2);
            release.setResult(null);
            assertEquals("released", Task.await(job));
        });
    }
}
