package dev.gyre.examples;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.EventLoops;
import dev.gyre.loop.Task;
import dev.gyre.streams.Coroutines;
import dev.gyre.streams.Event;
import java.time.Duration;
import java.util.concurrent.CancellationException;

/**
 * Who waits is cancelled, what is waited for is not. asyncio's example of <a
 * href="https://docs.python.org/3.14/library/asyncio-task.html#shielding-from-cancellation">Shielding From
 * Cancellation</a>.
 */
public final class ShieldFromCancelling {
    private ShieldFromCancelling() {}

    /**
     * Runs it.
     *
     * @param args none
     * @throws Exception when something fails
     */
    public static void main(String[] args) throws Exception {
        EventLoops.run(() -> {
            EventLoop loop = EventLoops.getRunningLoop();
            Event goOn = new Event();
            Task<String> something = loop.createTask(() -> something(goOn));
            Task<String> waiting = loop.createTask(() -> waitFor(something));
            Coroutines.sleep(Duration.ZERO);
            waiting.cancel();
            System.out.println("waited and got " + Task.await(waiting));
            goOn.set();
            System.out.println("went on and came to " + Task.await(something));
        });
    }

    private static String something(Event goOn) {
        goOn.await();
        return "something";
    }

    private static String waitFor(Task<String> something) throws Exception {
        try {
            return Task.await(Coroutines.shield(something));
        } catch (CancellationException e) {
            return "nothing";
        }
    }
}
