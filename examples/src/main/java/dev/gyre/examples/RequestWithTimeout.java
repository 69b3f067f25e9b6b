package dev.gyre.examples;

import dev.gyre.loop.EventLoops;
import dev.gyre.loop.Task;
import dev.gyre.streams.Coroutines;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/**
 * A timeout cancels its block and takes that back, so that what follows may wait again. asyncio's example of {@code
 * uncancel()} in <a href="https://docs.python.org/3.14/library/asyncio-task.html#task-object">Task Object</a>.
 */
public final class RequestWithTimeout {
    private RequestWithTimeout() {}

    /**
     * Runs it.
     *
     * @param args none
     * @throws Exception when something fails
     */
    public static void main(String[] args) throws Exception {
        EventLoops.run(() -> {
            Task<Integer> task = EventLoops.getRunningLoop().createTask(RequestWithTimeout::makeRequestWithTimeout);
            System.out.println("cancel requests left: " + Task.await(task));
            System.out.println("cancelled: " + (task.isCancelled() ? "yes" : "no"));
        });
    }

    private static int makeRequestWithTimeout() throws Exception {
        try {
            Coroutines.timeout(Duration.ofMillis(500), () -> {
                makeRequest("a request", Duration.ZERO);
                makeRequest("another request", Duration.ofHours(1));
            });
        } catch (TimeoutException e) {
            System.out.println("There was a timeout");
        }
        // Not affected by the timeout.
        makeRequest("unrelated code", Duration.ofMillis(10));
        Task<?> current = EventLoops.currentTask();
        return current == null ? -1 : current.cancelling();
    }

    private static void makeRequest(String what, Duration time) {
        Coroutines.sleep(time);
        System.out.println("made " + what);
    }
}
