package dev.gyre.loop;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A result to come, as the loop gives it out: read-only. {@link LoopPromise} is the side that completes it.
 *
 * <p><b>Threading</b>: its callbacks and stages run on the loop, never inside the call that completes it or adds them. Every method
 * may be called from any thread. A blocking {@link #get()} on the loop's own thread, outside a coroutine, throws
 * {@link IllegalStateException} when the future is pending, as it would wait for itself.
 *
 * <p><b>Errors</b>: a failure that nobody ever looks at is reported to the exception handler in debug mode, with the stack that made
 * the future.
 *
 * <p><b>Differences from asyncio</b>: it is a {@link CompletionStage} too: stages run on the loop, the {@code …Async} ones as well unless they
 * name an executor; {@link #toCompletableFuture()} is a detached copy, whose completion does not reach this future.
 *
 * @param <T> the result
 */
@ProviderType
public interface LoopFuture<T> extends Future<T>, CompletionStage<T> {
    /**
     * {@return the result}
     *
     * @throws InvalidStateException when it is not done
     * @throws CancellationException when it was cancelled
     * @throws Exception what it failed with, itself
     */
    T result() throws Exception;

    /**
     * {@return what it failed with; null when it did not}
     *
     * @throws InvalidStateException when it is not done
     * @throws CancellationException when it was cancelled
     */
    @Nullable
    Throwable exception();

    /**
     * Cancels it.
     *
     * @param message why, for the {@link CancellationException}; may be null
     * @return false when it was done already
     */
    boolean cancel(@Nullable String message);

    /**
     * Cancels it without a message.
     *
     * @return false when it was done already
     */
    default boolean cancel() {
        return cancel(null);
    }

    @Override
    default boolean cancel(boolean mayInterruptIfRunning) {
        return cancel(null);
    }

    /**
     * Adds a callback that runs on the loop when this is done, by {@code callSoon} if it is done already. They run in the order they
     * were added.
     *
     * @param callback what to call
     * @return how to take it back
     */
    Handle addDoneCallback(DoneCallback<T> callback);

    /**
     * {@return the loop it belongs to}
     */
    EventLoop getLoop();
}
