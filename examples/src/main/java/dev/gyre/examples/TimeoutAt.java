package dev.gyre.examples;

import dev.gyre.loop.EventLoops;
import dev.gyre.streams.Coroutines;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/**
 * A block ends at a time of the loop's clock. asyncio's example of {@code timeout_at()} in <a
 * href="https://docs.python.org/3.14/library/asyncio-task.html#timeouts">Timeouts</a>.
 */
public final class TimeoutAt {
    private TimeoutAt() {}

    /**
     * Runs it.
     *
     * @param args none
     * @throws Exception when something fails
     */
    public static void main(String[] args) throws Exception {
        EventLoops.run(() -> {
            long deadline =
                    EventLoops.getRunningLoop().time() + Duration.ofMillis(50).toNanos();
            try {
                Coroutines.timeoutAt(deadline, timeout -> Coroutines.sleep(Duration.ofHours(1), "never"));
            } catch (TimeoutException e) {
                System.out.println("The long operation timed out, but we've handled it.");
            }
            System.out.println("This statement will run regardless.");
        });
    }
}
