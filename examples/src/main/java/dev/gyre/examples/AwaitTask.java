package dev.gyre.examples;

import dev.gyre.loop.EventLoops;
import dev.gyre.loop.Task;

/**
 * A task runs from where it is made, and has its result when it is awaited. asyncio's example of tasks among the <a
 * href="https://docs.python.org/3.14/library/asyncio-task.html#awaitables">Awaitables</a>.
 */
public final class AwaitTask {
    private AwaitTask() {}

    /**
     * Runs it.
     *
     * @param args none
     * @throws Exception when something fails
     */
    public static void main(String[] args) throws Exception {
        EventLoops.run(() -> {
            Task<Integer> task = EventLoops.getRunningLoop().createTask(AwaitTask::nested);
            System.out.println("made");
            System.out.println(Task.await(task));
        });
    }

    private static int nested() {
        System.out.println("runs");
        return 42;
    }
}
