package dev.gyre.streams;

/**
 * A queue that gives the item that was put last.
 *
 * @param <T> what it holds
 */
public final class LifoQueue<T> extends Queue<T> {
    /** Makes one without a limit. */
    public LifoQueue() {
        this(0);
    }

    /**
     * Makes one.
     *
     * @param maxsize how many items it takes; no limit when it is not above zero
     */
    public LifoQueue(int maxsize) {
        super(maxsize, Storage.lifo());
    }
}
