package dev.gyre.examples;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.EventLoops;
import dev.gyre.loop.Task;
import dev.gyre.streams.Completions;
import dev.gyre.streams.Coroutines;
import java.time.Duration;
import java.util.List;

/**
 * Tasks are taken in the order in which they end. asyncio's examples of {@code as_completed()} in <a
 * href="https://docs.python.org/3.14/library/asyncio-task.html#waiting-primitives">Waiting Primitives</a>.
 */
public final class AsCompleted {
    private AsCompleted() {}

    /**
     * Runs it.
     *
     * @param args none
     * @throws Exception when something fails
     */
    public static void main(String[] args) throws Exception {
        EventLoops.run(() -> {
            EventLoop loop = EventLoops.getRunningLoop();
            List<Task<String>> tasks = List.of(
                    loop.createTask(() -> Coroutines.sleep(Duration.ofMillis(200), "the slow one")),
                    loop.createTask(() -> Coroutines.sleep(Duration.ofMillis(10), "the quick one")));
            Completions<Task<String>> earliest = Coroutines.asCompleted(tasks);
            while (earliest.hasNext()) {
                // The task itself: tasks.indexOf() would tell which.
                Task<String> done = earliest.next();
                System.out.println(done.result());
            }
        });
    }
}
