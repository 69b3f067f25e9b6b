package dev.gyre.streams;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.LoopPromise;
import dev.gyre.loop.Task;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Sleeping, {@code wait} and {@code asCompleted}, as in asyncio's {@code test_tasks}. */
@ParameterizedClass(name = "{0}")
@EnumSource(Rung.class)
final class WaitTest extends CoroutineTestCase {
    private <T> Task<T> sleeping(long millis, T result) {
        return loop.createTask(() -> Coroutines.sleep(Duration.ofMillis(millis), result));
    }

    // Sleeping

    @Test
    void shouldSleepForItsTimeAndGiveItsResult() throws Exception {
        run(() -> {
            long start = loop.time();
            assertEquals("rested", Coroutines.sleep(Duration.ofMillis(100), "rested"));
            assertEquals(100, millisFrom(start));
        });
    }

    @Test
    void shouldLetOthersRunOnceInASleepOfZero() throws Exception {
        run(() -> {
            loop.callSoon(() -> seen.add("first"));
            Coroutines.sleep(Duration.ZERO);
            seen.add("second");
            loop.callSoon(() -> loop.callSoon(() -> seen.add("too late")));
            Coroutines.sleep(Duration.ofMillis(-1));
            assertEquals(List.of("first", "second"), seen);
        });
    }

    @Test
    void shouldTakeItsTimerBackWhenItIsCancelled() throws Exception {
        run(() -> {
            Task<String> task = sleeping(NEVER.toMillis(), "never");
            yield1();
            long start = loop.time();
            assertTrue(task.cancel());
            assertAwaitCancelled(task);
            assertEquals(0, millisFrom(start));
        });
    }

    @Test
    void shouldBeCancelledInASleepOfZero() throws Exception {
        run(() -> {
            Task<Void> task = loop.createTask(() -> {
                seen.add("begun");
                yield1();
                seen.add("never");
            });
            yield1();
            task.cancel("now");
            assertEquals("now", assertAwaitCancelled(task).getMessage());
            assertEquals(List.of("begun"), seen);
        });
    }

    @Test
    void shouldRefuseToSleepOutsideACoroutine() throws Exception {
        loop.callSoon(() -> {
            assertThrows(IllegalStateException.class, () -> Coroutines.sleep(Duration.ZERO));
            assertThrows(IllegalStateException.class, () -> Coroutines.sleep(NEVER));
            loop.stop();
        });
        loop.runForever();
    }

    // Waiting for some

    @Test
    void shouldWaitForAll() throws Exception {
        run(() -> {
            Task<String> a = sleeping(100, "a");
            Task<String> b = sleeping(150, "b");
            long start = loop.time();
            Waited<Task<String>> waited = Coroutines.wait(List.of(a, b, a));
            assertEquals(Set.of(a, b), waited.done());
            assertEquals(Set.of(), waited.pending());
            assertEquals(150, millisFrom(start));
            assertEquals(Set.of(a, b), Coroutines.wait(List.of(a, b)).done(), "again, as all are done");
        });
    }

