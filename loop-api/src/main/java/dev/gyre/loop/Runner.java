package dev.gyre.loop;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Callable;

/**
 * Runs coroutines on one loop of its own, and closes the loop.
 *
 * <p><b>Threading</b>: one thread uses it.
 *
 * <p><b>Differences from asyncio</b>: it has a loop from the beginning. A signal that interrupts the program does not cancel the main coroutine.
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
     * @throws IllegalStateException when a loop runs on this thread, or after {@link #close()}
     * @throws Exception what it threw, itself
     */
    public <T> T run(Callable<T> main) throws Exception {
        return loop.runUntilComplete(main);
    }

    /**
     * Runs a coroutine without a result to its end.
     *
     * @param main the coroutine
     * @throws IllegalStateException when a loop runs on this thread, or after {@link #close()}
     * @throws Exception what it threw, itself
     */
    public void run(Callback main) throws Exception {
        loop.runUntilComplete(main);
    }

    /**
     * Cancels the tasks that are left and runs them to their end, closes the generators, ends the default executor, and closes the loop. What the tasks
     * throw goes to the exception handler. A second call does nothing.
     */
    @Override
    public void close() {
        if (loop.isClosed()) {
            return;
        }
        try {
            cancelAll(EventLoops.allTasks(loop));
            loop.runUntilComplete(loop.shutdownAsyncgens());
            loop.runUntilComplete(loop.shutdownDefaultExecutor(EXECUTOR_TIMEOUT));
        } catch (Exception e) {
            throw new IllegalStateException(loop + " does not end in order: " + e.getMessage(), e);
        } finally {
            loop.close();
        }
    }

    private void cancelAll(Set<Task<?>> tasks) throws Exception {
        tasks.forEach(LoopFuture::cancel);
        for (Task<?> task : tasks) {
            LoopPromise<Boolean> ended = loop.createFuture();
            task.addDoneCallback(done -> ended.setResult(true));
            loop.runUntilComplete(ended);
            if (!task.isCancelled() && task.exception() != null) {
                loop.callExceptionHandler(
                        ExceptionContext.of("A task failed while the runner was closed, which had cancelled it")
                                .exception(task.exception())
                                .future(task)
                                .build());
            }
        }
    }
}
