package dev.gyre.loop.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.Callback;
import dev.gyre.loop.ContextVar;
import dev.gyre.loop.Handle;
import dev.gyre.loop.LoopConfig;
import dev.gyre.loop.LoopContext;
import dev.gyre.loop.TimerHandle;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Backend.class)
class SchedulingTest extends EngineTestCase {
    private final List<Object> ran = new ArrayList<>();

    @Test
    void shouldRunCallbacksInTheOrderTheyWereScheduled() {
        for (int i = 0; i < 1000; i++) {
            int n = i;
            loop.callSoon(() -> ran.add(n));
        }
        once();
        assertEquals(numbers(1000), ran);
    }

    @Test
    void shouldRunWhatACallbackSchedulesInTheNextIteration() {
        loop.callSoon(() -> loop.callSoon(() -> ran.add("second")));
        loop.callSoon(() -> ran.add("first"));
        once();
        assertEquals(List.of("first"), ran);
        once();
        assertEquals(List.of("first", "second"), ran);
    }

    @Test
    void shouldLetGoOfWhatHasRun() throws Exception {
        List<WeakReference<Object>> captured = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            captured.add(submitted());
            once();
        }
        captured.add(submitted());
        captured.add(submitted());
        once();
        assertEquals(List.of("run", "run", "run", "run", "run"), ran);
        for (WeakReference<Object> each : captured) {
            for (int i = 0; i < 100 && each.get() != null; i++) {
                System.gc();
                Thread.sleep(10);
            }
            assertNull(each.get());
        }
    }

    /** Submits a callback from another thread, with an object that only the callback knows. */
    private WeakReference<Object> submitted() throws InterruptedException {
        Object known = new Object();
        Thread.ofPlatform()
                .start(() -> loop.callSoonThreadsafe(() -> ran.add(known.hashCode() == 0 ? "never" : "run")))
                .join();
        return new WeakReference<>(known);
    }

    @Test
    void shouldKeepOneOrderOverCallSoonAndThreadsafeCalls() throws Exception {
        for (int i = 0; i < 300; i++) {
            int n = i;
            Thread other = Thread.ofPlatform().start(() -> loop.callSoonThreadsafe(() -> ran.add(2 * n)));
            other.join();
            loop.callSoon(() -> ran.add(2 * n + 1));
        }
        once();
        assertEquals(numbers(600), ran);
    }

    @Test
    void shouldLoseNothingOfManyThreadsAndKeepEachThreadsOrder() throws Exception {
        int threads = 4;
        int each = 50_000;
        int[] last = new int[threads];
        int[] total = new int[1];
        boolean[] ordered = {true};
        for (int t = 0; t < threads; t++) {
            int me = t;
            Thread.ofPlatform().start(() -> {
                for (int i = 1; i <= each; i++) {
                    int n = i;
                    loop.callSoonThreadsafe(() -> {
                        ordered[0] &= last[me] == n - 1;
                        last[me] = n;
                        if (++total[0] == threads * each) {
                            loop.stop();
                        }
                    });
                }
            });
        }
        loop.runForever();
        assertEquals(threads * each, total[0]);
        assertTrue(ordered[0], "each thread's order");
    }

    @Test
    void shouldWakeAnIdleLoop() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        loop.callSoon(running::countDown);
        Thread other = Thread.ofPlatform().start(() -> {
            try {
                running.await();
                loop.callSoonThreadsafe(loop::stop);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        loop.runForever();
        other.join();
    }

    @Test
    void shouldRunTimersByTimeAndTiesInSchedulingOrder() {
        long base = loop.time() + TimeUnit.MILLISECONDS.toNanos(2);
        loop.callAt(base + 2_000_000, () -> {
            ran.add("last");
            loop.stop();
        });
        for (int i = 0; i < 100; i++) {
            int n = i;
            loop.callAt(base, () -> ran.add(n));
        }
        loop.callAt(base - 1_000_000, () -> ran.add("first"));
        loop.runForever();
        List<Object> expected = new ArrayList<>();
        expected.add("first");
        expected.addAll(numbers(100));
        expected.add("last");
        assertEquals(expected, ran);
    }

    @Test
    void shouldNotRunATimerBeforeItsTime() {
        long asked = loop.time() + TimeUnit.MILLISECONDS.toNanos(5);
        long[] at = new long[1];
        loop.callAt(asked, () -> {
            at[0] = loop.time();
            loop.stop();
        });
        run();
        assertTrue(at[0] >= asked, () -> "ran " + (asked - at[0]) + " ns early");
    }

    @Test
    void shouldRunATimerWithANegativeDelayAtOnce() {
        loop.callLater(Duration.ofSeconds(-1), () -> ran.add("ran"));
        once();
        assertEquals(List.of("ran"), ran);
    }

    @Test
    void shouldNotLetAReschedulingTimerStarveTheLoop() {
        int[] rounds = new int[1];
        loop.callLater(Duration.ZERO, new Callback() {
            @Override
            public void run() {
                rounds[0]++;
                loop.callLater(Duration.ZERO, this);
            }
        });
        once();
        once();
        assertTrue(rounds[0] <= 2, "at most once an iteration");
    }

    @Test
    void shouldNotRunWhatWasCancelled() {
        Handle soon = loop.callSoon(() -> ran.add("soon"));
        TimerHandle later = loop.callLater(Duration.ZERO, () -> ran.add("later"));
        soon.cancel();
        later.cancel();
        once();
        assertEquals(List.of(), ran);
        assertTrue(soon.cancelled() && later.cancelled());
    }

    @Test
    void shouldNotRunATimerThatACallbackOfTheSameIterationCancels() {
        TimerHandle later = loop.callLater(Duration.ZERO, () -> ran.add("later"));
        loop.callSoon(later::cancel);
        once();
        once();
        assertEquals(List.of(), ran);
    }

    @Test
    void shouldBearAMillionTimersThatAreMostlyCancelled() {
        List<TimerHandle> handles = new ArrayList<>();
        for (int i = 0; i < 1_000_000; i++) {
            int n = i;
            handles.add(loop.callLater(Duration.ofHours(1).plusNanos(i), () -> ran.add(n)));
        }
        for (int i = 0; i < handles.size(); i++) {
            if (i % 1000 != 0) {
                handles.get(i).cancel();
            }
        }
        once();
        assertTrue(loop.scheduler().timers().size() <= 2_000, "the cancelled are swept");
        handles.forEach(TimerHandle::cancel);
    }

    @Test
    void shouldRunTheRestOfManyTimersInOrderAfterASweep() {
        List<TimerHandle> handles = new ArrayList<>();
        long base = loop.time();
        for (int i = 0; i < 5_000; i++) {
            long offset = (i * 7919L) % 5_000;
            handles.add(loop.callAt(base + offset, () -> ran.add(offset)));
        }
        for (int i = 0; i < handles.size(); i++) {
            if (i % 10 != 3) {
                handles.get(i).cancel();
            }
        }
        loop.callLater(Duration.ofMillis(1), loop::stop);
        loop.runForever();
        assertEquals(500, ran.size());
        assertTrue(ran.equals(ran.stream().sorted().toList()), "in order");
    }

    @Test
    void shouldAcceptATimerFromAnotherThread() throws Exception {
        Thread other = Thread.ofPlatform().start(() -> loop.callLater(Duration.ofMillis(1), loop::stop));
        other.join();
        run();
    }

    @Test
    void shouldRunOneIterationWhenStoppedBeforehand() {
        loop.callSoon(() -> ran.add("ran"));
        loop.stop();
        loop.runForever();
        assertEquals(List.of("ran"), ran);
    }

    @Test
    void shouldReportACallbacksFailureAndGoOn() {
        expectReports(1);
        loop.callSoon(() -> {
            throw new Exception("on purpose");
        });
        loop.callSoon(() -> ran.add("after"));
        once();
        assertEquals(List.of("after"), ran);
        assertEquals("on purpose", reported.getFirst().exception().orElseThrow().getMessage());
        assertTrue(reported.getFirst().handle().isPresent());
    }

    @Test
    void shouldContainAStackOverflow() {
        expectReports(1);
        loop.callSoon(SchedulingTest::recurse);
        loop.callSoon(() -> ran.add("after"));
        once();
        assertEquals(List.of("after"), ran);
    }

    private static void recurse() {
        recurse();
    }

    @Test
    void shouldThrowAVirtualMachineErrorOutOfTheRunAndLoseNothing() {
        loop.callSoon(() -> {
            throw new InternalError("on purpose");
        });
        loop.callSoon(() -> ran.add("after"));
        assertThrows(InternalError.class, this::once);
        assertFalse(loop.isRunning());
        once();
        assertEquals(List.of("after"), ran);
    }

    @Test
    void shouldSurviveAnExceptionHandlerThatThrows() {
        loop.setExceptionHandler((l, c) -> {
            throw new IllegalStateException("the handler, on purpose");
        });
        loop.callSoon(() -> {
            throw new Exception("on purpose");
        });
        loop.callSoon(() -> ran.add("after"));
        once();
        assertEquals(List.of("after"), ran);
    }

    @Test
    void shouldRunTheExceptionHandlerInTheContextOfWhatFailed() {
        ContextVar<String> who = ContextVar.of("who", "nobody");
        loop.setExceptionHandler((l, c) -> ran.add(who.get()));
        loop.callSoon(
                () -> {
                    throw new Exception("on purpose");
                },
                LoopContext.empty().with(who, "me"));
        once();
        assertEquals(List.of("me"), ran);
    }

    @Test
    void shouldCaptureTheContextAndKeepItApart() {
        ContextVar<String> who = ContextVar.of("who", "nobody");
        ContextVar.Token<String> token = who.set("outer");
        loop.callSoon(() -> {
            ran.add(who.get());
            who.set("inner");
            loop.callSoon(() -> ran.add(who.get()));
        });
        who.reset(token);
        loop.callSoon(() -> ran.add(who.get()));
        once();
        once();
        assertEquals(List.of("outer", "nobody", "inner"), ran);
        assertEquals("nobody", who.get());
    }

    @Test
    void shouldBindTheScopedValuesOfAContext() {
        ScopedValue<String> scoped = ScopedValue.newInstance();
        loop.callSoon(() -> ran.add(scoped.get()), LoopContext.empty().with(ScopedValue.where(scoped, "bound")));
        once();
        assertEquals(List.of("bound"), ran);
    }

    @Test
    void shouldRefuseWorkOnceItIsClosed() throws Exception {
        EngineLoop other = open(LoopConfig.named("closed"));
        Handle never = other.callSoon(() -> ran.add("never"));
        TimerHandle neither = other.callLater(Duration.ZERO, () -> ran.add("neither"));
        other.close();
        other.close();
        assertTrue(never.cancelled() && neither.cancelled());
        assertThrows(IllegalStateException.class, () -> other.callSoon(() -> {}));
        assertThrows(IllegalStateException.class, () -> other.callSoonThreadsafe(() -> {}));
        assertThrows(IllegalStateException.class, () -> other.callLater(Duration.ZERO, () -> {}));
        assertThrows(RejectedExecutionException.class, () -> other.execute(() -> {}));
        assertThrows(IllegalStateException.class, other::runForever);
        assertEquals(List.of(), ran);
    }

    @Test
    void shouldRefuseToBeClosedWhileItRuns() {
        loop.callSoon(() -> assertThrows(IllegalStateException.class, loop::close));
        once();
    }

    @Test
    void shouldRefuseACallFromAWrongThreadInDebugMode() throws Exception {
        loop.setDebug(true);
        Throwable[] thrown = new Throwable[1];
        Thread other = Thread.ofPlatform().start(() -> {
            try {
                loop.callSoon(() -> {});
            } catch (IllegalStateException e) {
                thrown[0] = e;
            }
        });
        other.join();
        assertTrue(thrown[0].getMessage().contains("callSoonThreadsafe"), thrown[0].getMessage());
    }

    @Test
    void shouldServeAsAScheduledExecutor() throws Exception {
        var executor = loop.asScheduledExecutorService();
        int[] rounds = new int[1];
        var repeated = executor.scheduleAtFixedRate(() -> rounds[0]++, 0, 1, TimeUnit.MILLISECONDS);
        var once = executor.schedule(() -> "value", 1, TimeUnit.MILLISECONDS);
        runUntil(() -> rounds[0] >= 3 && once.isDone());
        repeated.cancel(false);
        assertEquals("value", once.get());
        assertThrows(UnsupportedOperationException.class, executor::shutdown);
    }
}
