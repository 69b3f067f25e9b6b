package dev.gyre.streams;

import dev.gyre.loop.Callback;
import dev.gyre.loop.EventLoop;
import dev.gyre.loop.EventLoops;
import dev.gyre.loop.ExceptionContext;
import dev.gyre.loop.LoopFuture;
import dev.gyre.loop.LoopPromise;
import dev.gyre.loop.Task;
import dev.gyre.loop.TaskOptions;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * Tasks that end before the block that made them. {@link #run} waits for all of them; when one fails, or the block does, the others and the block
 * are cancelled, and waited for too.
 *
 * <p><b>Threading</b>: the loop's thread. Any callback or coroutine of it may add tasks while the block runs or tasks are left.
 *
 * <p><b>Errors</b>: what failed first is thrown, itself, with the other failures as {@linkplain Throwable#getSuppressed() suppressed}. Tasks that
 * were cancelled are no failures.
 *
 * <p><b>Differences from asyncio</b>: failures are not wrapped in a group of exceptions, so they are caught by their own type; {@code SystemExit}
 * has no like.
 */
public final class TaskGroup {
    /**
     * What makes the tasks.
     *
     * @param <T> its result
     */
    @FunctionalInterface
    public interface Body<T> {
        /**
         * Runs.
         *
         * @param group makes tasks
         * @return the result
         * @throws Exception anything; the tasks are then cancelled
         */
        T run(TaskGroup group) throws Exception;
    }

    private final EventLoop loop;
    private final Task<?> parent;
    private final Set<Task<?>> tasks = new LinkedHashSet<>();
    private final List<Throwable> failures = new ArrayList<>();
    private boolean exiting;
    private boolean aborting;
    private boolean parentCancelled;
    private @Nullable LoopPromise<Void> completed;

    private TaskGroup(EventLoop loop, Task<?> parent) {
        this.loop = loop;
        this.parent = parent;
    }

    /**
     * Runs a block and waits for the tasks it makes.
     *
     * @param <T> the result
     * @param body the block
     * @return what the block returns
     * @throws IllegalStateException outside a coroutine
     * @throws CancellationException when the task was cancelled, and nothing failed
     * @throws Exception what failed first
     */
    public static <T> T run(Body<T> body) throws Exception {
        EventLoop loop = EventLoops.getRunningLoop();
        Task<?> parent = loop.tasks().current();
        if (parent == null) {
            throw new IllegalStateException("A task group needs a task to cancel; run this in a coroutine");
        }
        TaskGroup group = new TaskGroup(loop, parent);
        T result = null;
        Throwable thrown = null;
        try {
            result = body.run(group);
        } catch (Throwable failure) {
            thrown = failure;
        }
        group.exit(thrown);
        return result;
    }

    /**
     * Runs a coroutine in the group.
     *
     * @param <T> the result
     * @param coroutine what to run
     * @return the task
     * @throws IllegalStateException when the group has ended, or is ending because something failed
     */
    public <T> Task<T> createTask(Callable<T> coroutine) {
        return createTask(coroutine, TaskOptions.defaults());
    }

    /**
     * Runs a coroutine without a result in the group.
     *
     * @param coroutine what to run
     * @return the task
     * @throws IllegalStateException when the group has ended, or is ending because something failed
     */
    public Task<Void> createTask(Callback coroutine) {
        Callable<@Nullable Void> callable = () -> {
            coroutine.run();
            return null;
        };
        return createTask(callable, TaskOptions.defaults());
    }

    /**
     * Runs a coroutine in the group.
     *
     * @param <T> the result
     * @param coroutine what to run
     * @param options how
     * @return the task
     * @throws IllegalStateException when the group has ended, or is ending because something failed
     */
    public <T> Task<T> createTask(Callable<T> coroutine, TaskOptions options) {
        if (exiting && tasks.isEmpty()) {
            throw new IllegalStateException("The task group has ended; it takes no more tasks");
        }
        if (aborting) {
            throw new IllegalStateException(
                    "The task group is ending, as something in it has failed or it was cancelled");
        }
        Task<T> task = loop.createTask(coroutine, options);
        loop.tasks().link(parent, task);
        tasks.add(task);
        task.addDoneCallback(this::ended);
        if (aborting) {
            task.cancel();
        }
        return task;
    }

    private void abort() {
        aborting = true;
        for (Task<?> each : tasks) {
            each.cancel();
        }
    }

    private void ended(LoopFuture<?> done) {
        tasks.remove(done);
        LoopPromise<Void> waiter = completed;
        if (waiter != null && tasks.isEmpty()) {
            Awaiting.release(waiter);
        }
        Throwable failure = done.isCancelled() ? null : done.exception();
        if (failure == null) {
            return;
        }
        failures.add(failure);
        if (parent.isDone()) {
            loop.callExceptionHandler(
                    ExceptionContext.of("A task of a group has failed, and the group's task has ended: " + parent)
                            .exception(failure)
                            .future(done)
                            .build());
        } else if (!aborting && !parentCancelled) {
            abort();
            parentCancelled = true;
            parent.cancel("A task of the group has failed");
        }
    }

    private void exit(@Nullable Throwable thrown) throws Exception {
        exiting = true;
        boolean failed = thrown != null && !(thrown instanceof CancellationException);
        if (failed) {
            failures.add(thrown);
        }
        if (thrown != null && !aborting) {
            abort();
        }
        CancellationException own = thrown instanceof CancellationException cancelled ? cancelled : null;
        CancellationException cancelled = awaitTasks(own);
        if (cancelled != null && failures.isEmpty()) {
            throw cancelled;
        }
        if (!failures.isEmpty()) {
            if (parent.cancelling() > 0) {
                // The next wait is to see the cancelling that the failure has overtaken; the count stays.
                parent.uncancel();
                parent.cancel();
            }
            throw Failures.sneak(Failures.combined(failures));
        }
    }

    /** {@return the cancelling that is to be thrown, unless something failed} */
    private @Nullable CancellationException awaitTasks(@Nullable CancellationException thrown) {
        CancellationException cancelled = thrown;
        // On a loop that was closed nobody tells of the end of tasks any more.
        while (!tasks.isEmpty() && !loop.isClosed()) {
            LoopPromise<Void> waiter = loop.createFuture();
            completed = waiter;
            try {
                Awaiting.plainly(waiter);
            } catch (CancellationException asked) {
                if (!aborting) {
                    cancelled = asked;
                    abort();
                }
            }
            completed = null;
        }
        if (parentCancelled) {
            parent.uncancel();
        }
        return cancelled;
    }

    @Override
    public String toString() {
        return "task group of " + tasks.size() + " tasks, " + failures.size() + " failures"
                + (aborting ? ", cancelling" : "");
    }
}
