package dev.gyre.loop.sim;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * What a poll waits on: a wake-up by the engine, which ends the poll, or a stir by the network, which makes it look again.
 *
 * <p><b>Threading</b>: any thread calls {@link #wake} and {@link #stir}; the loop's thread the rest.
 */
final class SimWaker {
    private final AtomicBoolean woken = new AtomicBoolean();
    private final AtomicBoolean stirred = new AtomicBoolean();
    private volatile @Nullable Thread waiting;

    void wake() {
        woken.set(true);
        LockSupport.unpark(waiting);
    }

    void stir() {
        stirred.set(true);
        LockSupport.unpark(waiting);
    }

    boolean takeWake() {
        return woken.getAndSet(false);
    }

    void takeStir() {
        stirred.set(false);
    }

    boolean isStirred() {
        return stirred.get();
    }

    /**
     * Waits for a wake-up or a stir.
     *
     * @return false when the thread was interrupted instead; it stays so
     */
    boolean await() {
        waiting = Thread.currentThread();
        try {
            while (!woken.get() && !stirred.get()) {
                if (Thread.currentThread().isInterrupted()) {
                    return false;
                }
                LockSupport.park(this);
            }
            return true;
        } finally {
            waiting = null;
        }
    }
}
