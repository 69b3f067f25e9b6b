package dev.gyre.examples;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.EventLoops;
import dev.gyre.loop.Task;
import dev.gyre.streams.Coroutines;
import dev.gyre.streams.Lock;
import java.time.Duration;

/**
 * One coroutine at a time is in the block. asyncio's examples of <a
 * href="https://docs.python.org/3.14/library/asyncio-sync.html#lock">Lock</a>: the block, and what it stands for.
 */
public final class LockBlock {
    private LockBlock() {}

    /**
     * Runs it.
     *
     * @param args none
     * @throws Exception when something fails
     */
    public static void main(String[] args) throws Exception {
        EventLoops.run(() -> {
            EventLoop loop = EventLoops.getRunningLoop();
            Lock lock = new Lock();
            Task<Void> one = loop.createTask(() -> {
                try (var _ = lock.hold()) {
                    accessSharedState("one");
                }
            });
            Task<Void> other = loop.createTask(() -> {
                lock.acquire();
                try {
                    accessSharedState("the other");
                } finally {
                    lock.release();
                }
            });
            Task.await(Coroutines.gather(one, other));
            System.out.println("locked: " + (lock.locked() ? "yes" : "no"));
        });
    }

    private static void accessSharedState(String who) {
        System.out.println(who + " begins");
        Coroutines.sleep(Duration.ofMillis(10));
        System.out.println(who + " ends");
    }
}
