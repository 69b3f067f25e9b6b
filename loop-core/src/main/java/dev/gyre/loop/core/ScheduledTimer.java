package dev.gyre.loop.core;

import dev.gyre.loop.Callback;
import dev.gyre.loop.LoopContext;
import dev.gyre.loop.TimerHandle;

/** A callback with a due time. Those due at the same time go by {@link #order}. */
final class ScheduledTimer extends ScheduledCallback implements TimerHandle {
    private final TimerHeap heap;
    private final long when;

    /** Set when it enters the heap. */
    long order;

    ScheduledTimer(TimerHeap heap, long when, Callback callback, LoopContext context, boolean debug) {
        super(callback, context, debug);
        this.heap = heap;
        this.when = when;
    }

    @Override
    public long when() {
        return when;
    }

    boolean before(ScheduledTimer other) {
        long difference = when - other.when;
        return difference != 0 ? difference < 0 : order < other.order;
    }

    @Override
    public void cancel() {
        if (tryCancel()) {
            heap.cancelledOne();
        }
    }

    @Override
    public String toString() {
        return super.toString() + " at " + when;
    }
}