    @Test
    void shouldHoldNothingThatItHasWaitedForWithWhatIsNeverDone() throws Exception {
        run(() -> {
            LoopPromise<Integer> never = loop.createFuture();
            never.addDoneCallback(done -> seen.add("first"));
            List<WeakReference<Object>> ended = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                LoopPromise<Integer> each = loop.createFuture();
                each.setResult(i);
                ended.add(new WeakReference<>(each));
                Coroutines.wait(List.of(never, each), null, ReturnWhen.FIRST_COMPLETED);
                if (i % 100 == 0) {
                    never.addDoneCallback(done -> seen.add("later"));
                }
            }
            while (ended.stream().filter(each -> each.get() != null).count() > 50) {
                System.gc();
                yield1();
            }
            never.cancel();
            yieldTimes(2);
            assertEquals(List.of("first", "later", "later", "later"), seen);
        });
    }

    @Test
    void shouldRefuseToWaitForNothing() throws Exception {
        run(() -> assertThrows(IllegalArgumentException.class, () -> Coroutines.wait(List.<Task<Void>>of())));
    }

    @Test
    void shouldWaitForTheFirst() throws Exception {
        run(() -> {
            Task<String> a = sleeping(10_000, "a");
            Task<String> b = sleeping(100, "b");
            long start = loop.time();
            Waited<Task<String>> waited = Coroutines.wait(List.of(a, b), null, ReturnWhen.FIRST_COMPLETED);
            assertEquals(Set.of(b), waited.done());
            assertEquals(Set.of(a), waited.pending());
            assertEquals(100, millisFrom(start));
            Task.await(a);
        });
    }

    @Test
    void shouldSeeAllThatAreDoneWhenItGoesOn() throws Exception {
        run(() -> {
            Task<String> a = loop.createTask(() -> {
                yield1();
                return "a";
            });
            Task<String> b = loop.createTask(() -> {
                yieldTimes(2);
                return "b";
            });
            assertEquals(
                    Set.of(a, b),
                    Coroutines.wait(List.of(b, a), null, ReturnWhen.FIRST_COMPLETED)
                            .done());
        });
    }

    @Test
    void shouldWaitForTheFirstFailure() throws Exception {
        run(() -> {
            Task<String> a = sleeping(10_000, "a");
            Task<String> b = failing(new IOException("on purpose"), 100);
            Task<String> c = loop.createTask(() -> Coroutines.sleep(NEVER, "c"));
            c.cancel();
            long start = loop.time();
            Waited<Task<String>> waited = Coroutines.wait(List.of(a, b, c), null, ReturnWhen.FIRST_EXCEPTION);
            assertEquals(Set.of(b, c), waited.done());
            assertEquals(100, millisFrom(start));
            a.cancel();
            assertAwaitCancelled(a);
        });
    }

    @Test
    void shouldThrowNothingWhenTheyFailOrTheTimeIsOver() throws Exception {
        run(() -> {
            Task<String> a = failing(new IOException("on purpose"), 100);
            Task<String> b = sleeping(150, "b");
            long start = loop.time();
            Waited<Task<String>> waited =
                    Coroutines.wait(List.of(a, b), Duration.ofMillis(110), ReturnWhen.ALL_COMPLETED);
            assertEquals(Set.of(a), waited.done());
            assertEquals(Set.of(b), waited.pending());
            assertEquals(110, millisFrom(start));
            assertThrows(IOException.class, a::result);
            Task.await(b);
        });
    }

    @Test
    void shouldLeaveThemAloneWhenItIsCancelled() throws Exception {
        run(() -> {
            LoopPromise<String> part = loop.createFuture();
            Task<?> task = loop.createTask(() -> Coroutines.wait(List.of(part)));
            yield1();
            assertEquals(
                    Set.of(part),
                    loop.tasks().parts(task.waiting().orElseThrow().future()));
            task.cancel();
            assertAwaitCancelled(task);
            assertFalse(part.isDone());
        });
    }

    @Test
    void shouldWaitForFuturesOfOthers() throws Exception {
        run(() -> {
            CompletableFuture<String> foreign = new CompletableFuture<>();
            loop.callSoon(() -> foreign.complete("here"));
            assertEquals(Set.of(foreign), Coroutines.wait(List.of(foreign)).done());
        });
    }

    // In the order in which they are done

    private <F extends Task<?>> List<F> drain(Completions<F> completions) throws TimeoutException {
        List<F> all = new ArrayList<>();
        while (completions.hasNext()) {
            all.add(completions.next());
        }
        return all;
    }

    @Test
    void shouldGiveThemInTheOrderInWhichTheyAreDone() throws Exception {
        run(() -> {
            Task<String> a = sleeping(10, "a");
            Task<String> b = sleeping(5, "b");
            Task<String> c = failing(new IOException("on purpose"), 7);
            Completions<Task<String>> completions = Coroutines.asCompleted(List.of(a, b, c, a));
            assertEquals(List.of(b, c, a), drain(completions));
            assertThrows(NoSuchElementException.class, completions::next);
            assertThrows(IOException.class, c::result);
        });
    }

    @Test
    void shouldTimeOutOnceForEachThatIsNotDone() throws Exception {
        run(() -> {
            Task<String> a = sleeping(100, "a");
            Task<String> b = sleeping(150, "b");
            Task<String> c = sleeping(150, "c");
            long start = loop.time();
            Completions<Task<String>> completions = Coroutines.asCompleted(List.of(a, b, c), Duration.ofMillis(120));
            assertEquals(a, completions.next());
            assertThrows(TimeoutException.class, completions::next);
            assertThrows(TimeoutException.class, completions::next);
            assertFalse(completions.hasNext());
            assertEquals(120, millisFrom(start));
            Coroutines.wait(List.of(b, c));
        });
    }

    @Test
    void shouldTakeBackATimeoutThatIsNotNeeded() throws Exception {
        run(() -> {
            long start = loop.time();
            Completions<Task<String>> completions = Coroutines.asCompleted(List.of(sleeping(10, "a")), NEVER);
            assertEquals("a", completions.next().result());
            sleepMillis(1);
            assertEquals(11, millisFrom(start));
        });
    }

    @Test
    void shouldGiveToSeveralWhoWait() throws Exception {
        run(() -> {
            Completions<Task<String>> completions =
                    Coroutines.asCompleted(List.of(sleeping(10, "a"), sleeping(5, "b")));
            Task<Task<String>> first = loop.createTask(completions::next);
            Task<Task<String>> second = loop.createTask(completions::next);
            assertEquals("b", Task.await(first).result());
            assertEquals("a", Task.await(second).result());
        });
    }

    @Test
    void shouldLoseNoneWhenSomebodyWhoWaitsIsCancelled() throws Exception {
        run(() -> {
            Completions<Task<String>> completions = Coroutines.asCompleted(List.of(sleeping(5, "a")));
            Task<Task<String>> first = loop.createTask(completions::next);
            yield1();
            first.cancel();
            assertAwaitCancelled(first);
            assertTrue(completions.hasNext());
            assertEquals("a", completions.next().result());
        });
    }
}
