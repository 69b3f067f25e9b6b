package dev.gyre.examples;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.EventLoops;
import java.time.Duration;
import java.time.LocalDateTime;

/**
 * A callback schedules itself every second, for five seconds. asyncio's <a
 * href="https://docs.python.org/3.14/library/asyncio-eventloop.html#display-the-current-date-with-call-later">Display
 * the current date with call_later()</a>.
 */
public final class DisplayDate {
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final Duration TOTAL = Duration.ofSeconds(5);

    private DisplayDate() {}

    /**
     * Runs it.
     *
     * @param args none
     */
    public static void main(String[] args) {
        try (EventLoop loop = EventLoops.newEventLoop()) {
            long end = loop.time() + TOTAL.toNanos();
            loop.callSoon(() -> displayDate(loop, end));
            loop.runForever();
        }
    }

    private static void displayDate(EventLoop loop, long end) {
        System.out.println(LocalDateTime.now());
        if (loop.time() + INTERVAL.toNanos() < end) {
            loop.callLater(INTERVAL, () -> displayDate(loop, end));
        } else {
            loop.stop();
        }
    }
}
