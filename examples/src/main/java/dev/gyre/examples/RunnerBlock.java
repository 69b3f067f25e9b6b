package dev.gyre.examples;

import dev.gyre.loop.EventLoops;
import dev.gyre.loop.Runner;
import dev.gyre.streams.Coroutines;
import java.time.Duration;

/**
 * Coroutines that are run one after the other share a loop. asyncio's example of the <a
 * href="https://docs.python.org/3.14/library/asyncio-runner.html#runner-context-manager">Runner context manager</a>.
 */
public final class RunnerBlock {
    private RunnerBlock() {}

    /**
     * Runs it.
     *
     * @param args none
     * @throws Exception when something fails
     */
    public static void main(String[] args) throws Exception {
        try (Runner runner = new Runner()) {
            String word = runner.run(() -> Coroutines.sleep(Duration.ofMillis(100), "hello"));
            runner.run(() -> System.out.println(word));
            System.out.println(
                    "of the same loop: " + (runner.run(EventLoops::getRunningLoop) == runner.getLoop() ? "yes" : "no"));
        }
    }
}
