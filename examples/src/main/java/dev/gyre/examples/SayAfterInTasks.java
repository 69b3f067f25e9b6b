package dev.gyre.examples;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.EventLoops;
import dev.gyre.loop.Task;
import dev.gyre.streams.Coroutines;
import java.time.Duration;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;

/**
 * Tasks run at the same time. asyncio's third example of <a
 * href="https://docs.python.org/3.14/library/asyncio-task.html#coroutines">Coroutines</a>, {@code
 * asyncio.create_task()}.
 */
public final class SayAfterInTasks {
    private SayAfterInTasks() {}

    /**
     * Runs it.
     *
     * @param args none
     * @throws Exception when something fails
     */
    public static void main(String[] args) throws Exception {
        EventLoops.run(() -> {
            EventLoop loop = EventLoops.getRunningLoop();
            Task<Void> world = loop.createTask(() -> sayAfter(Duration.ofMillis(200), "world"));
            Task<Void> hello = loop.createTask(() -> sayAfter(Duration.ofMillis(100), "hello"));
            System.out.println("started at " + now());
            // Takes two tenths of a second.
            Task.await(world);
            Task.await(hello);
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
