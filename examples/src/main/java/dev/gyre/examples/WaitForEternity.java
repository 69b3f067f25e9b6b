package dev.gyre.examples;

import dev.gyre.loop.EventLoops;
import dev.gyre.streams.Coroutines;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/**
 * A coroutine is waited for, but not for ever. asyncio's example of {@code wait_for()} in <a
 * href="https://docs.python.org/3.14/library/asyncio-task.html#timeouts">Timeouts</a>.
 */
public final class WaitForEternity {
    private WaitForEternity() {}

    /**
     * Runs it.
     *
     * @param args none
     * @throws Exception when something fails
     */
    public static void main(String[] args) throws Exception {
        EventLoops.run(() -> {
            try {
                System.out.println(Coroutines.waitFor(WaitForEternity::eternity, Duration.ofMillis(100)));
            } catch (TimeoutException e) {
                System.out.println("timeout!");
            }
        });
    }

    private static String eternity() {
        return Coroutines.sleep(Duration.ofHours(1), "yay!");
    }
}
