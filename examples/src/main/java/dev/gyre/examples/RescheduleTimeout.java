package dev.gyre.examples;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.EventLoops;
import dev.gyre.streams.Coroutines;
import dev.gyre.streams.Timeout;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/**
 * A block learns how long it may take when it runs already. asyncio's example of {@code reschedule()} and {@code
 * expired()} in <a href="https://docs.python.org/3.14/library/asyncio-task.html#timeouts">Timeouts</a>.
 */
public final class RescheduleTimeout {
    private RescheduleTimeout() {}

    /**
     * Runs it.
     *
     * @param args none
     * @throws Exception when something fails
     */
    public static void main(String[] args) throws Exception {
        EventLoops.run(() -> {
            try {
                // The time is not known when the block starts.
                Coroutines.timeout(null, RescheduleTimeout::body);
            } catch (TimeoutException e) {
                System.out.println("Looks like we haven't finished on time.");
            }
        });
    }

    private static String body(Timeout timeout) {
        EventLoop loop = EventLoops.getRunningLoop();
        System.out.println("has a deadline: " + (timeout.when().isPresent() ? "yes" : "no"));
        timeout.reschedule(loop.time() + Duration.ofMillis(50).toNanos());
        System.out.println("has a deadline: " + (timeout.when().isPresent() ? "yes" : "no"));
        try {
            return Coroutines.sleep(Duration.ofHours(1), "finished");
        } finally {
            System.out.println("expired: " + (timeout.expired() ? "yes" : "no"));
        }
    }
}
