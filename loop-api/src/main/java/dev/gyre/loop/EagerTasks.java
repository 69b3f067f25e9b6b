package dev.gyre.loop;

import java.util.concurrent.Callable;

/** Makes tasks that run at once unless their options say otherwise. */
final class EagerTasks implements TaskFactory {
    static final TaskFactory FACTORY = new EagerTasks();

    private EagerTasks() {}

    @Override
    public <T> Task<T> create(EventLoop loop, Callable<T> coroutine, TaskOptions options) {
        Boolean asked = options.eagerStart();
        TaskOptions eager = new TaskOptions(options.name(), options.context(), asked == null || asked);
        return loop.tasks().create(coroutine, eager);
    }
}
