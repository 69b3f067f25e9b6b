package dev.gyre.streams;

import dev.gyre.loop.EventLoops;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * A lock, and waiting for what somebody else who holds it brings about.
 *
 * <p><b>Threading</b>: the loop's thread. It belongs to the loop on which somebody first had to wait.
 *
 * <p><b>Differences from asyncio</b>: {@code wait} is {@code await}, as {@link Object} has the name. Cancelling one who waits and was not notified wakes
 * no other.
 */
public final class Condition {
    private final Lock lock;
    private final Waiters waiters = new Waiters();

    /** Makes one with a lock of its own. */
    public Condition() {
        this(new Lock());
    }

    /**
     * Makes one.
     *
     * @param lock its lock, which others may use too
     */
    public Condition(Lock lock) {
        this.lock = lock;
    }

    /**
     * {@return whether its lock is held}
     */
    public boolean locked() {
        return lock.locked();
    }

    /** Acquires its lock, as {@link Lock#acquire()}. */
    public void acquire() {
        lock.acquire();
    }

    /**
     * Acquires its lock for a block, as {@link Lock#hold()}.
     *
     * @return releases it
     */
    public Held hold() {
        return lock.hold();
    }

    /** Releases its lock, as {@link Lock#release()}. */
    public void release() {
        lock.release();
    }

    /**
     * Releases the lock, waits to be notified, and acquires the lock again, which it holds also when it throws,
     * unless the loop was closed.
     *
     * @throws IllegalStateException when the lock is not held
     * @throws CancellationException when the task was cancelled; a notification that it had got goes to the next
     */
    public void await() {
        checkHeld("wait");
        Waiters.Turn turn = waiters.join(this);
        lock.release();
        try {
            try {
                waiters.await(turn);
            } finally {
                acquireAgain();
            }
        } catch (RuntimeException cancelled) {
            if (turn.given()) {
                waiters.wake(1);
            }
            throw cancelled;
        }
    }

    /** However often the task is cancelled meanwhile; but on a loop that was closed nobody gives the lock back any more. */
    private void acquireAgain() {
        CancellationException last = null;
        boolean held = false;
        while (!held) {
            try {
                lock.acquire();
                held = true;
            } catch (CancellationException cancelled) {
                if (EventLoops.getRunningLoop().isClosed()) {
                    throw cancelled;
                }
                last = cancelled;
            }
        }
        if (last != null) {
            throw last;
        }
    }

    /**
     * Waits until something is true; it is asked at first and after each notification, with the lock held.
     *
     * @param predicate what is to be true
     * @throws IllegalStateException when the lock is not held, and it has to wait
     */
    public void awaitFor(BooleanSupplier predicate) {
        while (!predicate.getAsBoolean()) {
            await();
        }
    }

    /** Has one go on that waits, when the lock is released. */
    public void notifyOne() {
        notify(1);
    }

    /**
     * Has some go on that wait, when the lock is released.
     *
     * @param count how many at the most
     * @throws IllegalStateException when the lock is not held
     */
    public void notify(int count) {
        checkHeld("notify");
        waiters.wake(count);
    }

    /**
     * Has all go on that wait, when the lock is released.
     *
     * @throws IllegalStateException when the lock is not held
     */
    public void notifyEveryone() {
        notify(Integer.MAX_VALUE);
    }

    private void checkHeld(String what) {
        if (!lock.locked()) {
            throw new IllegalStateException("The lock of the condition is not held; acquire it to " + what);
        }
    }

    @Override
    public String toString() {
        return "condition, " + (locked() ? "held" : "free") + waiters;
    }
}
