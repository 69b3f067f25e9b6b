package dev.gyre.loop;

import org.osgi.annotation.versioning.ProviderType;

/**
 * The side of a {@link LoopFuture} that completes it.
 *
 * <p><b>Threading</b>: any thread, unlike in asyncio; callbacks still run on the loop. In debug mode a completion from a wrong thread is
 * refused, since code that relies on it is seldom right.
 *
 * @param <T> the result
 */
@ProviderType
public interface LoopPromise<T> extends LoopFuture<T> {
    /**
     * Completes it with a result.
     *
     * @param result the result; null for {@code Void}
     * @throws InvalidStateException when it is done already
     */
    void setResult(T result);

    /**
     * Completes it with a failure.
     *
     * @param failure the failure; {@link java.util.concurrent.CancellationException} cancels it
     * @throws InvalidStateException when it is done already
     */
    void setException(Throwable failure);
}
