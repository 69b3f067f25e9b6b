package dev.gyre.loop.sim;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The network's lock. It spins, for a lock that parks would suspend a coroutine in the middle of an engine's operation and let other
 * callbacks run there. Nothing that is done under it waits or calls out.
 */
final class SpinLock {
    private static final int SPINS_BEFORE_YIELD = 100;

    private final AtomicBoolean held = new AtomicBoolean();

    void lock() {
        for (int spins = 0; !held.compareAndSet(false, true); spins++) {
            if (spins < SPINS_BEFORE_YIELD || Thread.currentThread().isVirtual()) {
                Thread.onSpinWait();
            } else {
                Thread.yield();
            }
        }
    }

    void unlock() {
        held.set(false);
    }
}
