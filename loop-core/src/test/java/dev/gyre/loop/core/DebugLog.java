package dev.gyre.loop.core;

import dev.gyre.loop.EventLoop;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Listens to what debug mode logs, or another logger. */
final class DebugLog {
    private final Logger logger;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final CountDownLatch sampled = new CountDownLatch(1);
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord record) {
            lines.add(record.getMessage());
            if (isSample(record.getMessage())) {
                sampled.countDown();
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    DebugLog() {
        this("dev.gyre.loop.debug");
    }

    DebugLog(String name) {
        logger = Logger.getLogger(name);
    }

    private static boolean isSample(String line) {
        return line.contains("so far");
    }

    void open() {
        logger.setUseParentHandlers(false);
        logger.addHandler(handler);
    }

    void close() {
        logger.removeHandler(handler);
        logger.setUseParentHandlers(true);
    }

    List<String> lines() {
        return lines;
    }

    /** {@return those that were written while something ran} */
    List<String> samples() {
        return lines.stream().filter(DebugLog::isSample).toList();
    }

    /** Has the present thread looked at as soon as it waits, and not before; debug mode knows it as slow from then on. */
    static Thread sampleWhen(Thread.State state, EventLoop loop) {
        loop.setSlowCallbackDuration(Duration.ofSeconds(1_000));
        Thread watched = Thread.currentThread();
        return Thread.ofPlatform().start(() -> {
            while (watched.getState() != state) {
                Thread.onSpinWait();
            }
            loop.setSlowCallbackDuration(Duration.ofNanos(1));
        });
    }

    void awaitSample() throws InterruptedException {
        sampled.await();
    }

    boolean awaitSample(long time, TimeUnit unit) throws InterruptedException {
        return sampled.await(time, unit);
    }
}
