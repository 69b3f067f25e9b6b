package dev.gyre.examples;

import dev.gyre.loop.EventLoops;
import dev.gyre.loop.Task;
import dev.gyre.streams.Coroutines;
import java.time.Duration;
import java.util.List;

/**
 * Three coroutines run at the same time, and their results come in order. asyncio's example of <a
 * href="https://docs.python.org/3.14/library/asyncio-task.html#running-tasks-concurrently">Running Tasks
 * Concurrently</a>, {@code asyncio.gather()}.
 */
public final class GatherFactorials {
    private GatherFactorials() {}

    /**
     * Runs it.
     *
     * @param args none
     * @throws Exception when something fails
     */
    public static void main(String[] args) throws Exception {
        EventLoops.run(() -> {
            List<Integer> factorials = Task.await(
                    Coroutines.gather(() -> factorial("A", 2), () -> factorial("B", 3), () -> factorial("C", 4)));
            System.out.println(factorials);
        });
    }

    private static int factorial(String name, int number) {
        int f = 1;
        for (int i = 2; i <= number; i++) {
            System.out.println("Task " + name + ": Compute factorial(" + number + "), currently i=" + i + "...");
            Coroutines.sleep(Duration.ofMillis(100));
            f *= i;
        }
        System.out.println("Task " + name + ": factorial(" + number + ") = " + f);
        return f;
    }
}
