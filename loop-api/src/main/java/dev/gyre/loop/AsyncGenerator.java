package dev.gyre.loop;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A coroutine that yields values one by one, tracked by its loop. Provisional.
 *
 * @param <T> what it yields
 */
@ProviderType
public interface AsyncGenerator<T> {
    /**
     * {@return the next value; empty at the end}
     */
    LoopFuture<Optional<T>> next();

    /**
     * Goes on with a value for the pending yield.
     *
     * @param value what {@link Yield#yield} returns
     * @return the next value; empty at the end
     */
    LoopFuture<Optional<T>> send(Object value);

    /**
     * Ends it: its pending yield throws, and its {@code finally} blocks run.
     *
     * @return when it has ended
     */
    LoopFuture<Void> close();

    /**
     * What produces the values.
     *
     * @param <T> what it yields
     */
    @FunctionalInterface
    interface Body<T> {
        /**
         * Runs as a coroutine.
         *
         * @param out takes the values
         * @throws Exception anything; the pending {@link AsyncGenerator#next()} fails with it
         */
        void run(Yield<T> out) throws Exception;
    }

    /**
     * Takes the values.
     *
     * @param <T> what is yielded
     */
    @FunctionalInterface
    interface Yield<T> {
        /**
         * Hands a value over and waits until the next is asked for.
         *
         * @param value the value
         * @return what {@link AsyncGenerator#send} gave; null after {@link AsyncGenerator#next()}
         * @throws Exception when the generator was closed meanwhile
         */
        @Nullable
        Object yield(T value) throws Exception;
    }
}
