package dev.gyre.examples;

import dev.gyre.loop.EventLoops;
import dev.gyre.streams.Coroutines;
import java.time.Duration;

/**
 * A coroutine waits between two words. asyncio's first example of <a
 * href="https://docs.python.org/3.14/library/asyncio-task.html#coroutines">Coroutines</a>.
 */
public final class HelloCoroutine {
    private HelloCoroutine() {}

    /**
     * Runs it.
     *
     * @param args none
     * @throws Exception when something fails
     */
    public static void main(String[] args) throws Exception {
        EventLoops.run(HelloCoroutine::greet);
    }

    private static void greet() {
        System.out.println("hello");
        Coroutines.sleep(Duration.ofMillis(100));
        System.out.println("world");
    }
}
