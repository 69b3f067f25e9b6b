package dev.gyre.streams;

import dev.gyre.loop.LoopPromise;
import java.util.ArrayDeque;
import java.util.Iterator;

/** Coroutines that wait for their turn, each by a future, in the order they came. */
final class Waiters {
    private final LoopBinding loop = new LoopBinding();
    private final ArrayDeque<LoopPromise<Void>> queue = new ArrayDeque<>(4);

    /** Queues somebody. */
    LoopPromise<Void> join(Object owner) {
        LoopPromise<Void> waiter = loop.get(owner).createFuture();
        queue.add(waiter);
        return waiter;
    }

    /** Waits for the turn, and leaves the queue however that ends. */
    void await(LoopPromise<Void> waiter) {
        try {
            Awaiting.plainly(waiter);
        } finally {
            leave(waiter);
        }
    }

    void leave(LoopPromise<Void> waiter) {
        queue.removeFirstOccurrence(waiter);
    }

    /** {@return whether anybody waits who was not cancelled} */
    boolean any() {
        for (LoopPromise<Void> each : queue) {
            if (!each.isCancelled()) {
                return true;
            }
        }
        return false;
    }

    /** Wakes the first, unless it is awake already. */
    void wakeFirst() {
        LoopPromise<Void> first = queue.peek();
        if (first != null) {
            Awaiting.release(first);
        }
    }

    /** Wakes the first that sleeps, and has it leave the queue. */
    void wakeNext() {
        while (!queue.isEmpty()) {
            if (Awaiting.release(queue.remove())) {
                return;
            }
        }
    }

    /**
     * Wakes so many of those that sleep.
     *
     * @return how many it were
     */
    int wake(int count) {
        int woken = 0;
        for (Iterator<LoopPromise<Void>> each = queue.iterator(); woken < count && each.hasNext(); ) {
            if (Awaiting.release(each.next())) {
                woken++;
            }
        }
        return woken;
    }

    void wakeAll() {
        wake(Integer.MAX_VALUE);
    }

    int size() {
        return queue.size();
    }

    @Override
    public String toString() {
        return queue.isEmpty() ? "" : ", " + queue.size() + " waiting";
    }
}
