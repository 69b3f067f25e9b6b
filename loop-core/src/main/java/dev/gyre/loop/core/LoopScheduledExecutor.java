package dev.gyre.loop.core;

import dev.gyre.loop.LoopContext;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** The loop as the JDK's executor for schedules. Its life is the loop's. */
final class LoopScheduledExecutor extends AbstractExecutorService implements ScheduledExecutorService {
    private final EngineLoop loop;

    LoopScheduledExecutor(EngineLoop loop) {
        this.loop = loop;
    }

    @Override
    public void execute(Runnable command) {
        loop.execute(command);
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
        return schedule(Executors.callable(command), delay, unit);
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> callable, long delay, TimeUnit unit) {
        return new Once<>(loop, callable, unit.toNanos(delay)).begin();
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable command, long initialDelay, long period, TimeUnit unit) {
        return new Repeated(loop, command, unit.toNanos(initialDelay), positive(unit.toNanos(period)), true).begin();
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable command, long initialDelay, long delay, TimeUnit unit) {
        return new Repeated(loop, command, unit.toNanos(initialDelay), positive(unit.toNanos(delay)), false).begin();
    }

    private static long positive(long nanos) {
        if (nanos <= 0) {
            throw new IllegalArgumentException("A period is longer than 0, not " + nanos + " ns");
        }
        return nanos;
    }

    private UnsupportedOperationException lifeIsTheLoops() {
        return new UnsupportedOperationException(
                "This executor lives as long as the loop " + loop.name() + "; shut the loop down");
    }

    @Override
    public void shutdown() {
        throw lifeIsTheLoops();
    }

    @Override
    public List<Runnable> shutdownNow() {
        throw lifeIsTheLoops();
    }

    @Override
    public void close() {
        throw lifeIsTheLoops();
    }

    @Override
    public boolean isShutdown() {
        return loop.isClosed();
    }

    @Override
    public boolean isTerminated() {
        return loop.isClosed();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return loop.awaitClosed(timeout, unit);
    }

    /** A job with a due time. */
    private abstract static class Due<V> extends FutureTask<V> implements ScheduledFuture<V> {
        private final EngineLoop loop;
        private volatile long when;
        private volatile ScheduledTimer timer;

        private Due(EngineLoop loop, Callable<V> job, long delay) {
            super(job);
            this.loop = loop;
            this.when = loop.time() + delay;
            this.timer = loop.scheduler().detached(when, this, LoopContext.current());
        }

        final Due<V> begin() {
            try {
                loop.scheduler().add(timer);
            } catch (IllegalStateException e) {
                throw new RejectedExecutionException(e.getMessage(), e);
            }
            return this;
        }

        final void again(long nextWhen) {
            when = nextWhen;
            timer = loop.scheduler().detached(nextWhen, this, LoopContext.current());
            begin();
        }

        final long due() {
            return when;
        }

        final long now() {
            return loop.time();
        }

        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            boolean cancelled = super.cancel(mayInterruptIfRunning);
            timer.cancel();
            return cancelled;
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(when - loop.time(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
        }
    }

    private static final class Once<V> extends Due<V> {
        private Once(EngineLoop loop, Callable<V> job, long delay) {
            super(loop, job, delay);
        }
    }

    private static final class Repeated extends Due<Object> {
        private final long period;
        private final boolean fixedRate;

        private Repeated(EngineLoop loop, Runnable job, long delay, long period, boolean fixedRate) {
            super(loop, Executors.callable(job), delay);
            this.period = period;
            this.fixedRate = fixedRate;
        }

        @Override
        public void run() {
            if (runAndReset()) {
                again((fixedRate ? due() : now()) + period);
            }
        }
    }
}
