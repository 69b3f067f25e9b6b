package dev.gyre.loop.core;

import dev.gyre.loop.DoneCallback;
import dev.gyre.loop.Handle;
import dev.gyre.loop.InvalidStateException;
import dev.gyre.loop.LoopContext;
import dev.gyre.loop.LoopFuture;
import dev.gyre.loop.LoopPromise;
import dev.gyre.loop.TimerHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A future of the loop. Its one field holds the callbacks, the last added first, until an {@link Outcome} takes their place; so any
 * thread may complete, cancel or ask. A pending one of a closed loop counts as cancelled.
 */
class Promise<T> extends LoopStage<T> implements LoopPromise<T> {
    private static final int SWEPT_AT_LEAST = 8;
    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(Promise.class, "state", Object.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final StackTraceElement @Nullable [] creation;
    private final @Nullable Runnable onCancel;
    private volatile @Nullable Object state;
    /** How many more callbacks may be taken back before those are let go; of several threads, about. */
    private int untilSweep = SWEPT_AT_LEAST;

    Promise(EngineLoop loop) {
        this(loop, null);
    }

    /** Makes one whose cancelling also runs something, at once and on the thread that cancels. */
    Promise(EngineLoop loop, @Nullable Runnable onCancel) {
        super(loop);
        this.onCancel = onCancel;
        this.creation = loop.getDebug() ? CreationStack.here() : null;
    }

    // Completing

    @Override
    public void setResult(T result) {
        loop().refuseElsewhereInDebug("setResult");
        if (!tryComplete(new Outcome(result, null, false, null))) {
            throw done();
        }
    }

    @Override
    public void setException(Throwable failure) {
        loop().refuseElsewhereInDebug("setException");
        if (!fail(failure)) {
            throw done();
        }
    }

    private InvalidStateException done() {
        return new InvalidStateException("A result for a future that is done already: " + this);
    }

    /** Completes it unless it is done. */
    boolean succeed(@Nullable T result) {
        return tryComplete(new Outcome(result, null, false, null));
    }

    /** Completes one when all others are done, whatever has become of them. */
    static void settle(List<? extends LoopFuture<?>> others, Promise<Void> whole) {
        if (others.isEmpty()) {
            whole.succeed(null);
        } else {
            others.getLast().addDoneCallback(last -> settle(others.subList(0, others.size() - 1), whole));
        }
    }

    /** Completes it unless it is done. */
    boolean fail(Throwable failure) {
        boolean cancelled = failure instanceof CancellationException;
        Debug.Unread watched = cancelled || !reportsUnread() ? null : watch(failure);
        boolean first = tryComplete(new Outcome(null, failure, cancelled, watched));
        if (!first && watched != null) {
            loop().debug().read(watched);
        }
        return first;
    }

    /** Before anybody can read it, who may be on another thread. */
    private Debug.Unread watch(Throwable failure) {
        return loop().debug().failed(this, failure, creation == null ? List.of() : List.of(creation));
    }

    /** Whether a failure that nobody looks at is reported. */
    boolean reportsUnread() {
        return loop().getDebug();
    }

    @Override
    public boolean cancel(@Nullable String message) {
        return abandon(message);
    }

    /** Cancels it itself, whatever {@link #cancel} asks of whom. */
    final boolean abandon(@Nullable String message) {
        boolean cancelled = fail(new CancellationException(message == null ? "The future was cancelled" : message));
        if (cancelled && onCancel != null) {
            onCancel.run();
        }
        return cancelled;
    }

    private boolean tryComplete(Outcome outcome) {
        Object before;
        do {
            before = state;
            if (before instanceof Outcome) {
                return false;
            }
        } while (!STATE.compareAndSet(this, before, outcome));
        schedule((Waiter) before);
        return true;
    }

    private static void schedule(@Nullable Waiter last) {
        if (last == null) {
            return;
        }
        if (last.next == null) {
            last.schedule();
            return;
        }
        List<Waiter> all = new ArrayList<>();
        for (Waiter each = last; each != null; each = each.next) {
            all.add(each);
        }
        all.reversed().forEach(Waiter::schedule);
    }

    /** A callback was taken back. Of a future that is waited for again and again, and not done, they would pile up. */
    private void takenBack() {
        if (state instanceof Waiter last && --untilSweep <= 0) {
            sweep(last);
        }
    }

    /** Puts copies of the callbacks that are left in place of all, as another thread may be about to schedule those. */
    private void sweep(Waiter last) {
        List<Waiter> left = new ArrayList<>();
        for (Waiter each = last; each != null; each = each.next) {
            if (!each.cancelled()) {
                left.add(each);
            }
        }
        untilSweep = SWEPT_AT_LEAST + left.size();
        Waiter copies = null;
        for (Waiter each : left.reversed()) {
            copies = new Waiter(each, copies);
        }
        if (STATE.compareAndSet(this, last, copies)) {
            left.forEach(each -> each.next = null);
        }
    }

    // Asking

    private @Nullable Outcome outcome() {
        Object present = state;
        if (!(present instanceof Outcome) && loop().isClosed()) {
            abandon("The loop was closed");
            present = state;
        }
        return present instanceof Outcome outcome ? outcome : null;
    }

    private Outcome read() {
        Outcome outcome = outcome();
        if (outcome == null) {
            throw new InvalidStateException("The result of a future that is not done: " + this);
        }
        return read(outcome);
    }

    private Outcome read(Outcome outcome) {
        Debug.Unread entry = outcome.unread;
        if (entry != null) {
            loop().debug().read(entry);
        }
        return outcome;
    }

    @Override
    public T result() throws Exception {
        return valueOf(read());
    }

    @SuppressWarnings("unchecked") // an outcome's value came in as a T
    private T valueOf(Outcome outcome) throws Exception {
        if (outcome.failure != null) {
            throw Sneaky.sneak(outcome.failure);
        }
        return (T) outcome.value;
    }

    @Override
    public @Nullable Throwable exception() {
        Outcome outcome = read();
        if (outcome.failure instanceof CancellationException cancelled) {
            throw cancelled;
        }
        return outcome.failure;
    }

    @Override
    @SuppressWarnings("unchecked") // as above
    <U> void settle(Step<? super T, U> step, Promise<U> next) {
        Outcome outcome = read();
        try {
            step.run((T) outcome.value, outcome.failure, next);
        } catch (Throwable failure) {
            Dispatch.throwIfFatal(failure);
            next.fail(failure);
        }
    }

    @Override
    public boolean isDone() {
        return outcome() != null;
    }

    @Override
    public boolean isCancelled() {
        Outcome outcome = outcome();
        return outcome != null && outcome.cancelled;
    }

    @Override
    public State state() {
        Outcome outcome = outcome();
        if (outcome == null) {
            return State.RUNNING;
        }
        if (outcome.cancelled) {
            return State.CANCELLED;
        }
        return outcome.failure == null ? State.SUCCESS : State.FAILED;
    }

    @Override
    public Handle addDoneCallback(DoneCallback<T> callback) {
        return addDoneCallback(callback, LoopContext.current());
    }

    Handle addDoneCallback(DoneCallback<T> callback, LoopContext context) {
        Waiter waiter = new Waiter(this, callback, context);
        while (true) {
            Object before = state;
            if (before instanceof Outcome) {
                waiter.schedule();
                return waiter;
            }
            waiter.next = (Waiter) before;
            if (STATE.compareAndSet(this, before, waiter)) {
                return waiter;
            }
        }
    }

    // Blocking, from other threads

    @Override
    public T get() throws InterruptedException, ExecutionException {
        if (outcome() == null) {
            if (loop().tasks().mayAwait()) {
                awaitInCoroutine(new Promise<>(loop()));
            } else {
                awaitOffLoop().await();
            }
        }
        return getNow();
    }

    @Override
    public T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        if (outcome() == null && !awaitFor(timeout, unit)) {
            throw new TimeoutException("Not done after " + timeout + " " + unit + ": " + this);
        }
        return getNow();
    }

