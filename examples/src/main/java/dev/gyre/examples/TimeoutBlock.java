package dev.gyre.examples;

import dev.gyre.loop.EventLoops;
import dev.gyre.streams.Coroutines;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/**
 * A block that takes too long is ended. asyncio's first examples of <a
 * href="https://docs.python.org/3.14/library/asyncio-task.html#timeouts">Timeouts</a>, {@code asyncio.timeout()}.
 */
public final class TimeoutBlock {
    private TimeoutBlock() {}

    /**
     * Runs it.
     *
     * @param args none
     * @throws Exception when something fails
     */
    public static void main(String[] args) throws Exception {
        EventLoops.run(() -> {
            try {
                Coroutines.timeout(Duration.ofMillis(50), TimeoutBlock::longRunningTask);
            } catch (TimeoutException e) {
                System.out.println("The long operation timed out, but we've handled it.");
            }
            System.out.println("This statement will run regardless.");
        });
    }

    private static void longRunningTask() {
        Coroutines.sleep(Duration.ofHours(1));
        System.out.println("never");
    }
}
