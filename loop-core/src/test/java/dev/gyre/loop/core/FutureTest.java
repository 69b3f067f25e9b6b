package dev.gyre.loop.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.Handle;
import dev.gyre.loop.InvalidStateException;
import dev.gyre.loop.LoopConfig;
import dev.gyre.loop.LoopFuture;
import dev.gyre.loop.LoopPromise;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Backend.class)
class FutureTest extends EngineTestCase {
    private final List<Object> seen = new ArrayList<>();

    @Test
    void shouldCallBackInOrderAndNeverInsideTheCompletion() {
        LoopPromise<String> promise = loop.createFuture();
        for (int i = 0; i < 10; i++) {
            int n = i;
            promise.addDoneCallback(f -> seen.add(n));
        }
        promise.setResult("x");
        assertEquals(List.of(), seen);
        once();
        assertEquals(numbers(10), seen);
    }

    @Test
    void shouldCallBackSoonWhenItIsDoneAlready() {
        LoopPromise<String> promise = loop.createFuture();
        promise.setResult("x");
        promise.addDoneCallback(f -> seen.add(f.result()));
        assertEquals(List.of(), seen);
        once();
        assertEquals(List.of("x"), seen);
    }

    @Test
    void shouldNotCallWhatWasTakenBack() {
        LoopPromise<String> promise = loop.createFuture();
        Handle first = promise.addDoneCallback(f -> seen.add("first"));
        promise.addDoneCallback(f -> seen.add("second"));
        first.cancel();
        promise.setResult("x");
        once();
        assertEquals(List.of("second"), seen);
    }

    @Test
    void shouldRefuseASecondResultAndAnEarlyLook() throws Exception {
        LoopPromise<String> promise = loop.createFuture();
        assertThrows(InvalidStateException.class, promise::result);
        assertThrows(InvalidStateException.class, promise::exception);
        promise.setResult("x");
        assertThrows(InvalidStateException.class, () -> promise.setResult("y"));
        assertThrows(InvalidStateException.class, () -> promise.setException(new IOException()));
        assertFalse(promise.cancel());
        assertEquals("x", promise.result());
        assertNull(promise.exception());
    }

    @Test
    void shouldTellAFailureFromACancellation() {
        LoopPromise<String> failed = loop.createFuture();
        IOException cause = new IOException("on purpose");
        failed.setException(cause);
        assertSame(cause, failed.exception());
        assertFalse(failed.isCancelled());
        LoopPromise<String> cancelled = loop.createFuture();
        assertTrue(cancelled.cancel("enough"));
        assertTrue(cancelled.isCancelled() && cancelled.isDone());
        assertThrows(CancellationException.class, cancelled::exception);
        assertThrows(CancellationException.class, cancelled::result);
    }

    @Test
    void shouldRunStagesOnTheLoopAndPassFailuresAsTheyAre() throws Exception {
        LoopPromise<Integer> promise = loop.createFuture();
        Thread me = Thread.currentThread();
        LoopFuture<Integer> stage = loop.ensureFuture(promise.thenApply(n -> {
                    assertSame(me, Thread.currentThread());
                    return n + 1;
                })
                .thenCompose(n -> CompletableFuture.supplyAsync(() -> n * 2))
                .thenCombine(CompletableFuture.supplyAsync(() -> 100), Integer::sum));
        Thread.ofPlatform().start(() -> promise.setResult(1)).join();
        assertEquals(104, await(stage));
        IOException cause = new IOException("on purpose");
        LoopPromise<Integer> failing = loop.createFuture();
        LoopFuture<Object> handled =
                loop.ensureFuture(failing.thenApply(n -> n + 1).handle((n, failure) -> failure));
        failing.setException(cause);
        assertSame(cause, await(handled));
    }

    @Test
    void shouldRunTheRestOfTheStageVocabulary() throws Exception {
        LoopPromise<Integer> one = loop.createFuture();
        LoopPromise<Integer> never = loop.createFuture();
        one.setResult(1);
        List<LoopFuture<?>> stages = List.of(
                loop.ensureFuture(one.thenAccept(seen::add)),
                loop.ensureFuture(one.thenRun(() -> seen.add("run"))),
                loop.ensureFuture(one.thenAcceptBoth(one, (a, b) -> seen.add(a + b))),
                loop.ensureFuture(one.runAfterBoth(one, () -> seen.add("both"))),
                loop.ensureFuture(one.applyToEither(never, a -> seen.add("either" + a))),
                loop.ensureFuture(never.acceptEither(one, a -> seen.add("accept" + a))),
                loop.ensureFuture(never.runAfterEither(one, () -> seen.add("after"))),
                loop.ensureFuture(one.whenComplete((a, f) -> seen.add("complete" + a))),
                loop.ensureFuture(one.<Integer>thenApply(a -> {
                            throw new IllegalArgumentException("on purpose");
                        })
                        .exceptionally(f -> 7)
                        .thenAccept(seen::add)),
                loop.ensureFuture(one.thenApplyAsync(a -> Thread.currentThread().isVirtual(), run -> Thread.ofVirtual()
                                .start(run))
                        .thenAccept(seen::add)));
        for (LoopFuture<?> each : stages) {
            await(each);
        }
        assertTrue(
                seen.containsAll(List.of(1, "run", 2, "both", "either1", "accept1", "after", "complete1", 7, true)),
                seen.toString());
        never.cancel();
    }

    @Test
    void shouldBeWaitedForByOtherThreads() throws Exception {
        LoopPromise<String> promise = loop.createFuture();
        String[] got = new String[1];
        Thread other = Thread.ofPlatform().start(() -> {
            try {
                got[0] = promise.get();
            } catch (InterruptedException | ExecutionException e) {
                throw new AssertionError(e);
            }
        });
        loop.callLater(Duration.ofMillis(1), () -> promise.setResult("x"));
        await(promise);
        other.join();
        assertEquals("x", got[0]);
    }

