package dev.gyre.loop.core;

import dev.gyre.loop.Handle;
import dev.gyre.loop.LoopContext;
import dev.gyre.loop.LoopFuture;
import dev.gyre.loop.Task;
import dev.gyre.loop.TaskOptions;
import dev.gyre.loop.TaskWait;
import dev.gyre.loop.spi.Coroutine;
import dev.gyre.loop.spi.RunningLoop;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A coroutine and the future of its result.
 *
 * <p>Life: waiting to begin → running ↔ waiting for a future, or blocked by something else → ended.
 */
final class EngineTask<T> extends Promise<T> implements Task<T> {
    private static final AtomicLong NUMBERS = new AtomicLong();
    private static final VarHandle READY;

    static {
        try {
            READY = MethodHandles.lookup().findVarHandle(EngineTask.class, "ready", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Tasks tasks;
    private final Callable<T> coro;
    private final LoopContext context;
    private volatile String name;
    private volatile @Nullable Coroutine coroutine;
    private volatile @Nullable LoopFuture<?> waitsFor;
    private volatile long waitsSince;
    private volatile int cancels;
    /** It was blocked and can go on; somebody has to claim it. */
    private volatile boolean ready;

    private @Nullable Object recorded;
    private boolean mustCancel;
    /** The request came after the last result; who waits for this task takes it over. */
    private boolean late;

    private @Nullable String cancelMessage;
    private @Nullable T value;
    private @Nullable Throwable failure;

    EngineTask(EngineLoop loop, Tasks tasks, Callable<T> coro, TaskOptions options) {
        super(loop);
        this.tasks = tasks;
        this.coro = coro;
        this.context = options.context() != null ? options.context() : LoopContext.current();
        this.name = options.name() != null ? options.name() : "Task-" + NUMBERS.incrementAndGet();
    }

    // Running

    /** Runs it for the first time. */
    void begin() {
        if (isDone()) {
            return;
        }
        if (mustCancel) {
            abandon(cancelMessage);
            tasks.ended(this);
            return;
        }
        recorded = Flight.taskBegins();
        coroutine = tasks.coroutine(name, this::body, this);
        tasks.run(this);
    }

    private void body() {
        RunningLoop.bind(loop(), () -> {
            try {
                context.run(() -> value = coro.call());
            } catch (Throwable thrown) {
                failure = thrown;
            }
        });
    }

    /** Its coroutine has ended. */
    void complete() {
        try {
            settleWithOutcome();
        } finally {
            if (recorded != null) {
                Flight.taskEnds(recorded, this, loop());
            }
        }
    }

    private void settleWithOutcome() {
        Throwable thrown = failure;
        if (thrown != null) {
            fail(thrown);
            Dispatch.throwIfFatal(thrown);
        } else if (mustCancel && !(late && value != null)) {
            abandon(cancelMessage);
        } else {
            if (cancels > 0) {
                loop().debug().swallowedCancellation(this, cancels);
            }
            succeed(value);
        }
    }

    /** In the coroutine. */
    <R> R await(CompletionStage<R> stage) throws Exception {
        LoopFuture<R> future = loop().ensureFuture(stage);
        if (future == this) {
            throw new IllegalStateException(this + " cannot wait for itself");
        }
        if (!future.isDone()) {
            suspendUntilDone(future);
        }
        return future.result();
    }

    /**
     * A cancellation that comes after the result does not take it away, as that may be a socket that nobody else would close; it waits for the next await. A mere
     * signal, which has no value, is nothing to lose.
     */
    private void suspendUntilDone(LoopFuture<?> future) {
        waitsSince = loop().time();
        waitsFor = future;
        if (mustCancel) {
            late = false;
            mustCancel = !future.cancel(cancelMessage);
        }
        Handle waking = future.addDoneCallback(done -> {
            if (waitsFor == future) {
                tasks.run(this);
            }
        });
        coroutine().suspend();
        waitsFor = null;
        waking.cancel();
        if (future instanceof EngineTask<?> inner && inner.late && cancels > 0) {
            mustCancel = true;
            late = true;
            cancelMessage = inner.cancelMessage;
        }
        if (mustCancel && !hasValue(future)) {
            mustCancel = false;
            throw new CancellationException(cancelMessage == null ? "The task was cancelled" : cancelMessage);
        }
    }

    private static boolean hasValue(LoopFuture<?> future) {
        return future.state() == State.SUCCESS && future.resultNow() != null;
    }

    Coroutine coroutine() {
        Coroutine present = coroutine;
        if (present == null) {
            throw new IllegalStateException(this + " has not begun");
        }
        return present;
    }

    boolean hasBegun() {
        return coroutine != null;
    }

    boolean isSuspended() {
        return waitsFor != null;
    }

    /** What blocked it has ended. */
    void markReady() {
        ready = true;
    }

    /** {@return whether the caller is the one to have it go on} */
    boolean claimReady() {
        return READY.compareAndSet(this, true, false);
    }

    // Cancelling

    @Override
    public boolean cancel(@Nullable String message) {
        if (!loop().inEventLoop()) {
            return handOver(message);
        }
        EngineTask<?> innermost = this;
        EngineTask<?> seen = this;
        for (long steps = 1; ; steps++) {
            if (innermost.isDone()) {
                return innermost != this;
            }
            innermost.cancels++;
            LoopFuture<?> next = innermost.waitsFor;
            if (!(next instanceof EngineTask<?> task) || task.loop() != loop() || task.isDone()) {
                innermost.cancelHere(next, message);
                return true;
            }
            if (task == seen) {
                innermost.breakOut(next, message);
                return true;
            }
            if (Long.bitCount(steps) == 1) {
                seen = innermost;
            }
            innermost = task;
        }
    }

    private void cancelHere(@Nullable LoopFuture<?> future, @Nullable String message) {
        if (future == null || !future.cancel(message)) {
            mustCancel = true;
            late = future != null && hasValue(future);
            cancelMessage = message;
        }
    }

    /** It is one of a circle of tasks that wait for each other, which nothing else would end. */
    private void breakOut(LoopFuture<?> future, @Nullable String message) {
        mustCancel = true;
        cancelMessage = message;
        loop().callSoon(() -> {
            if (waitsFor == future) {
                tasks.run(this);
            }
        });
    }

    private boolean handOver(@Nullable String message) {
        boolean running = !isDone();
        if (running) {
            loop().soonFromAnywhere(() -> cancel(message), LoopContext.empty());
        }
        return running;
    }

    /** The loop has closed: whatever it waits for, it is to end. */
    void abort() {
        cancels++;
        mustCancel = true;
        cancelMessage = "The loop was closed";
    }

    @Override
    public int cancelling() {
        return cancels;
    }

    @Override
    public int uncancel() {
        if (cancels > 0 && --cancels == 0) {
            mustCancel = false;
        }
        return cancels;
    }

    // What can be asked of it

    @Override
    boolean reportsUnread() {
        return true;
    }

    @Override
    String kind() {
        return "the task " + name;
    }

    @Override
    public void setResult(T result) {
        throw new IllegalStateException("The result of a task is its coroutine's; nobody else sets it");
    }

    @Override
    public void setException(Throwable thrown) {
        throw new IllegalStateException("The failure of a task is its coroutine's; nobody else sets it");
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public void setName(String newName) {
        name = newName;
    }

    @Override
    public Callable<T> getCoro() {
        return coro;
    }

    @Override
    public LoopContext getContext() {
        return context;
    }

    @Override
    public Optional<TaskWait> waiting() {
        LoopFuture<?> future = waitsFor;
        return future == null
                ? Optional.empty()
                : Optional.of(new TaskWait(future, Duration.ofNanos(loop().time() - waitsSince)));
    }

    @Override
    public List<StackTraceElement> getStack() {
        Coroutine present = coroutine;
        return present == null || present.isEnded() ? List.of() : CoroutineStack.of(present.thread());
    }

    @Override
    public String toString() {
        LoopFuture<?> future = waitsFor;
        if (future == null) {
            return "task " + name + ", " + describe();
        }
        return "task " + name + ", waiting for " + (future instanceof Task<?> task ? "task " + task.getName() : future);
    }
}
