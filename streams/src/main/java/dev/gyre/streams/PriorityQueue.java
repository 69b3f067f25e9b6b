package dev.gyre.streams;

import java.util.Comparator;

/**
 * A queue that gives the least item. Of equal ones it gives any.
 *
 * @param <T> what it holds
 */
public final class PriorityQueue<T> extends Queue<T> {
    /**
     * Makes one without a limit.
     *
     * @param order which item is less
     */
    public PriorityQueue(Comparator<? super T> order) {
        this(0, order);
    }

    /**
     * Makes one.
     *
     * @param maxsize how many items it takes; no limit when it is not above zero
     * @param order which item is less
     */
    public PriorityQueue(int maxsize, Comparator<? super T> order) {
        super(maxsize, Storage.sorted(order));
    }

    /**
     * Makes one of items that know their order.
     *
     * @param <T> what it holds
     * @param maxsize how many items it takes; no limit when it is not above zero
     * @return the queue
     */
    public static <T extends Comparable<? super T>> PriorityQueue<T> natural(int maxsize) {
        return new PriorityQueue<>(maxsize, Comparator.naturalOrder());
    }
}
