package dev.gyre.examples;

import dev.gyre.loop.EventLoops;
import dev.gyre.streams.Coroutines;
import java.time.Duration;

/**
 * A coroutine is awaited by calling it. asyncio's first example of <a
 * href="https://docs.python.org/3.14/library/asyncio-task.html#awaitables">Awaitables</a>, which warns of the call
 * without {@code await}: there is none to be forgotten here.
 */
public final class AwaitCoroutine {
    private AwaitCoroutine() {}

    /**
     * Runs it.
     *
     * @param args none
     * @throws Exception when something fails
     */
    public static void main(String[] args) throws Exception {
        EventLoops.run(() -> System.out.println(nested()));
    }

    private static int nested() {
        Coroutines.sleep(Duration.ZERO);
        return 42;
    }
}
