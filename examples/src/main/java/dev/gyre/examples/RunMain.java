package dev.gyre.examples;

import dev.gyre.loop.EventLoops;
import dev.gyre.streams.Coroutines;
import java.time.Duration;

/**
 * A program is one coroutine that is run. asyncio's example of <a
 * href="https://docs.python.org/3.14/library/asyncio-runner.html#running-an-asyncio-program">Running an asyncio
 * Program</a>, {@code asyncio.run()}.
 */
public final class RunMain {
    private RunMain() {}

    /**
     * Runs it.
     *
     * @param args none
     * @throws Exception when something fails
     */
    public static void main(String[] args) throws Exception {
        EventLoops.run(() -> {
            Coroutines.sleep(Duration.ofMillis(100));
            System.out.println("hello");
        });
    }
}
