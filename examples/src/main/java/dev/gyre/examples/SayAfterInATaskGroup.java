package dev.gyre.examples;

import dev.gyre.loop.EventLoops;
import dev.gyre.streams.Coroutines;
import dev.gyre.streams.TaskGroup;
import java.time.Duration;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;

/**
 * The end of the block waits for its tasks. asyncio's fourth example of <a
 * href="https://docs.python.org/3.14/library/asyncio-task.html#coroutines">Coroutines</a>, {@code asyncio.TaskGroup}.
 */
public final class SayAfterInATaskGroup {
    private SayAfterInATaskGroup() {}

    /**
     * Runs it.
     *
     * @param args none
     * @throws Exception when something fails
     */
    public static void main(String[] args) throws Exception {
        EventLoops.run(() -> {
            TaskGroup.run(group -> {
                group.createTask(() -> sayAfter(Duration.ofMillis(200), "world"));
                group.createTask(() -> sayAfter(Duration.ofMillis(100), "hello"));
                System.out.println("started at " + now());
                return "nothing";
            });
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
