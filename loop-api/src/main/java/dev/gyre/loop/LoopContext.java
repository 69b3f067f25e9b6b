package dev.gyre.loop;

import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An immutable snapshot of all {@link ContextVar} values, captured by everything that schedules. It may carry bindings of
 * {@link ScopedValue}s too.
 *
 * <p><b>Threading</b>: immutable; {@link #current()} is the calling thread's.
 *
 * <p><b>Differences from asyncio</b>: immutable; see {@link ContextVar}.
 */
public final class LoopContext {
    private static final LoopContext EMPTY = new LoopContext(Map.of(), null);
    private static final ThreadLocal<LoopContext> CURRENT = new ThreadLocal<>();

    private final Map<ContextVar<?>, Object> values;
    private final ScopedValue.@Nullable Carrier carrier;

    private LoopContext(Map<ContextVar<?>, Object> values, ScopedValue.@Nullable Carrier carrier) {
        this.values = values;
        this.carrier = carrier;
    }

    /**
     * {@return the context with no value set}
     */
    public static LoopContext empty() {
        return EMPTY;
    }

    /**
     * {@return the calling code's context}
     */
    public static LoopContext current() {
        LoopContext context = CURRENT.get();
        return context == null ? EMPTY : context;
    }

    static void install(LoopContext context) {
        if (context == EMPTY) {
            CURRENT.remove();
        } else {
            CURRENT.set(context);
        }
    }

    /**
     * Makes a copy with one value more.
     *
     * @param <T> the type of the value
     * @param variable the variable
     * @param value its value there
     * @return the copy
     */
    public <T> LoopContext with(ContextVar<T> variable, T value) {
        Map<ContextVar<?>, Object> copy = new IdentityHashMap<>(values);
        copy.put(variable, value);
        return new LoopContext(copy, carrier);
    }

    /**
     * Makes a copy with one value less.
     *
     * @param variable the variable
     * @return the copy
     */
    public LoopContext without(ContextVar<?> variable) {
        Map<ContextVar<?>, Object> copy = new IdentityHashMap<>(values);
        copy.remove(variable);
        return new LoopContext(copy, carrier);
    }

    /**
     * Makes a copy that also binds scoped values.
     *
     * @param bindings the bindings; they replace those of this context
     * @return the copy
     */
    public LoopContext with(ScopedValue.Carrier bindings) {
        return new LoopContext(values, bindings);
    }

    /**
     * {@return the value a variable has here, or null}
     *
     * @param <T> the type of the value
     * @param variable the variable
     */
    @SuppressWarnings("unchecked") // put in by with(ContextVar<T>, T) alone
    public <T> @Nullable T valueOf(ContextVar<T> variable) {
        return (T) values.get(variable);
    }

    /**
     * Runs something in this context; the calling thread's own is back afterwards.
     *
     * @param callback what to run
     * @throws Exception what it throws
     */
    public void run(Callback callback) throws Exception {
        LoopContext before = CURRENT.get();
        if (before == null && this == EMPTY) {
            runHere(callback);
            return;
        }
        install(this);
        try {
            runHere(callback);
        } finally {
            install(before == null ? EMPTY : before);
        }
    }

    private void runHere(Callback callback) throws Exception {
        try {
            if (carrier == null) {
                callback.run();
            } else {
                carrier.call(() -> {
                    callback.run();
                    return this;
                });
            }
        } finally {
            if (this == EMPTY && CURRENT.get() != null) {
                CURRENT.remove();
            }
        }
    }
}
