package dev.gyre.loop.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.Callback;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Backend.class)
class SlowCallbackTest extends EngineTestCase {
    private final DebugLog log = new DebugLog();

    @BeforeEach
    void listen() {
        log.open();
    }

    @AfterEach
    void listenNoMore() {
        log.close();
    }

    private static final class Named implements Callback {
        @Override
        public void run() {}

        @Override
        public String toString() {
            return "the slow one";
        }
    }

    @Test
    void shouldNameASlowCallbackAndWhoScheduledItInDebugMode() {
        loop.setDebug(true);
        loop.setSlowCallbackDuration(Duration.ZERO);
        loop.callSoon(new Named());
        once();
        assertTrue(log.lines().getFirst().contains("the slow one"), log.lines().getFirst());
        assertTrue(
                log.lines().getFirst().contains(getClass().getName()),
                log.lines().getFirst());
    }

    @Test
    void shouldSayNothingOtherwise() {
        loop.setSlowCallbackDuration(Duration.ZERO);
        loop.callSoon(new Named());
        once();
        loop.setDebug(true);
        loop.setSlowCallbackDuration(Duration.ofDays(1));
        loop.callSoon(new Named());
        once();
        assertEquals(List.of(), log.lines());
    }

    @Test
    void shouldTellWhereACallbackBlocksWhileItDoes() {
        loop.setDebug(true);
        loop.callSoon(() -> {
            Thread sampler = DebugLog.sampleWhen(Thread.State.WAITING, loop);
            blockUntilSampled();
            sampler.join();
        });
        once();
        String sample = log.samples().getFirst();
        assertTrue(sample.contains("SlowCallbackTest.blockUntilSampled"), sample);
        assertTrue(sample.contains("it is WAITING: a callback waits"), sample);
        assertEquals(1, log.samples().size());
        assertTrue(log.lines().getLast().contains(" took "), log.lines().getLast());
    }

    @Test
    void shouldTakeAThresholdThatNothingReaches() {
        loop.setDebug(true);
        loop.setSlowCallbackDuration(Duration.ofSeconds(Long.MAX_VALUE));
        loop.callSoon(new Named());
        once();
        assertEquals(List.of(), log.lines());
    }

    @Test
    void shouldGoOnWatchingAfterACallbackThatCannotBeDescribed() {
        loop.setDebug(true);
        loop.setSlowCallbackDuration(Duration.ofMillis(1));
        CountDownLatch asked = new CountDownLatch(1);
        loop.callSoon(new Callback() {
            @Override
            public void run() throws InterruptedException {
                asked.await();
            }

            @Override
            public String toString() {
                if (Thread.currentThread().getName().equals("gyre-watchdog")) {
                    asked.countDown();
                    throw new IllegalStateException("on purpose");
                }
                return "nameless";
            }
        });
        once();
        loop.callSoon(this::blockUntilSampled);
        once();
        assertEquals(1, log.samples().size());
    }

    private void blockUntilSampled() throws InterruptedException {
        log.awaitSample();
    }

    @Test
    void shouldNotCountGarbageCollection() {
        loop.setDebug(true);
        loop.setSlowCallbackDuration(Duration.ZERO);
        loop.callSoon(() -> {
            long before = Pauses.millis();
            while (Pauses.millis() - before < 5) {
                System.gc();
            }
        });
        once();
        assertTrue(
                log.lines()
                        .getFirst()
                        .matches("(?s).* took \\d+ ms, not counting \\d+ ms of garbage collection, on test.*"),
                log.lines().getFirst());
    }

    @Test
    void shouldSayWhatSleeps() throws Exception {
        loop.setDebug(true);
        loop.callSoon(() -> {
            Thread sampler = DebugLog.sampleWhen(Thread.State.TIMED_WAITING, loop);
            assertTrue(log.awaitSample(1, TimeUnit.MINUTES));
            sampler.join();
        });
        once();
        assertTrue(
                log.samples().getFirst().contains("it is TIMED_WAITING: a callback sleeps"),
                log.samples().getFirst());
    }

    @Test
    void shouldLeaveNoThreadWhenNoLoopRunsInDebugMode() throws Exception {
        loop.callSoon(() -> loop.setDebug(true));
        once();
        loop.setDebug(false);
        while (Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals("gyre-watchdog"))) {
            Thread.onSpinWait();
        }
    }
}
