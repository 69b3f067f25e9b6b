package dev.gyre.loop;

import org.jspecify.annotations.Nullable;

/**
 * Decides which loop a thread gets and how loops are made. New code uses {@link EventLoops#run}, {@link Runner} and {@link LoopConfig};
 * the policy stays thin.
 *
 * <p><b>Threading</b>: any thread.
 *
 * <p><b>Differences from asyncio</b>: deprecated there since 3.14; here it is the place where backends and providers are found.
 */
public interface EventLoopPolicy {
    /**
     * {@return the calling thread's loop}
     *
     * @throws IllegalStateException when none was set
     */
    EventLoop getEventLoop();

    /**
     * Sets the calling thread's loop.
     *
     * @param loop the loop; null clears it
     */
    void setEventLoop(@Nullable EventLoop loop);

    /**
     * Makes a loop; the calling thread owns it until its first run.
     *
     * @param config how it is set up
     * @return the loop
     * @throws IllegalStateException when no backend can serve; the message is the ladder of what was considered
     */
    EventLoop newEventLoop(LoopConfig config);

    /**
     * {@return what {@link #newEventLoop} would consider now}
     *
     * @param config how the loop would be set up
     */
    BackendLadder ladder(LoopConfig config);
}
