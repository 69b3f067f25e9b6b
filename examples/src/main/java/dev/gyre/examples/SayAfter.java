package dev.gyre.examples;

import dev.gyre.loop.EventLoops;
import dev.gyre.streams.Coroutines;
import java.time.Duration;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;

/**
 * Coroutines that are called run one after the other, as methods do. asyncio's second example of <a
 * href="https://docs.python.org/3.14/library/asyncio-task.html#coroutines">Coroutines</a>.
 */
public final class SayAfter {
    private SayAfter() {}

    /**
     * Runs it.
     *
     * @param args none
     * @throws Exception when something fails
     */
    public static void main(String[] args) throws Exception {
        EventLoops.run(() -> {
            System.out.println("started at " + now());
            // Takes three tenths of a second.
            sayAfter(Duration.ofMillis(100), "hello");
            sayAfter(Duration.ofMillis(200), "world");
            System.out.println("finished at " + now());
        });
    }

    private static void sayAfter(Duration delay, String what) {
        Coroutines.sleep(delay);
        System.out.println(what);
    }

    private static String now() {
        return LocalTime.now().format(DateTimeFormatter.ofPattern("HH:mm:ss"));
    }
}
