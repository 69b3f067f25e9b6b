package dev.gyre.loop;

import java.time.Duration;
import java.util.concurrent.Callable;

/**
 * Runs coroutines on one loop of its own, and closes the loop.
 *
 * <p><b>Threading</b>: one thread uses it.
 */
public final class Runner implements AutoCloseable {
    private static final Duration EXECUTOR_TIMEOUT = Duration.ofMinutes(5);

    private final EventLoop loop;

    /** Makes one with a loop of the usual set-up. */
    public Runner() {
        this(LoopConfig.defaults());
    }

    /**
     * Makes one.
     *
     * @param config how its loop is set up
     */
    public Runner(LoopConfig config) {
        loop = EventLoops.newEventLoop(config);
    }

    /**
     * {@return its loop}
     */
    public EventLoop getLoop() {
        return loop;
    }

    /**
     * Runs a coroutine to its end.
     *
     * @param <T> the result
     * @param main the coroutine
     * @return its result
     * @throws Exception what it threw, itself
     */
    public <T> T run(Callable<T> main) throws Exception {
        return loop.runUntilComplete(main);
    }

    /** Ends the default executor and closes the loop. A second call does nothing. */
    @Override
    public void close() {
        if (loop.isClosed()) {
            return;
        }
        try {
            loop.runUntilComplete(loop.shutdownDefaultExecutor(EXECUTOR_TIMEOUT));
        } catch (Exception e) {
            throw new IllegalStateException("The default executor of " + loop + " did not end: " + e.getMessage(), e);
        } finally {
            loop.close();
        }
    }
}
