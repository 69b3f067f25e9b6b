package dev.gyre.loop.spi;

import dev.gyre.loop.EventLoop;
import org.jspecify.annotations.Nullable;

/**
 * Which loop runs the calling code. An engine binds its loop round everything it runs; the API asks. A binding is inherited by
 * forks, so it counts only where {@link EventLoop#inEventLoop()} confirms it.
 *
 * <p><b>Threading</b>: any thread.
 */
public final class RunningLoop {
    private static final ScopedValue<EventLoop> CURRENT = ScopedValue.newInstance();

    private RunningLoop() {}

    /**
     * Runs something with a loop as the running one.
     *
     * @param loop the loop
     * @param body what to run
     */
    public static void bind(EventLoop loop, Runnable body) {
        ScopedValue.where(CURRENT, loop).run(body);
    }

    /**
     * {@return the loop that runs the calling code, or null}
     */
    public static @Nullable EventLoop current() {
        EventLoop loop = CURRENT.isBound() ? CURRENT.get() : null;
        return loop != null && loop.inEventLoop() ? loop : null;
    }
}
