package dev.gyre.loop.core;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Callbacks from other threads, first in first out by happens-before. They are a list, the newest first, of which they are the nodes; the consumer takes the whole list
 * at once, so that producers and consumer meet once for many.
 */
final class Submissions {
    private static final VarHandle NEWEST;

    static {
        try {
            NEWEST = MethodHandles.lookup().findVarHandle(Submissions.class, "newest", ScheduledCallback.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private volatile @Nullable ScheduledCallback newest;

    /** Any thread. */
    void offer(ScheduledCallback callback) {
        ScheduledCallback before;
        do {
            before = newest;
            callback.next = before;
        } while (!NEWEST.weakCompareAndSet(this, before, callback));
    }

    boolean isEmpty() {
        return newest == null;
    }

    /**
     * Takes all there are; for the consumer's thread.
     *
     * @return the oldest, from which {@link ScheduledCallback#next} leads to the others; null when there is none
     */
    @Nullable
    ScheduledCallback take() {
        if (isEmpty()) {
            return null;
        }
        ScheduledCallback oldest = null;
        ScheduledCallback each = (ScheduledCallback) NEWEST.getAndSet(this, null);
        while (each != null) {
            ScheduledCallback older = each.next;
            each.next = oldest;
            oldest = each;
            each = older;
        }
        return oldest;
    }
}
