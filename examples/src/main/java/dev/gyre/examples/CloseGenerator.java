package dev.gyre.examples;

import dev.gyre.loop.AsyncGenerator;
import dev.gyre.loop.EventLoops;
import dev.gyre.loop.Task;
import dev.gyre.streams.Coroutines;
import java.time.Duration;

/**
 * Who does not want all values of a generator closes it. asyncio's example of <a
 * href="https://docs.python.org/3.14/library/asyncio-dev.html#close-asynchronous-generators-explicitly">Close
 * asynchronous generators explicitly</a>.
 */
public final class CloseGenerator {
    private CloseGenerator() {}

    /**
     * Runs it.
     *
     * @param args none
     * @throws Exception when something fails
     */
    public static void main(String[] args) throws Exception {
        EventLoops.run(() -> {
            AsyncGenerator<Integer> numbers = EventLoops.getRunningLoop().createAsyncGenerator(CloseGenerator::count);
            try {
                System.out.println("got " + Task.await(numbers.next()).orElseThrow());
            } finally {
                Task.await(numbers.close());
            }
            System.out.println("goes on");
        });
    }

    private static void count(AsyncGenerator.Yield<Integer> out) throws Exception {
        try {
            out.yield(1);
            out.yield(2);
        } finally {
            Coroutines.sleep(Duration.ZERO);
            System.out.println("cleaned up");
        }
    }
}
