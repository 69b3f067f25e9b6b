package dev.gyre.examples;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.EventLoops;
import dev.gyre.streams.Barrier;
import dev.gyre.streams.Coroutines;
import java.time.Duration;

/**
 * The last of three lets all of them pass. asyncio's first example of <a
 * href="https://docs.python.org/3.14/library/asyncio-sync.html#barrier">Barrier</a>.
 */
public final class BarrierPhases {
    private static final int PARTIES = 3;

    private BarrierPhases() {}

    /**
     * Runs it.
     *
     * @param args none
     * @throws Exception when something fails
     */
    public static void main(String[] args) throws Exception {
        EventLoops.run(() -> {
            EventLoop loop = EventLoops.getRunningLoop();
            Barrier barrier = new Barrier(PARTIES);
            loop.createTask(() -> barrier.await());
            loop.createTask(() -> barrier.await());
            Coroutines.sleep(Duration.ZERO);
            print(barrier);

            System.out.println("passes as number " + barrier.await());
            print(barrier);
            System.out.println("barrier passed");

            Coroutines.sleep(Duration.ZERO);
            print(barrier);
        });
    }

    private static void print(Barrier barrier) {
        System.out.println("waiting: " + barrier.nWaiting() + " of " + barrier.parties());
    }
}
