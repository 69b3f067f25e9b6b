package dev.gyre.streams;

import java.util.concurrent.CancellationException;

/**
 * A number of permits. They are given to those who wait in the order they came; nobody overtakes, and a coroutine that is cancelled
 * while it waits passes its permit on.
 *
 * <p><b>Threading</b>: the loop's thread. It belongs to the loop on which somebody first had to wait.
 */
public sealed class Semaphore permits BoundedSemaphore {
    private final Waiters waiters = new Waiters();
    private final Held held = this::release;
    private int value;

    /** Makes one with one permit. */
    public Semaphore() {
        this(1);
    }

    /**
     * Makes one.
     *
     * @param value how many permits it has
     * @throws IllegalArgumentException when they are less than none
     */
    public Semaphore(int value) {
        if (value < 0) {
            throw new IllegalArgumentException("A semaphore has no permits or more, not " + value);
        }
        this.value = value;
    }

    final int value() {
        return value;
    }

    /**
     * {@return whether acquiring would wait}
     */
    public final boolean locked() {
        return value == 0 || waiters.any();
    }

    /**
     * Waits for a permit, and takes it.
     *
     * @throws CancellationException when the task was cancelled; no permit is taken then
     */
    public final void acquire() {
        if (!locked()) {
            value--;
            return;
        }
        Waiters.Turn turn = waiters.join(this);
        try {
            waiters.await(turn);
        } catch (RuntimeException cancelled) {
            if (turn.given()) {
                value++;
            }
            throw cancelled;
        } finally {
            wake();
        }
    }

    /**
     * Waits for a permit, and takes it for a block: {@code try (var _ = semaphore.hold()) { … }}.
     *
     * @return gives it back
     */
    public final Held hold() {
        acquire();
        return held;
    }

    /** Gives a permit back, or adds one; the first who waits gets it. */
    public void release() {
        value++;
        wake();
    }

    private void wake() {
        while (value > 0 && waiters.wake(1) == 1) {
            value--;
        }
    }

    @Override
    public String toString() {
        return "semaphore, " + value + " free" + waiters;
    }
}
