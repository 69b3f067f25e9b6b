package dev.gyre.loop.spi;

import dev.gyre.loop.AsyncGenerator;
import dev.gyre.loop.EventLoop;
import dev.gyre.loop.LoopFuture;
import dev.gyre.loop.Task;
import dev.gyre.loop.TaskOptions;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Coroutines, as a service. Provisional. */
public interface CoroutineRunner extends Provider {
    /**
     * Serves {@link EventLoop#createTask(Callable, TaskOptions)}.
     *
     * @param <T> the result
     * @param loop the loop
     * @param coroutine what to run
     * @param options how
     * @return the task
     */
    <T> Task<T> start(EventLoop loop, Callable<T> coroutine, TaskOptions options);

    /**
     * Serves {@link Task#await}.
     *
     * @param <T> the result
     * @param loop the loop
     * @param stage what to wait for
     * @return its value
     * @throws Exception what it failed with
     */
    <T> T await(EventLoop loop, CompletionStage<T> stage) throws Exception;

    /**
     * {@return the task whose coroutine runs now, or null}
     *
     * @param loop the loop
     */
    @Nullable
    Task<?> currentTask(EventLoop loop);

    /**
     * {@return the tasks of a loop that have not ended}
     *
     * @param loop the loop
     */
    Set<Task<?>> allTasks(EventLoop loop);

    /**
     * Serves {@link EventLoop#createAsyncGenerator}.
     *
     * @param <T> what it yields
     * @param loop the loop
     * @param body what produces the values
     * @return the generator
     */
    <T> AsyncGenerator<T> generator(EventLoop loop, AsyncGenerator.Body<T> body);

    /**
     * Serves {@link EventLoop#shutdownAsyncgens}.
     *
     * @param loop the loop
     * @return when every generator is closed
     */
    LoopFuture<Void> shutdownAsyncgens(EventLoop loop);
}
