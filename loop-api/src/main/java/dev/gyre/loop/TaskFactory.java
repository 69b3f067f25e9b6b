package dev.gyre.loop;

import java.util.concurrent.Callable;

/** Makes a loop's tasks. Provisional. */
@FunctionalInterface
public interface TaskFactory {
    /**
     * Makes a task.
     *
     * @param <T> the result
     * @param loop the loop
     * @param coroutine what to run
     * @param options how, as the caller gave them
     * @return the task
     */
    <T> Task<T> create(EventLoop loop, Callable<T> coroutine, TaskOptions options);
}
