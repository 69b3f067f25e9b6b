package dev.gyre.loop;

import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * A variable whose value follows the flow of callbacks: whatever schedules a callback captures every value, and the callback sees
 * what was captured.
 *
 * <p><b>Threading</b>: any thread; a value belongs to the thread's present {@link LoopContext}.
 *
 * <p><b>Differences from asyncio</b>: a context is an immutable snapshot, so what a callback sets is seen by what it schedules
 * afterwards and not by others that captured the same context.
 *
 * @param <T> the type of its values
 */
public final class ContextVar<T> {
    private final String name;
    private final @Nullable T defaultValue;

    private ContextVar(String name, @Nullable T defaultValue) {
        this.name = name;
        this.defaultValue = defaultValue;
    }

    /**
     * Makes a variable without a default.
     *
     * @param <T> the type of its values
     * @param name for messages
     * @return the variable
     */
    public static <T> ContextVar<T> of(String name) {
        return new ContextVar<>(name, null);
    }

    /**
     * Makes a variable with a default.
     *
     * @param <T> the type of its values
     * @param name for messages
     * @param defaultValue what {@link #get()} answers when nothing was set
     * @return the variable
     */
    public static <T> ContextVar<T> of(String name, T defaultValue) {
        return new ContextVar<>(name, defaultValue);
    }

    /**
     * {@return its name}
     */
    public String name() {
        return name;
    }

    /**
     * {@return the present value, or the default}
     *
     * @throws NoSuchElementException when nothing was set and there is no default
     */
    public T get() {
        T value = LoopContext.current().valueOf(this);
        if (value == null) {
            value = defaultValue;
        }
        if (value == null) {
            throw new NoSuchElementException("Context variable " + name + " has no value here and no default");
        }
        return value;
    }

    /**
     * Sets the value from here on.
     *
     * @param value the value
     * @return what {@link #reset} takes to set back
     */
    public Token<T> set(T value) {
        T old = LoopContext.current().valueOf(this);
        LoopContext.install(LoopContext.current().with(this, value));
        return new Token<>(this, old);
    }

    /**
     * Sets the value back to what it was before a {@link #set}.
     *
     * @param token what that set returned
     * @throws IllegalArgumentException when the token is another variable's
     */
    public void reset(Token<T> token) {
        if (token.variable != this) {
            throw new IllegalArgumentException("The token belongs to " + token.variable.name + ", not to " + name);
        }
        T old = token.old;
        LoopContext present = LoopContext.current();
        LoopContext.install(old == null ? present.without(this) : present.with(this, old));
    }

    @Override
    public String toString() {
        return "ContextVar " + name;
    }

    /**
     * Remembers the value before a {@link ContextVar#set}.
     *
     * @param <T> the type of the value
     */
    public static final class Token<T> {
        private final ContextVar<T> variable;
        private final @Nullable T old;

        private Token(ContextVar<T> variable, @Nullable T old) {
            this.variable = variable;
            this.old = old;
        }
    }
}
