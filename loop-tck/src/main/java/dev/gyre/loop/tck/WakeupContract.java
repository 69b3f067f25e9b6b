package dev.gyre.loop.tck;

import static dev.gyre.loop.tck.BackendHarness.MILLI;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.spi.LoopBackend;
import dev.gyre.loop.spi.Ops;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Waking a poll from anywhere. */
public interface WakeupContract extends BackendContract {
    @Test
    @DisplayName("[9] a wake-up before poll ends a poll that would wait for ever")
    default void shouldNotWaitAfterAWakeUp() throws IOException {
        harness().backend().wakeup();
        assertEquals(0, harness().poll(-1));
    }

    @Test
    @DisplayName("[9] a wake-up before poll ends a long time-out at once")
    default void shouldNotSpendATimeOutAfterAWakeUp() throws IOException {
        LoopBackend backend = harness().backend();
        long before = backend.nanoTime();
        backend.wakeup();
        assertEquals(0, harness().poll(TimeUnit.HOURS.toNanos(1)));
        assertTrue(backend.nanoTime() - before < TimeUnit.MINUTES.toNanos(1));
    }

    @Test
    @DisplayName("[9] many wake-ups end one poll")
    default void shouldCoalesceWakeUps() throws IOException {
        LoopBackend backend = harness().backend();
        for (int i = 0; i < 1_000; i++) {
            backend.wakeup();
        }
        harness().poll(-1);
        long before = backend.nanoTime();
        harness().poll(5 * MILLI);
        assertTrue(backend.nanoTime() - before >= 5 * MILLI, "a second poll was ended");
    }

    @Test
    @DisplayName("[9] a woken poll still reports what is ready")
    default void shouldReportThoughWoken() throws IOException {
        StreamPair pair = harness().connect();
        pair.client().arm(Ops.WRITE);
        harness().await("readiness", () -> pair.client().owner().reports() > 0);
        harness().backend().wakeup();
        assertEquals(1, harness().poll(-1));
    }

    @Test
    @DisplayName("[8] a wake-up of another thread ends a poll that waits for ever")
    default void shouldBeWokenByAnotherThread() throws Exception {
        LoopBackend backend = harness().backend();
        for (int i = 0; i < 200; i++) {
            Thread other = Thread.ofPlatform().start(backend::wakeup);
            harness().poll(-1);
            other.join();
        }
    }

    @Test
    @DisplayName("[9] no wake-up of many threads is lost")
    default void shouldLoseNoWakeUp() throws Exception {
        LoopBackend backend = harness().backend();
        AtomicInteger submitted = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            threads.add(Thread.ofPlatform().start(() -> submit(backend, submitted)));
        }
        while (submitted.get() < 4_000) {
            harness().poll(-1);
            assertFalse(Thread.currentThread().isInterrupted(), "a wake-up was lost");
        }
        for (Thread each : threads) {
            each.join();
        }
    }

    private static void submit(LoopBackend backend, AtomicInteger submitted) {
        for (int i = 0; i < 1_000; i++) {
            submitted.incrementAndGet();
            backend.wakeup();
        }
    }

    @Test
    @DisplayName("[5] a wake-up after release is harmless, also while it releases")
    default void shouldIgnoreWakeUpsAfterRelease() throws Exception {
        LoopBackend backend = harness().another();
        AtomicInteger submitted = new AtomicInteger();
        Thread other = Thread.ofPlatform().start(() -> submit(backend, submitted));
        harness().release(backend);
        other.join();
        backend.wakeup();
        assertEquals(0, harness().poll(0));
    }
}
