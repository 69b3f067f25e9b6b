package dev.gyre.streams;

import java.util.concurrent.CancellationException;

/**
 * A lock for coroutines. It is given to those who wait in the order they came; a coroutine that is cancelled while it waits passes its turn on. It is nobody's in
 * particular: who holds it may have another release it, and cannot acquire it again.
 *
 * <p><b>Threading</b>: the loop's thread. It belongs to the loop on which somebody first had to wait.
 */
public final class Lock {
    private final Waiters waiters = new Waiters();
    private final Held held = this::release;
    private boolean locked;

    /** Makes one that is free. */
    public Lock() {}

    /**
     * {@return whether it is held}
     */
    public boolean locked() {
        return locked;
    }

    /**
     * Waits until it is free, and takes it.
     *
     * @throws CancellationException when the task was cancelled; it is not held then
     */
    public void acquire() {
        if (!locked && !waiters.any()) {
            locked = true;
            return;
        }
        try {
            waiters.await(waiters.join(this));
        } catch (RuntimeException cancelled) {
            if (!locked) {
                waiters.wakeFirst();
            }
            throw cancelled;
        }
        locked = true;
    }

    /**
     * Waits until it is free, and takes it for a block: {@code try (var _ = lock.hold()) { … }}.
     *
     * @return releases it
     */
    public Held hold() {
        acquire();
        return held;
    }

    /**
     * Frees it; the first who waits gets it.
     *
     * @throws IllegalStateException when it is free
     */
    public void release() {
        if (!locked) {
            throw new IllegalStateException("The lock was released, and it is not held");
        }
        locked = false;
        waiters.wakeFirst();
    }

    @Override
    public String toString() {
        return "lock, " + (locked ? "held" : "free") + waiters;
    }
}
