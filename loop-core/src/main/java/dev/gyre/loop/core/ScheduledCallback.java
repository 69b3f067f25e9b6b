package dev.gyre.loop.core;

import dev.gyre.loop.Callback;
import dev.gyre.loop.Handle;
import dev.gyre.loop.LoopContext;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A callback on its way: {@code WAITING → TAKEN} when it is about to run, or {@code WAITING → CANCELLED}. Also a node of {@link Submissions}. */
class ScheduledCallback implements Handle {
    private static final int WAITING = 0;
    private static final int TAKEN = 1;
    private static final int CANCELLED = 2;
    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(ScheduledCallback.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** The link of {@link Submissions}. */
    @Nullable
    ScheduledCallback next;

    private final Callback callback;
    private final LoopContext context;
    private final StackTraceElement @Nullable [] creation;
    private volatile int state;

    ScheduledCallback(Callback callback, LoopContext context, boolean debug) {
        this.callback = callback;
        this.context = context;
        this.creation = debug ? CreationStack.here() : null;
    }

    /** Claims the single run. */
    final boolean take() {
        return STATE.compareAndSet(this, WAITING, TAKEN);
    }

    final Callback callback() {
        return callback;
    }

    final List<StackTraceElement> creation() {
        return creation == null ? List.of() : List.of(creation);
    }

    /** Cancels it unless it has begun. */
    final boolean tryCancel() {
        return STATE.compareAndSet(this, WAITING, CANCELLED);
    }

    @Override
    public void cancel() {
        tryCancel();
    }

    @Override
    public final boolean cancelled() {
        return state == CANCELLED;
    }

    @Override
    public final LoopContext getContext() {
        return context;
    }

    @Override
    public String toString() {
        return (cancelled() ? "cancelled callback " : "callback ") + callback;
    }
}
