package dev.gyre.examples;

import dev.gyre.loop.AsyncGenerator;
import dev.gyre.loop.EventLoop;
import dev.gyre.loop.EventLoops;
import dev.gyre.loop.Task;
import dev.gyre.streams.Coroutines;
import java.time.Duration;

/**
 * A generator that is asked already refuses the next who asks. asyncio's example of <a
 * href="https://docs.python.org/3.14/library/asyncio-dev.html#avoid-concurrent-iteration-and-closure-of-the-same-generator">Avoid
 * concurrent iteration and closure of the same generator</a>.
 */
public final class OneAtATimeAsksAGenerator {
    private OneAtATimeAsksAGenerator() {}

    /**
     * Runs it.
     *
     * @param args none
     * @throws Exception when something fails
     */
    public static void main(String[] args) throws Exception {
        EventLoops.run(() -> {
            EventLoop loop = EventLoops.getRunningLoop();
            AsyncGenerator<Integer> numbers = loop.createAsyncGenerator(OneAtATimeAsksAGenerator::count);
            Task<String> first = loop.createTask(() -> ask("first", numbers));
            Task<String> second = loop.createTask(() -> ask("second", numbers));
            System.out.println(Task.await(second));
            System.out.println(Task.await(first));
            Task.await(numbers.close());
        });
    }

    private static String ask(String who, AsyncGenerator<Integer> numbers) throws Exception {
        try {
            return who + " got " + Task.await(numbers.next()).orElseThrow();
        } catch (IllegalStateException e) {
            return who + " was refused";
        }
    }

    private static void count(AsyncGenerator.Yield<Integer> out) throws Exception {
        for (int i = 1; ; i++) {
            Coroutines.sleep(Duration.ofMillis(10));
            out.yield(i);
        }
    }
}
