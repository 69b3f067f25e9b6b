package dev.gyre.examples;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.EventLoops;
import dev.gyre.loop.LoopFuture;
import dev.gyre.streams.Coroutines;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Another thread runs coroutines on the loop, waits for their results, and cancels what takes too long. asyncio's
 * example of <a href="https://docs.python.org/3.14/library/asyncio-task.html#scheduling-from-other-threads">Scheduling
 * From Other Threads</a>.
 */
public final class RunCoroutineThreadsafe {
    private RunCoroutineThreadsafe() {}

    /**
     * Runs it.
     *
     * @param args none
     * @throws Exception when something fails
     */
    public static void main(String[] args) throws Exception {
        EventLoops.run(() -> {
            EventLoop loop = EventLoops.getRunningLoop();
            // A job on another thread: it may block, and this coroutine waits for it.
            Coroutines.toThread(() -> {
                result(loop.runCoroutineThreadsafe(() -> Coroutines.sleep(Duration.ofMillis(10), 3)), 10_000);
                result(loop.runCoroutineThreadsafe(() -> Coroutines.sleep(Duration.ofHours(1), 4)), 100);
                return result(loop.runCoroutineThreadsafe(RunCoroutineThreadsafe::fail), 10_000);
            });
        });
    }

    private static int fail() {
        throw new IllegalStateException("nothing to be done");
    }

    private static boolean result(LoopFuture<Integer> future, long millis) throws InterruptedException {
        try {
            System.out.println(
                    "The coroutine returned: " + future.toCompletableFuture().get(millis, TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            System.out.println("The coroutine took too long, cancelling the task...");
            future.cancel();
        } catch (ExecutionException e) {
            System.out.println(
                    "The coroutine raised an exception: " + e.getCause().getMessage());
        }
        return future.isDone();
    }
}
