package dev.gyre.examples;

import dev.gyre.loop.AsyncGenerator;
import dev.gyre.loop.EventLoop;
import dev.gyre.loop.EventLoops;
import dev.gyre.loop.Task;
import java.util.Optional;

/**
 * Generators that were not run to their end are closed before the loop is. asyncio's <a
 * href="https://docs.python.org/3.14/library/asyncio-eventloop.html#asyncio.loop.shutdown_asyncgens">loop.shutdown_asyncgens()</a>.
 */
public final class ShutdownAsyncGenerators {
    private ShutdownAsyncGenerators() {}

    /**
     * Runs it.
     *
     * @param args none
     * @throws Exception when something fails
     */
    public static void main(String[] args) throws Exception {
        try (EventLoop loop = EventLoops.newEventLoop()) {
            AsyncGenerator<Integer> ticks = loop.createAsyncGenerator(ShutdownAsyncGenerators::tick);
            loop.runUntilComplete(() -> {
                System.out.println("tick " + value(Task.await(ticks.next())));
                System.out.println("tick " + value(Task.await(ticks.next())));
            });
            loop.runUntilComplete(loop.shutdownAsyncgens());
            System.out.println("asked again: "
                    + loop.runUntilComplete(ticks.next()).map(tick -> "a tick").orElse("the end"));
        }
    }

    private static int value(Optional<Integer> tick) {
        return tick.orElseThrow();
    }

    private static void tick(AsyncGenerator.Yield<Integer> out) throws Exception {
        try {
            for (int i = 0; ; i++) {
                out.yield(i);
            }
        } finally {
            System.out.println("generator closed");
        }
    }
}
