package dev.gyre.streams;

import dev.gyre.loop.Callback;
import dev.gyre.loop.EventLoop;
import dev.gyre.loop.EventLoops;
import dev.gyre.loop.LoopContext;
import dev.gyre.loop.LoopFuture;
import dev.gyre.loop.LoopPromise;
import dev.gyre.loop.Task;
import dev.gyre.loop.TimerHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Sleeping, and waiting for several things, or for no longer than so long.
 *
 * <p><b>Threading</b>: in a coroutine, for what waits; {@link #gather} and {@link #shield} return a future and may be called anywhere on the
 * loop, also before it runs.
 *
 * <p><b>Errors</b>: what waits throws {@link CancellationException} when its task is cancelled there, and {@link IllegalStateException} outside a
 * coroutine.
 *
 * <p><b>Differences from asyncio</b>: what is a coroutine there is called and returns its result. Futures may be any {@link CompletionStage}; those of other
 * makes are cancelled only when they are a {@link java.util.concurrent.Future} too.
 */
public final class Coroutines {
    private Coroutines() {}

    // Sleeping

    /**
     * Suspends the calling coroutine for a time. A time of zero lets everything run that is ready.
     *
     * @param time how long; as zero when negative
     */
    public static void sleep(Duration time) {
        EventLoop loop = EventLoops.getRunningLoop();
        if (!time.isPositive()) {
            loop.tasks().pause();
            return;
        }
        LoopPromise<Void> slept = loop.createFuture();
        TimerHandle timer = loop.callLater(time, () -> Awaiting.release(slept));
        try {
            Awaiting.plainly(slept);
        } finally {
            timer.cancel();
        }
    }

    /**
     * Suspends the calling coroutine for a time.
     *
     * @param <T> the result
     * @param time how long
     * @param result what to return
     * @return the result
     */
    public static <T> T sleep(Duration time, T result) {
        sleep(time);
        return result;
    }

    // Several at once

    /**
     * Gathers the results of several futures, in their order. The first that fails or is cancelled fails the whole; the others go on.
     * Cancelling the whole while it is pending cancels those that are.
     *
     * @param <T> the results
     * @param stages the futures; one that is there twice has its result there twice
     * @return the results
     */
    public static <T> LoopFuture<List<T>> gather(Collection<? extends CompletionStage<? extends T>> stages) {
        return Gathering.results(stages);
    }

    /**
     * As {@link #gather(Collection)}.
     *
     * @param <T> the results
     * @param stages the futures
     * @return the results
     */
    @SafeVarargs
    public static <T> LoopFuture<List<T>> gather(CompletionStage<? extends T>... stages) {
        List<CompletionStage<? extends T>> list = new ArrayList<>(stages.length);
        for (CompletionStage<? extends T> each : stages) {
            list.add(each);
        }
        return Gathering.results(list);
    }

    /**
     * Runs coroutines as tasks of their own, and gathers their results as {@link #gather(Collection)} does.
     *
     * @param <T> the results
     * @param coroutines what to run
     * @return the results
     */
    @SafeVarargs
    public static <T> LoopFuture<List<T>> gather(Callable<? extends T>... coroutines) {
        EventLoop loop = EventLoops.getEventLoop();
        List<Task<? extends T>> tasks = new ArrayList<>(coroutines.length);
        for (Callable<? extends T> each : coroutines) {
            tasks.add(loop.createTask(each));
        }
        return Gathering.results(tasks);
    }

    /**
     * Waits for several futures, whatever they come to: {@code gather(…, return_exceptions=True)}. Cancelling the whole cancels those that are
     * pending, and is its outcome when they have ended.
     *
     * @param <T> the results
     * @param stages the futures
     * @return the futures in their order, all done; {@link LoopFuture#state()} tells results from failures
     */
    public static <T> LoopFuture<List<LoopFuture<T>>> gatherOutcomes(
            Collection<? extends CompletionStage<? extends T>> stages) {
        return Gathering.outcomes(stages);
    }

    /**
     * Waits for all of several futures. It cancels none of them, not even when it is cancelled.
     *
     * @param <F> the type of the futures
     * @param stages the futures
     * @return all of them, done
     * @throws IllegalArgumentException when there are none
     */
    public static <F extends CompletionStage<?>> Waited<F> wait(Collection<? extends F> stages) {
        return Waiting.on(stages, null, ReturnWhen.ALL_COMPLETED);
    }

    /**
     * Waits for some of several futures. It cancels none of them, not even when the time is over or it is cancelled.
     *
     * @param <F> the type of the futures
     * @param stages the futures
     * @param timeout how long at the most; null for ever
     * @param when what to wait for
     * @return which are done and which are not
     * @throws IllegalArgumentException when there are none
     */
    public static <F extends CompletionStage<?>> Waited<F> wait(
            Collection<? extends F> stages, @Nullable Duration timeout, ReturnWhen when) {
        return Waiting.on(stages, timeout, when);
    }

    /**
     * Gives futures in the order in which they are done:
     * {@code for (var next = asCompleted(tasks); next.hasNext(); ) { var task = next.next(); … }}.
     *
     * @param <F> the type of the futures
     * @param stages the futures
     * @return they, to be waited for
     */
    public static <F extends CompletionStage<?>> Completions<F> asCompleted(Collection<? extends F> stages) {
        return new Completions<>(stages, null);
    }

    /**
     * Gives futures in the order in which they are done, for a time.
     *
     * @param <F> the type of the futures
     * @param stages the futures
     * @param timeout how long from now on; null for ever
     * @return they, to be waited for
     */
    public static <F extends CompletionStage<?>> Completions<F> asCompleted(
            Collection<? extends F> stages, @Nullable Duration timeout) {
        return new Completions<>(stages, timeout);
    }

    // Protected from cancelling

    /**
     * Makes a future that has the outcome of another, and that can be cancelled without it. When that one fails afterwards, the exception handler is
     * told. Keep a reference to it, so that it can be looked at.
     *
     * @param <T> the result
     * @param stage what to protect
     * @return the future to wait for
     */
    public static <T> LoopFuture<T> shield(CompletionStage<T> stage) {
        return Shielding.of(stage);
    }

    /**
     * Runs a coroutine as a task that is not cancelled with those who wait for it.
     *
     * @param <T> the result
     * @param coroutine what to run
     * @return the future to wait for
     */
    public static <T> LoopFuture<T> shield(Callable<T> coroutine) {
        return Shielding.of(EventLoops.getEventLoop().createTask(coroutine));
    }

    // Deadlines

    /**
     * Runs a block for no longer than so long.
     *
     * @param <T> its result
     * @param delay how long; null for ever
     * @param body the block, which is given its deadline to move it
     * @return what it returns
     * @throws TimeoutException when the time was over and the block ended of it
     * @throws Exception what the block throws
     */
    public static <T> T timeout(@Nullable Duration delay, Timeout.Body<T> body) throws Exception {
        return Timeout.run(deadline(delay), body);
    }

    /**
     * Runs a block for no longer than so long.
     *
     * @param <T> its result
     * @param delay how long; null for ever
     * @param body the block
     * @return what it returns
     * @throws TimeoutException when the time was over and the block ended of it
     * @throws Exception what the block throws
     */
    public static <T> T timeout(@Nullable Duration delay, Callable<T> body) throws Exception {
        return Timeout.run(deadline(delay), timeout -> body.call());
    }

    /**
     * Runs a block without a result for no longer than so long.
     *
     * @param delay how long; null for ever
     * @param body the block
     * @throws TimeoutException when the time was over and the block ended of it
     * @throws Exception what the block throws
     */
    public static void timeout(@Nullable Duration delay, Callback body) throws Exception {
        Timeout.<@Nullable Void>run(deadline(delay), timeout -> {
            body.run();
            return null;
        });
    }

    /**
     * Runs a block until a time.
     *
     * @param <T> its result
     * @param when the time by {@link EventLoop#time()}
     * @param body the block, which is given its deadline to move it
     * @return what it returns
     * @throws TimeoutException when the time was over and the block ended of it
     * @throws Exception what the block throws
     */
    public static <T> T timeoutAt(long when, Timeout.Body<T> body) throws Exception {
        return Timeout.run(OptionalLong.of(when), body);
    }

    private static OptionalLong deadline(@Nullable Duration delay) {
        if (delay == null) {
            return OptionalLong.empty();
        }
        long now = EventLoops.getRunningLoop().time();
        long nanos = TimeUnit.NANOSECONDS.convert(delay);
        boolean beyondTheClock = nanos > Long.MAX_VALUE - Math.max(0, now);
        return beyondTheClock ? OptionalLong.empty() : OptionalLong.of(now + nanos);
    }

    /**
     * Waits for a future, and cancels it when it takes too long or this is cancelled. {@link #shield} keeps it from that.
     *
     * @param <T> the result
     * @param stage the future
     * @param timeout how long; null for ever, and only for one that is done when it is not above zero
     * @return its result
     * @throws TimeoutException when it took too long, and has been cancelled
     * @throws Exception what it failed with
     */
    public static <T> T waitFor(CompletionStage<T> stage, @Nullable Duration timeout) throws Exception {
        if (timeout != null && !timeout.isPositive()) {
            return atOnce(EventLoops.getRunningLoop().ensureFuture(stage));
        }
        return timeout(timeout, () -> Task.await(stage));
    }

    /**
     * Runs a coroutine, in the calling task, for no longer than so long.
     *
     * @param <T> the result
     * @param coroutine what to run; it does not begin when the time is not above zero
     * @param timeout how long; null for ever
     * @return its result
     * @throws TimeoutException when it took too long
     * @throws Exception what it threw
     */
    public static <T> T waitFor(Callable<T> coroutine, @Nullable Duration timeout) throws Exception {
        if (timeout != null && !timeout.isPositive()) {
            return atOnce(EventLoops.getRunningLoop().createTask(coroutine));
        }
        return timeout(timeout, coroutine);
    }

    private static <T> T atOnce(LoopFuture<T> future) throws Exception {
        if (future.isDone()) {
            return future.result();
        }
        cancelAndWait(future);
        try {
            return future.result();
        } catch (CancellationException cancelled) {
            TimeoutException over = new TimeoutException("Not done, and there was no time to wait");
            over.initCause(cancelled);
            throw over;
        }
    }

    /** Waits for the end of something that is cancelled; it is itself cancelled reliably, which it were not if it waited for that directly. */
    private static void cancelAndWait(LoopFuture<?> future) {
        LoopPromise<Void> ended = future.getLoop().createFuture();
        future.addDoneCallback(done -> Awaiting.release(ended));
        future.cancel();
        Awaiting.plainly(ended);
    }

    // Elsewhere

    /**
     * Runs a job that blocks on a thread of the loop's default executor, in the calling coroutine's context, and waits for it.
     *
     * <p><b>Differences from asyncio</b>: cancelling interrupts the job.
     *
     * @param <T> the result
     * @param job the job
     * @return its result
     * @throws Exception what it threw
     */
    public static <T> T toThread(Callable<T> job) throws Exception {
        LoopContext context = LoopContext.current();
        return Task.await(EventLoops.getRunningLoop().runInExecutor(() -> {
            AtomicReference<T> result = new AtomicReference<>();
            context.run(() -> result.set(job.call()));
            return result.get();
        }));
    }
}
