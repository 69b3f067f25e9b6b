package dev.gyre.examples;

import dev.gyre.loop.EventLoops;
import dev.gyre.streams.Barrier;
import dev.gyre.streams.TaskGroup;
import java.util.concurrent.BrokenBarrierException;

/**
 * One of those who pass does what is to be done once. asyncio's second example of <a
 * href="https://docs.python.org/3.14/library/asyncio-sync.html#barrier">Barrier</a>.
 */
public final class BarrierPositions {
    private static final int PARTIES = 3;

    private BarrierPositions() {}

    /**
     * Runs it.
     *
     * @param args none
     * @throws Exception when something fails
     */
    public static void main(String[] args) throws Exception {
        Barrier barrier = new Barrier(PARTIES);
        EventLoops.run(() -> TaskGroup.run(group -> {
            for (int i = 0; i < PARTIES; i++) {
                group.createTask(() -> pass(barrier));
            }
            return barrier;
        }));
        System.out.println("all have passed");
    }

    private static void pass(Barrier barrier) throws BrokenBarrierException {
        int position = barrier.await();
        if (position == 0) {
            System.out.println("one of " + barrier.parties() + " prints this");
        }
    }
}
