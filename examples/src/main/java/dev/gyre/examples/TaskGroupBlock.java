package dev.gyre.examples;

import dev.gyre.loop.EventLoops;
import dev.gyre.loop.Task;
import dev.gyre.streams.Coroutines;
import dev.gyre.streams.TaskGroup;
import java.time.Duration;

/**
 * Both tasks have their results after the block. asyncio's example of <a
 * href="https://docs.python.org/3.14/library/asyncio-task.html#task-groups">Task Groups</a>.
 */
public final class TaskGroupBlock {
    private TaskGroupBlock() {}

    private record Both(Task<String> first, Task<String> second) {}

    /**
     * Runs it.
     *
     * @param args none
     * @throws Exception when something fails
     */
    public static void main(String[] args) throws Exception {
        EventLoops.run(() -> {
            Both both = TaskGroup.run(group -> new Both(
                    group.createTask(() -> Coroutines.sleep(Duration.ofMillis(20), "some result")),
                    group.createTask(() -> Coroutines.sleep(Duration.ofMillis(10), "another result"))));
            System.out.println("Both tasks have completed now: " + both.first().result() + ", "
                    + both.second().result());
        });
    }
}
