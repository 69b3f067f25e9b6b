package dev.gyre.loop.spi;

/**
 * A way to run coroutines on a loop's thread. Tasks, cancelling and generators are the engine's; a runner switches between
 * stacks. The best one available when a task begins runs it to its end, whatever comes or leaves meanwhile.
 */
public interface CoroutineRunner extends Provider {
    /**
     * Makes a coroutine, which waits for its first {@link Coroutine#resume()}.
     *
     * <p><b>Threading</b>: the loop's thread.
     *
     * @param name for its thread
     * @param body what it runs; throws nothing
     * @param host whom to tell that it can go on
     * @return the coroutine
     */
    Coroutine create(String name, Runnable body, CoroutineHost host);
}
