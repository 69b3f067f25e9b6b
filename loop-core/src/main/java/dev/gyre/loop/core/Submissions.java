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

    /** Stands at the head of an empty queue, so that no callback that has run is kept there. */
    private final ScheduledCallback stub;

    private ScheduledCallback first;
    private volatile ScheduledCallback last;

    Submissions(ScheduledCallback stub) {
        this.stub = stub;
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
        ScheduledCallback taken = advance();
        if (taken == stub) {
            taken = advance();
        }
        if (taken != null && isEmpty()) {
            letGo(taken);
        }
        return taken;
    }

    private @Nullable ScheduledCallback advance() {
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

    /** Puts the stub in the place of the last callback. When a producer was faster, that will happen after its callback. */
    private void letGo(ScheduledCallback taken) {
        offer(stub);
        if (taken.next == stub) {
            taken.next = null;
            first = stub;
        }
    }
}
