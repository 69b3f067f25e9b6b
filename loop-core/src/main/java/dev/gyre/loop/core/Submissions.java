package dev.gyre.loop.core;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Callbacks from other threads, first in first out by happens-before: a linked queue of many producers and one consumer in which the
 * callbacks are the nodes (after Vyukov).
 */
final class Submissions {
    private static final VarHandle LAST;

    static {
        try {
            LAST = MethodHandles.lookup().findVarHandle(Submissions.class, "last", ScheduledCallback.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private ScheduledCallback first;
    private volatile ScheduledCallback last;

    Submissions(ScheduledCallback stub) {
        first = stub;
        last = stub;
    }

    /** Any thread. */
    void offer(ScheduledCallback callback) {
        ScheduledCallback before = (ScheduledCallback) LAST.getAndSet(this, callback);
        before.next = callback;
    }

    boolean isEmpty() {
        return first == last;
    }

    /** The consumer's thread. Null when there is none; waits out a producer that stands between its two steps. */
    @Nullable
    ScheduledCallback poll() {
        if (isEmpty()) {
            return null;
        }
        ScheduledCallback taken = first.next;
        while (taken == null) {
            Thread.onSpinWait();
            taken = first.next;
        }
        first.next = null;
        first = taken;
        return taken;
    }
}
