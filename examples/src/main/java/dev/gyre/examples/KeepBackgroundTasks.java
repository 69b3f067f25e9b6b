package dev.gyre.examples;

import dev.gyre.loop.EventLoops;
import dev.gyre.loop.Task;
import dev.gyre.streams.Coroutines;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/**
 * Tasks that nobody waits for are kept in a set until they are done. asyncio's example of <a
 * href="https://docs.python.org/3.14/library/asyncio-task.html#creating-tasks">Creating Tasks</a>. A loop of Gyre's
 * keeps its tasks itself; who wants to know what is left keeps them too.
 */
public final class KeepBackgroundTasks {
    private KeepBackgroundTasks() {}

    /**
     * Runs it.
     *
     * @param args none
     * @throws Exception when something fails
     */
    public static void main(String[] args) throws Exception {
        Set<Task<Integer>> background = new HashSet<>();
        EventLoops.run(() -> {
            for (int i = 0; i < 10; i++) {
                int parameter = i;
                Task<Integer> task = EventLoops.getRunningLoop().createTask(() -> someCoroutine(parameter));
                background.add(task);
                task.addDoneCallback(background::remove);
            }
            System.out.println("in the background: " + background.size());
            System.out.println(Task.await(Coroutines.gather(background)).stream()
                    .mapToInt(square -> square)
                    .sum());
            System.out.println("in the background: " + background.size());
        });
    }

    private static int someCoroutine(int parameter) {
        Coroutines.sleep(Duration.ofMillis(10));
        return parameter * parameter;
    }
}
