package dev.gyre.loop;

import java.util.concurrent.Callable;

/**
 * Makes a loop's tasks. It may decorate the coroutine or the options and have the engine's task made by
 * {@code loop.tasks().create}, or make tasks of its own, which it registers there.
 *
 * <p><b>Threading</b>: the loop's thread.
 */
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

    /**
     * {@return a factory of tasks that run at once, up to their first suspension, unless their options say otherwise}
     */
    static TaskFactory eager() {
        return EagerTasks.FACTORY;
    }
}
