package dev.gyre.examples;

import dev.gyre.loop.EventLoops;
import dev.gyre.loop.Task;
import dev.gyre.streams.Coroutines;
import dev.gyre.streams.TaskGroup;
import java.time.Duration;

/**
 * A task that fails ends its group. asyncio's example of <a
 * href="https://docs.python.org/3.14/library/asyncio-task.html#terminating-a-task-group">Terminating a Task Group</a>.
 */
public final class TerminateTaskGroup {
    private TerminateTaskGroup() {}

    /** Ends a group, and is no error. */
    private static final class Terminated extends Exception {
        private static final long serialVersionUID = 1;
    }

    /**
     * Runs it.
     *
     * @param args none
     * @throws Exception when something fails
     */
    public static void main(String[] args) throws Exception {
        EventLoops.run(() -> {
            try {
                TaskGroup.run(TerminateTaskGroup::runAndTerminate);
            } catch (Terminated e) {
                System.out.println("Terminated");
            }
        });
    }

    private static Task<Void> runAndTerminate(TaskGroup group) {
        group.createTask(() -> job(1, Duration.ofMillis(50)));
        group.createTask(() -> job(2, Duration.ofHours(1)));
        Coroutines.sleep(Duration.ofMillis(200));
        return group.createTask(() -> {
            throw new Terminated();
        });
    }

    private static void job(int id, Duration time) {
        System.out.println("Task " + id + ": start");
        Coroutines.sleep(time);
        System.out.println("Task " + id + ": done");
    }
}
