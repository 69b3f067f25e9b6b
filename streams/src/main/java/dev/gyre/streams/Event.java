package dev.gyre.streams;

/**
 * Something that coroutines wait for until it is set.
 *
 * <p><b>Threading</b>: the loop's thread. It belongs to the loop on which somebody first had to wait.
 *
 * <p><b>Differences from asyncio</b>: {@code wait} is {@code await}, as {@link Object} has the name.
 */
public final class Event {
    private final Waiters waiters = new Waiters();
    private boolean set;

    /** Makes one that is not set. */
    public Event() {}

    /**
     * {@return whether it is set}
     */
    public boolean isSet() {
        return set;
    }

    /** Sets it: all who wait go on, and nobody waits until it is cleared. */
    public void set() {
        if (!set) {
            set = true;
            waiters.wakeAll();
        }
    }

    /** Clears it. Who was waiting when it was set goes on all the same. */
    public void clear() {
        set = false;
    }

    /**
     * Waits until it is set.
     *
     * @throws java.util.concurrent.CancellationException when the task was cancelled
     */
    public void await() {
        if (!set) {
            waiters.await(waiters.join(this));
        }
    }

    @Override
    public String toString() {
        return "event, " + (set ? "set" : "not set") + waiters;
    }
}