    private boolean awaitFor(long timeout, TimeUnit unit) throws InterruptedException {
        if (!loop().tasks().mayAwait()) {
            return awaitOffLoop().await(timeout, unit);
        }
        Promise<Void> either = new Promise<>(loop());
        TimerHandle timer = loop().callLater(timeout, unit, () -> either.succeed(null));
        try {
            awaitInCoroutine(either);
        } finally {
            timer.cancel();
        }
        return outcome() != null;
    }

    /** Suspends the calling coroutine until this is done or the other is. Unlike an await, it leaves this alone when the coroutine is cancelled. */
    private void awaitInCoroutine(Promise<Void> other) {
        Handle done = addDoneCallback(mine -> other.succeed(null));
        try {
            loop().tasks().await(other);
        } catch (Exception cancelled) {
            throw Sneaky.sneak(cancelled);
        } finally {
            done.cancel();
        }
    }

    private CountDownLatch awaitOffLoop() {
        if (loop().inEventLoop()) {
            throw new IllegalStateException(
                    "get() on the loop's own thread would wait for itself; add a callback, or await it in a coroutine");
        }
        CountDownLatch latch = new CountDownLatch(1);
        observeDirectly(latch::countDown);
        return latch;
    }

    /** Has something run on the completing thread, also when the loop is closed under it. */
    private void observeDirectly(Runnable observer) {
        loop().blocked().add(this);
        Waiter waiter = new Waiter(this, future -> observer.run(), LoopContext.empty());
        waiter.direct = observer;
        while (true) {
            Object before = state;
            if (before instanceof Outcome) {
                waiter.schedule();
                return;
            }
            waiter.next = (Waiter) before;
            if (STATE.compareAndSet(this, before, waiter)) {
                outcome();
                return;
            }
        }
    }

