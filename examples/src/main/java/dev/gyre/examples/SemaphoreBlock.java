package dev.gyre.examples;

import dev.gyre.loop.EventLoops;
import dev.gyre.streams.Coroutines;
import dev.gyre.streams.Semaphore;
import dev.gyre.streams.TaskGroup;
import java.time.Duration;

/**
 * So many coroutines at a time are in the block. asyncio's examples of <a
 * href="https://docs.python.org/3.14/library/asyncio-sync.html#semaphore">Semaphore</a>.
 */
public final class SemaphoreBlock {
    private static final int TASKS = 10;
    private static final int PERMITS = 3;

    private final Semaphore semaphore = new Semaphore(PERMITS);
    private int present;
    private int most;

    private SemaphoreBlock() {}

    /**
     * Runs it.
     *
     * @param args none
     * @throws Exception when something fails
     */
    public static void main(String[] args) throws Exception {
        SemaphoreBlock block = new SemaphoreBlock();
        EventLoops.run(() -> TaskGroup.run(group -> {
            for (int i = 0; i < TASKS; i++) {
                group.createTask(block::workWithSharedResource);
            }
            return block;
        }));
        System.out.println("at once: " + block.most + ", left: " + block.present);
    }

    private void workWithSharedResource() {
        try (var _ = semaphore.hold()) {
            present++;
            most = Math.max(most, present);
            Coroutines.sleep(Duration.ofMillis(10));
            present--;
        }
    }
}
