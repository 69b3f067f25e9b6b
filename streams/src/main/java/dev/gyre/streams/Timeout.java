package dev.gyre.streams;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.EventLoops;
import dev.gyre.loop.Handle;
import dev.gyre.loop.Task;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A block's deadline, as {@link Coroutines#timeout} gives it to the block. When it passes, the block's task is cancelled once; when
 * the block lets that out, the cancel request is taken back and {@link TimeoutException} thrown in its place. Other requests to cancel the
 * task are left alone, so deadlines can be nested and a task can be cancelled inside.
 *
 * <p><b>Threading</b>: the loop's thread.
 *
 * <p><b>Differences from asyncio</b>: times are nanoseconds of {@link EventLoop#time()}. A block's other failures are thrown as they are: what
 * they came of is not rewritten.
 */
public final class Timeout {
    private enum State {
        ENTERED,
        EXPIRING,
        EXPIRED,
        EXITED
    }

    /**
     * What runs under a deadline.
     *
     * @param <T> its result
     */
    @FunctionalInterface
    public interface Body<T> {
        /**
         * Runs.
         *
         * @param timeout the deadline
         * @return the result
         * @throws Exception anything
         */
        T run(Timeout timeout) throws Exception;
    }

    private final EventLoop loop;
    private final Task<?> task;
    private final int cancelling;
    private State state = State.ENTERED;
    private OptionalLong when = OptionalLong.empty();
    private @Nullable Handle timer;

    private Timeout(EventLoop loop, Task<?> task) {
        this.loop = loop;
        this.task = task;
        this.cancelling = task.cancelling();
    }

    static <T> T run(OptionalLong when, Body<T> body) throws Exception {
        EventLoop loop = EventLoops.getRunningLoop();
        Task<?> task = loop.tasks().current();
        if (task == null) {
            throw new IllegalStateException("A timeout needs a task to cancel; run this in a coroutine");
        }
        Timeout timeout = new Timeout(loop, task);
        when.ifPresent(timeout::reschedule);
        return timeout.run(body);
    }

    private <T> T run(Body<T> body) throws Exception {
        boolean entered = true;
        try {
            T result = body.run(this);
            entered = false;
            exit();
            return result;
        } catch (CancellationException cancelled) {
            entered = false;
            if (exit()) {
                TimeoutException over = new TimeoutException("Not done in time");
                over.initCause(cancelled);
                throw over;
            }
            throw cancelled;
        } finally {
            if (entered) {
                exit();
            }
        }
    }

    /** {@return whether this alone has cancelled the task} */
    private boolean exit() {
        stopTimer();
        if (state == State.EXPIRING) {
            state = State.EXPIRED;
            return task.uncancel() <= cancelling;
        }
        state = State.EXITED;
        return false;
    }

    /**
     * {@return when it passes, by {@link EventLoop#time()}; empty for never}
     */
    public OptionalLong when() {
        return when;
    }

    /**
     * Moves it.
     *
     * @param nanos when it is to pass, by {@link EventLoop#time()}; soon when that is over
     * @throws IllegalStateException when it has passed, or its block has ended
     */
    public void reschedule(long nanos) {
        checkEntered();
        stopTimer();
        when = OptionalLong.of(nanos);
        timer = nanos <= loop.time() ? loop.callSoon(this::pass) : loop.callAt(nanos, this::pass);
    }

    /**
     * Moves it to never.
     *
     * @throws IllegalStateException when it has passed, or its block has ended
     */
    public void reschedule() {
        checkEntered();
        stopTimer();
        when = OptionalLong.empty();
    }

    /**
     * {@return whether it has passed while its block ran}
     */
    public boolean expired() {
        return state == State.EXPIRING || state == State.EXPIRED;
    }

    private void checkEntered() {
        if (state != State.ENTERED) {
            throw new IllegalStateException(
                    "A timeout can be moved while its block runs and it has not passed; this one is " + state);
        }
    }

    private void stopTimer() {
        Handle present = timer;
        timer = null;
        if (present != null) {
            present.cancel();
        }
    }

    private void pass() {
        timer = null;
        state = State.EXPIRING;
        task.cancel("The timeout has passed");
    }

    @Override
    public String toString() {
        return "timeout " + state + (when.isPresent() ? ", at " + when.getAsLong() : ", never");
    }
}
