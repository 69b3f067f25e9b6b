package dev.gyre.loop;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A coroutine that yields values one by one, each when it is asked for, tracked by its loop.
 *
 * <p><b>Threading</b>: the loop's thread.
 *
 * <p><b>Errors</b>: what the body throws fails the pending request; afterwards the generator has ended. One that is asked while a request is
 * pending refuses with {@link IllegalStateException}. One that nobody has any more, and that has not ended, is closed by its loop and reported in debug mode.
 *
 * <p><b>Differences from asyncio</b>: the body runs on a stack of its own and not on that of the task that asks; cancelling a pending request cancels what the
 * body waits for. The body's current task is the generator's own.
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
     * Has the pending yield throw; before the first value, the body does not run at all.
     *
     * @param failure what it throws
     * @return the next value; empty at the end
     */
    LoopFuture<Optional<T>> throwInto(Exception failure);

    /**
     * Ends it: its pending yield throws {@link java.util.concurrent.CancellationException}, and its {@code finally} blocks run, which may wait.
     *
     * @return when it has ended; fails when the body yields on, or with what it throws
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