    @Test
    void shouldTimeOutAndFailForOtherThreads() throws Exception {
        LoopPromise<String> pending = loop.createFuture();
        LoopPromise<String> failed = loop.createFuture();
        failed.setException(new IOException("on purpose"));
        Throwable[] thrown = new Throwable[2];
        Thread.ofPlatform()
                .start(() -> {
                    thrown[0] = assertThrows(TimeoutException.class, () -> pending.get(1, TimeUnit.MILLISECONDS));
                    thrown[1] = assertThrows(ExecutionException.class, failed::get);
                })
                .join();
        assertEquals("on purpose", thrown[1].getCause().getMessage());
        pending.cancel();
    }

    @Test
    void shouldRefuseToWaitForItselfOnTheLoop() {
        LoopPromise<String> promise = loop.createFuture();
        loop.callSoon(() -> assertThrows(IllegalStateException.class, promise::get));
        once();
        promise.cancel();
    }

    @Test
    void shouldFreeOtherThreadsWhenTheLoopIsClosed() throws Exception {
        EngineLoop other = open(LoopConfig.named("closing"));
        LoopPromise<String> promise = other.createFuture();
        CompletableFuture<String> copy = promise.toCompletableFuture();
        CountDownLatch freed = new CountDownLatch(1);
        Thread waiter = Thread.ofPlatform().start(() -> {
            assertThrows(CancellationException.class, promise::get);
            freed.countDown();
        });
        while (waiter.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        other.close();
        assertTrue(freed.await(10, TimeUnit.SECONDS));
        assertTrue(copy.isCancelled() || copy.isCompletedExceptionally());
        assertTrue(promise.isCancelled());
    }

    @Test
    void shouldKeepADetachedCopyApart() throws Exception {
        LoopPromise<String> promise = loop.createFuture();
        promise.toCompletableFuture().complete("copy");
        assertFalse(promise.isDone());
        promise.setResult("mine");
        assertEquals("mine", promise.toCompletableFuture().get());
    }

    @Test
    void shouldCancelWhatItWraps() {
        CompletableFuture<String> foreign = new CompletableFuture<>();
        LoopFuture<String> ours = loop.wrapFuture(foreign);
        assertTrue(ours.cancel());
        assertTrue(foreign.isCancelled());
    }

    @Test
    void shouldReportAFailureThatNobodyLookedAtInDebugMode() {
        expectReports(1);
        loop.setDebug(true);
        loop.createFuture().setException(new IOException("unread, on purpose"));
        LoopPromise<String> read = loop.createFuture();
        read.setException(new IOException("read"));
        read.exception();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (reported.isEmpty() && System.nanoTime() < deadline) {
            System.gc();
            loop.callSoon(() -> {});
            once();
        }
        assertEquals(
                "unread, on purpose",
                reported.getFirst().exception().orElseThrow().getMessage());
        assertFalse(reported.getFirst().creationStack().isEmpty());
    }

    @Test
    void shouldKeepTheOrderOfCallbacksHoweverManyAreTakenBack() {
        LoopPromise<String> future = loop.createFuture();
        List<Integer> called = new ArrayList<>();
        List<Integer> expected = new ArrayList<>();
        List<Handle> late = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            int number = i;
            Handle handle = future.addDoneCallback(done -> called.add(number));
            if (i % 100 == 7) {
                expected.add(i);
            } else if (i % 10 == 3) {
                late.add(handle);
            } else {
                handle.cancel();
                assertTrue(handle.cancelled());
            }
        }
        late.forEach(Handle::cancel);
        future.setResult("done");
        once();
        assertEquals(expected, called);
    }

    /** One thread adds and takes back, another completes. */
    @Test
    void shouldLoseNoCallbackWhenItIsDoneWhileOthersAreTakenBack() throws Exception {
        for (int i = 0; i < 500; i++) {
            LoopPromise<String> future = loop.createFuture();
            List<Integer> called = new ArrayList<>();
            List<Integer> expected = new ArrayList<>();
            Thread completing = Thread.ofPlatform().start(() -> future.setResult("done"));
            for (int j = 0; j < 200; j++) {
                int number = j;
                Handle handle = future.addDoneCallback(done -> called.add(number));
                if (j % 20 == 0) {
                    expected.add(j);
                } else {
                    handle.cancel();
                }
            }
            completing.join();
            once();
            // Those that were added when it was done may have overtaken those that the other thread was scheduling.
            assertEquals(expected, called.stream().sorted().toList());
        }
    }

    /** The failures come from other threads and are read the moment they are there; one that nobody reads shows that reports come. */
    @Test
    void shouldNotReportAFailureThatIsReadAtOnce() throws Exception {
        loop.setDebug(true);
        for (int i = 0; i < 500; i++) {
            LoopFuture<Object> failing = loop.runInExecutor(() -> {
                throw new IllegalStateException("is read");
            });
            while (!failing.isDone()) {
                Thread.onSpinWait();
            }
            assertEquals("is read", failing.exception().getMessage());
        }
        loop.<Object>createFuture().setException(new IllegalStateException("is not read"));
        expectReports(1);
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (reported.isEmpty() && System.nanoTime() < until) {
            System.gc();
            loop.callSoon(() -> {});
            once();
        }
        assertEquals(
                List.of("is not read"),
                reported.stream()
                        .map(each -> each.exception().orElseThrow().getMessage())
                        .toList());
    }
}
