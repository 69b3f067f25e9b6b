package dev.gyre.examples;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.EventLoops;
import dev.gyre.streams.Coroutines;
import java.time.Duration;
import java.time.LocalDateTime;

/**
 * A coroutine sleeps a second between two dates, for five seconds. asyncio's example of <a
 * href="https://docs.python.org/3.14/library/asyncio-task.html#sleeping">Sleeping</a>.
 */
public final class DisplayDateBySleeping {
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final Duration TOTAL = Duration.ofSeconds(5);

    private DisplayDateBySleeping() {}

    /**
     * Runs it.
     *
     * @param args none
     * @throws Exception when something fails
     */
    public static void main(String[] args) throws Exception {
        EventLoops.run(DisplayDateBySleeping::displayDate);
    }

    private static void displayDate() {
        EventLoop loop = EventLoops.getRunningLoop();
        long end = loop.time() + TOTAL.toNanos();
        System.out.println(LocalDateTime.now());
        while (loop.time() + INTERVAL.toNanos() < end) {
            Coroutines.sleep(INTERVAL);
            System.out.println(LocalDateTime.now());
        }
    }
}
