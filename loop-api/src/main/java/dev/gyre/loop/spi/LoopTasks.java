package dev.gyre.loop.spi;

import dev.gyre.loop.AsyncGenerator;
import dev.gyre.loop.BackendLadder;
import dev.gyre.loop.LoopFuture;
import dev.gyre.loop.LoopPromise;
import dev.gyre.loop.Task;
import dev.gyre.loop.TaskOptions;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A loop's tasks, for task factories, tasks of another make, and tools.
 *
 * <p><b>Threading</b>: the loop's thread, unless a method says otherwise.
 */
@ProviderType
public interface LoopTasks {
    /**
     * Makes a task of the engine, without asking the loop's task factory: what a factory calls.
     *
     * @param <T> the result
     * @param coroutine what to run
     * @param options how
     * @return the task
     */
    <T> Task<T> create(Callable<T> coroutine, TaskOptions options);

    /**
     * Serves {@link Task#await}.
     *
     * @param <R> the result
     * @param stage what to wait for
     * @return its value
     * @throws IllegalStateException outside a coroutine
     * @throws Exception what it failed with
     */
    <R> R await(CompletionStage<R> stage) throws Exception;

    /**
     * Suspends the calling coroutine for one iteration, as {@code asyncio.sleep(0)} does: what is ready now runs first.
     *
     * @throws IllegalStateException outside a coroutine
     * @throws java.util.concurrent.CancellationException when the task was cancelled
     */
    void pause();

    /**
     * Makes a future that stands for others, as that of {@code gather} does: cancelling it asks them, and it ends when whoever made it
     * completes it.
     *
     * @param <T> the result
     * @param cancel what {@link LoopFuture#cancel(String)} does while it is pending; any thread. It is given the message and answers whether anything
     *     was cancelled
     * @return the future
     */
    <T> LoopPromise<T> createWhole(Predicate<@Nullable String> cancel);

    /**
     * {@return the task whose coroutine runs now, or null}; any thread.
     */
    @Nullable
    Task<?> current();

    /**
     * {@return the tasks that have not ended, a copy}; any thread.
     */
    Set<Task<?>> all();

    /**
     * Counts a task of another make among the loop's; any thread.
     *
     * @param task the task
     */
    void register(Task<?> task);

    /**
     * Counts it no more; any thread.
     *
     * @param task the task
     */
    void unregister(Task<?> task);

    /**
     * Says that a task of another make runs now, until it is exchanged back.
     *
     * @param task the task; null when it has ended or suspended
     * @return the one before
     */
    @Nullable
    Task<?> swapCurrent(@Nullable Task<?> task);

    /**
     * Tells that a future waits for others, as that of {@code gather} does, so that the tree of who waits for whom shows it; any thread.
     *
     * @param whole the future
     * @param part one that it waits for
     */
    void link(LoopFuture<?> whole, LoopFuture<?> part);

    /**
     * {@return the futures that were linked to one and are not done}; any thread.
     *
     * @param whole the future
     */
    Set<LoopFuture<?>> parts(LoopFuture<?> whole);

    /**
     * Serves {@link dev.gyre.loop.EventLoop#createAsyncGenerator}.
     *
     * @param <T> what it yields
     * @param body what produces the values
     * @return the generator
     */
    <T> AsyncGenerator<T> generator(AsyncGenerator.Body<T> body);

    /**
     * Serves {@link dev.gyre.loop.EventLoop#shutdownAsyncgens}.
     *
     * @return when every generator is closed
     */
    LoopFuture<Void> shutdownGenerators();

    /**
     * {@return the ways to run coroutines, which one the next task takes, and why}; any thread.
     */
    BackendLadder runners();
}
