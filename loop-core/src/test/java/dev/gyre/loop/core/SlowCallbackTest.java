package dev.gyre.loop.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.Callback;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Backend.class)
class SlowCallbackTest extends EngineTestCase {
    private final Logger logger = Logger.getLogger("dev.gyre.loop.debug");
    private final List<String> logged = new CopyOnWriteArrayList<>();
    private final CountDownLatch sampled = new CountDownLatch(1);
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord record) {
            logged.add(record.getMessage());
            if (record.getMessage().contains("so far")) {
                sampled.countDown();
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        logger.setUseParentHandlers(false);
        logger.addHandler(handler);
    }

    @AfterEach
    void listenNoMore() {
        logger.removeHandler(handler);
        logger.setUseParentHandlers(true);
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
        assertTrue(logged.getFirst().contains("the slow one"), logged.getFirst());
        assertTrue(logged.getFirst().contains(getClass().getName()), logged.getFirst());
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
        assertEquals(List.of(), logged);
    }

    @Test
    void shouldTellWhereACallbackBlocksWhileItDoes() {
        loop.setDebug(true);
        loop.setSlowCallbackDuration(Duration.ofMillis(1));
        loop.callSoon(this::blockUntilSampled);
        once();
        String sample = logged.stream()
                .filter(line -> line.contains("so far"))
                .findFirst()
                .orElseThrow();
        assertTrue(sample.contains("SlowCallbackTest.blockUntilSampled"), sample);
        assertTrue(sample.contains("it is WAITING: a callback waits"), sample);
        assertEquals(1, logged.stream().filter(line -> line.contains("so far")).count());
        assertTrue(logged.getLast().contains(" took "), logged.getLast());
    }

    @Test
    void shouldTakeAThresholdThatNothingReaches() {
        loop.setDebug(true);
        loop.setSlowCallbackDuration(Duration.ofSeconds(Long.MAX_VALUE));
        loop.callSoon(new Named());
        once();
        assertEquals(List.of(), logged);
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
        assertTrue(logged.stream().anyMatch(line -> line.contains("so far")), logged::toString);
    }

    private void blockUntilSampled() throws InterruptedException {
        sampled.await();
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
