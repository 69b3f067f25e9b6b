package dev.gyre.loop;

/**
 * What a future calls when it is done, on the loop, by {@code callSoon}.
 *
 * @param <T> the future's result
 */
@FunctionalInterface
public interface DoneCallback<T> {
    /**
     * The future is done.
     *
     * @param future the future
     * @throws Exception anything; it goes to the loop's exception handler
     */
    void done(LoopFuture<T> future) throws Exception;
}
