package dev.gyre.loop.spi;

/**
 * A call stack of its own that runs on its loop's thread, a piece at a time. What it runs, and when, is up to the engine.
 *
 * <p>Life: new → running ↔ suspended → ended. Where coroutines leave the loop's thread free while something else than
 * {@link #suspend()} blocks them, a lock say, there is also running ↔ blocked: {@link #resume()} returns then,
 * {@link CoroutineHost#ready} says that it can go on, and {@link #proceed()} has it go on.
 */
public interface Coroutine {
    /**
     * Begins it, or ends its suspension, and runs it until it suspends again, blocks or ends.
     *
     * <p><b>Threading</b>: the thread that stands for the loop, which is no coroutine's own. One call at a time.
     *
     * <p><b>Errors</b>: none; the body throws nothing.
     */
    void resume();

    /**
     * Runs it on when it was blocked and is so no more; does nothing otherwise. For the rest it is as {@link #resume()}.
     */
    default void proceed() {}

    /**
     * Gives the loop's thread back until the next {@link #resume()}. An interrupt does not end it and is kept.
     *
     * <p><b>Threading</b>: the coroutine itself.
     */
    void suspend();

    /**
     * {@return the thread that the body sees as the current one; it acts as the loop's while the coroutine runs}; any thread.
     */
    Thread thread();

    /**
     * {@return whether it has ended}; any thread.
     */
    boolean isEnded();
}
