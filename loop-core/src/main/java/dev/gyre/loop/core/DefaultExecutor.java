package dev.gyre.loop.core;

import dev.gyre.loop.LoopFuture;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Where blocking jobs run: a bounded pool of daemon platform threads, made at the first need. (Two jobs that keep the processor busy on
 * virtual threads would hold up every other virtual thread on a small machine.)
 */
final class DefaultExecutor {
    private static final int MOST_THREADS = 32;
    private static final int EXTRA_THREADS = 4;
    private static final long IDLE_SECONDS = 60;

    private final EngineLoop loop;
    private @Nullable ExecutorService pool;
    private boolean ended;

    DefaultExecutor(EngineLoop loop) {
        this.loop = loop;
    }

    <T> LoopFuture<T> run(@Nullable Executor where, Callable<T> job) {
        Job<T> running = new Job<>(loop, job);
        (where == null ? pool() : where).execute(running);
        return running.result;
    }

    private synchronized ExecutorService pool() {
        if (ended) {
            throw new IllegalStateException("The default executor of " + loop.name() + " was shut down");
        }
        ExecutorService present = pool;
        if (present == null) {
            present = make();
            pool = present;
        }
        return present;
    }

    private ExecutorService make() {
        int threads = Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors() + EXTRA_THREADS);
        ThreadPoolExecutor made = new ThreadPoolExecutor(
                threads,
                threads,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                Thread.ofPlatform().name(loop.name() + "-executor-", 0).daemon().factory());
        made.allowCoreThreadTimeOut(true);
        return made;
    }

    synchronized void replace(ExecutorService replacement) {
        pool = replacement;
        ended = false;
    }

    private synchronized @Nullable ExecutorService end() {
        ended = true;
        ExecutorService last = pool;
        pool = null;
        return last;
    }

    /** Ends it off the loop; jobs that are not done in time are interrupted. */
    LoopFuture<Void> shutdown(Duration timeout) {
        Promise<Void> done = new Promise<>(loop);
        ExecutorService last = end();
        if (last == null) {
            done.succeed(null);
            return done;
        }
        last.shutdown();
        Thread.ofPlatform().name(loop.name() + "-executor-end").daemon().start(() -> await(last, timeout, done));
        return done;
    }

    private static void await(ExecutorService last, Duration timeout, Promise<Void> done) {
        try {
            if (!last.awaitTermination(TimeUnit.NANOSECONDS.convert(timeout), TimeUnit.NANOSECONDS)) {
                endNow(last);
            }
            done.succeed(null);
        } catch (InterruptedException e) {
            endNow(last);
            done.fail(e);
        }
    }

    /** Interrupts what runs; what has not begun is cancelled, so that nobody waits for it in vain. */
    private static void endNow(ExecutorService last) {
        for (Runnable each : last.shutdownNow()) {
            if (each instanceof Job<?> job) {
                job.cancel(false);
            }
        }
    }

    void close() {
        ExecutorService last = end();
        if (last != null) {
            last.shutdown();
        }
    }

    /** A job whose cancelling interrupts it. */
    private static final class Job<T> extends FutureTask<T> {
        private final Promise<T> result;

        private Job(EngineLoop loop, Callable<T> job) {
            super(job);
            result = new Promise<>(loop, () -> cancel(true));
        }

        @Override
        protected void done() {
            if (isCancelled()) {
                result.cancel("The job was cancelled");
            }
        }

        @Override
        protected void set(T value) {
            super.set(value);
            result.succeed(value);
        }

        @Override
        protected void setException(Throwable failure) {
            super.setException(failure);
            result.fail(failure);
        }
    }
}
