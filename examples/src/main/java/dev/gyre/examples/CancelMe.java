package dev.gyre.examples;

import dev.gyre.loop.EventLoops;
import dev.gyre.loop.Task;
import dev.gyre.streams.Coroutines;
import java.time.Duration;
import java.util.concurrent.CancellationException;

/**
 * A coroutine hears of its cancelling where it waits, and cleans up. asyncio's example of {@code cancel()} in <a
 * href="https://docs.python.org/3.14/library/asyncio-task.html#task-object">Task Object</a>.
 */
public final class CancelMe {
    private CancelMe() {}

    /**
     * Runs it.
     *
     * @param args none
     * @throws Exception when something fails
     */
    public static void main(String[] args) throws Exception {
        EventLoops.run(() -> {
            Task<Void> task = EventLoops.getRunningLoop().createTask(CancelMe::cancelMe);
            Coroutines.sleep(Duration.ofMillis(100));
            task.cancel();
            try {
                Task.await(task);
            } catch (CancellationException e) {
                System.out.println("main(): cancel_me is cancelled now");
            }
        });
    }

    private static void cancelMe() {
        System.out.println("cancel_me(): before sleep");
        try {
            Coroutines.sleep(Duration.ofHours(1));
        } catch (CancellationException e) {
            System.out.println("cancel_me(): cancel sleep");
            throw e;
        } finally {
            System.out.println("cancel_me(): after sleep");
        }
    }
}
