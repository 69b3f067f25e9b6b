package dev.gyre.container.servers;

import java.lang.System.Logger.Level;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The thread on which the whiteboard decides. Nothing waits on it; what loops answer is brought back to it. */
final class ContainerThread implements Executor, AutoCloseable {
    private static final System.Logger LOG = System.getLogger("dev.gyre.container");

    private volatile Thread thread;
    private final ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, this::makeThread);

    @SuppressWarnings("NullAway") // the thread is there before anybody can be on it
    ContainerThread() {
        executor.setRemoveOnCancelPolicy(true);
    }

    private Thread makeThread(Runnable work) {
        thread = Thread.ofPlatform().name("gyre-container").daemon().unstarted(work);
        return thread;
    }

    boolean isCurrent() {
        return Thread.currentThread() == thread;
    }

    @Override
    public void execute(Runnable work) {
        try {
            executor.execute(() -> run(work));
        } catch (RejectedExecutionException _) {
            // the container has stopped, and nobody waits for what it would have done
        }
    }

    private static void run(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | LinkageError e) {
            LOG.log(Level.ERROR, "The container failed in what it was doing, and goes on", e);
        }
    }

    Future<?> later(long millis, Runnable work) {
        return executor.schedule(() -> run(work), millis, TimeUnit.MILLISECONDS);
    }

    /** Does something and tells the outcome. */
    <T> CompletableFuture<T> call(Callable<T> work) {
        CompletableFuture<T> outcome = new CompletableFuture<>();
        execute(() -> {
            try {
                outcome.complete(work.call());
            } catch (Exception | LinkageError e) {
                outcome.completeExceptionally(e);
            }
        });
        return outcome;
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