    @SuppressWarnings("unchecked") // as above
    private T getNow() throws ExecutionException {
        Outcome outcome = read();
        if (outcome.failure instanceof CancellationException cancelled) {
            throw cancelled;
        }
        if (outcome.failure != null) {
            throw new ExecutionException(outcome.failure);
        }
        return (T) outcome.value;
    }

    @Override
    @SuppressWarnings("unchecked") // as above
    public CompletableFuture<T> toCompletableFuture() {
        CompletableFuture<T> copy = new CompletableFuture<>();
        observeDirectly(() -> {
            Outcome outcome = read();
            if (outcome.failure != null) {
                copy.completeExceptionally(outcome.failure);
            } else {
                copy.complete((T) outcome.value);
            }
        });
        return copy;
    }

    @Override
    public String toString() {
        return "future " + describe();
    }

    /** What it is, to those who report it when it is gone. */
    String kind() {
        return "a future";
    }

    final String describe() {
        Object present = state;
        if (present instanceof Outcome outcome) {
            return outcome.failure == null ? "done with " + outcome.value : "failed with " + outcome.failure;
        }
        return "pending";
    }

    private record Outcome(
            @Nullable Object value, @Nullable Throwable failure, boolean cancelled, Debug.@Nullable Unread unread) {}

    /** A callback that waits, and the handle that takes it back. */
    private static final class Waiter implements Handle {
        private final Promise<?> promise;
        private final DoneCallback<?> callback;
        private final LoopContext context;
        /** The one that its adder has, which knows whether it was taken back. */
        private final Waiter original;

        private volatile boolean cancelled;
        private @Nullable Waiter next;
        private @Nullable Runnable direct;

        private <T> Waiter(Promise<T> promise, DoneCallback<T> callback, LoopContext context) {
            this.promise = promise;
            this.callback = callback;
            this.context = context;
            this.original = this;
        }

        private Waiter(Waiter from, @Nullable Waiter next) {
            this.promise = from.promise;
            this.callback = from.callback;
            this.context = from.context;
            this.original = from.original;
            this.direct = from.direct;
            this.next = next;
        }

        private void schedule() {
            Runnable observer = direct;
            if (observer != null) {
                promise.loop().blocked().remove(promise);
                observer.run();
            } else if (!cancelled()) {
                promise.loop().soonFromAnywhere(this::run, context);
            }
        }

        @SuppressWarnings({"unchecked", "rawtypes"}) // the constructor ties both to one T
        private void run() throws Exception {
            if (!cancelled()) {
                ((DoneCallback) callback).done(promise);
            }
        }

        @Override
        public void cancel() {
            if (!cancelled) {
                cancelled = true;
                promise.takenBack();
            }
        }

        @Override
        public boolean cancelled() {
            return original.cancelled;
        }

        @Override
        public LoopContext getContext() {
            return context;
        }
    }
}
