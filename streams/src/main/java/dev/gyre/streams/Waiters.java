package dev.gyre.streams;

import dev.gyre.loop.LoopPromise;
import java.util.Map;
import java.util.TreeMap;

/** Coroutines that wait for their turn, each by a future, in the order they came. */
final class Waiters {
    private final LoopBinding loop = new LoopBinding();
    private final TreeMap<Long, LoopPromise<Void>> queue = new TreeMap<>();
    private long came;

    /** Somebody's place, and what wakes it. */
    record Turn(long place, LoopPromise<Void> promise) {
        /** {@return whether it was woken, which somebody else has to hear of when it cannot go on} */
        boolean given() {
            return promise.isDone() && !promise.isCancelled();
        }
    }

    /** Queues somebody. */
    Turn join(Object owner) {
        return join(owner, came++);
    }

    /** Queues somebody who was woken in vain, at the place that it had. */
    Turn joinAgain(Object owner, Turn before) {
        return join(owner, before.place);
    }

    private Turn join(Object owner, long place) {
        LoopPromise<Void> waiter = loop.get(owner).createFuture();
        queue.put(place, waiter);
        return new Turn(place, waiter);
    }

    /** Waits for the turn, and leaves the queue however that ends. */
    void await(Turn turn) {
        try {
            Awaiting.plainly(turn.promise);
        } finally {
            queue.remove(turn.place);
        }
    }

    /** {@return whether anybody waits who was not cancelled} */
    boolean any() {
        for (LoopPromise<Void> each : queue.values()) {
            if (!each.isCancelled()) {
                return true;
            }
        }
        return false;
    }

    /** Wakes the first, unless it is awake already. */
    void wakeFirst() {
        Map.Entry<Long, LoopPromise<Void>> first = queue.firstEntry();
        if (first != null) {
            Awaiting.release(first.getValue());
        }
    }

    /** Wakes the first that sleeps, and has it leave the queue. */
    void wakeNext() {
        while (!queue.isEmpty()) {
            if (Awaiting.release(queue.pollFirstEntry().getValue())) {
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
        for (LoopPromise<Void> each : queue.values()) {
            if (woken == count) {
                break;
            }
            if (Awaiting.release(each)) {
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
