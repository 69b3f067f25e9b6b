package dev.gyre.examples;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.EventLoops;
import dev.gyre.loop.Task;
import dev.gyre.loop.TaskFactory;
import dev.gyre.streams.Coroutines;
import java.time.Duration;

/**
 * An eager task begins inside the call that makes it, and has ended with it when it need not wait. asyncio's <a
 * href="https://docs.python.org/3.14/library/asyncio-task.html#eager-task-factory">Eager Task Factory</a>.
 */
public final class EagerTasks {
    private EagerTasks() {}

    /**
     * Runs it.
     *
     * @param args none
     * @throws Exception when something fails
     */
    public static void main(String[] args) throws Exception {
        EventLoops.run(() -> {
            EventLoop loop = EventLoops.getRunningLoop();
            loop.setTaskFactory(TaskFactory.eager());
            Task<Integer> cached = loop.createTask(() -> lookUp(Duration.ZERO));
            System.out.println("made, done: " + (cached.isDone() ? "yes" : "no"));
            Task<Integer> remote = loop.createTask(() -> lookUp(Duration.ofMillis(10)));
            System.out.println("made, done: " + (remote.isDone() ? "yes" : "no"));
            System.out.println(Task.await(cached) + Task.await(remote));
        });
    }

    private static int lookUp(Duration time) {
        System.out.println("looks it up");
        if (!time.isZero()) {
            Coroutines.sleep(time);
        }
        return 21;
    }
}
