package dev.gyre.loop.epoll;

import dev.gyre.linux.EpollCalls;
import dev.gyre.linux.Errno;
import dev.gyre.loop.LoopIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Ends a poll from another thread, by an eventfd that is watched for changes alone and so is never read. It costs a system call only when the loop's thread really
 * waits.
 *
 * <p>{@code AWAKE → ASLEEP → AWAKE} is the loop's thread; any thread goes from either to {@code CALLED}, and the end of the next poll leads back to
 * {@code AWAKE}. {@code RELEASED} is for good; the eventfd is not touched then. A caller that is between its mark and its write holds a lock that the release waits for,
 * as the number might belong to somebody else by then.
 */
final class EpollWakeup {
    private enum State {
        AWAKE,
        ASLEEP,
        CALLED
    }

    private final EpollCalls owner;
    /** Its own place for an error number, guarded by this. */
    private final EpollCalls callers = new EpollCalls();

    private final MemorySegment one = Arena.ofAuto().allocate(ValueLayout.JAVA_LONG);
    private final AtomicReference<State> state = new AtomicReference<>(State.AWAKE);
    private final int eventfd;
    private boolean released;

    EpollWakeup(EpollCalls calls) throws LoopIOException {
        owner = calls;
        one.set(ValueLayout.JAVA_LONG, 0, 1);
        eventfd = calls.eventfd();
        if (eventfd < 0) {
            throw EpollErrors.failure("make an eventfd", eventfd);
        }
    }

    int descriptor() {
        return eventfd;
    }

    /** Any thread; harmless once it is released. */
    void call() {
        if (state.getAndSet(State.CALLED) == State.ASLEEP) {
            signal();
        }
    }

    private synchronized void signal() {
        if (released) {
            return;
        }
        long answer = callers.signal(eventfd, one.address());
        if (answer < 0) {
            EpollErrors.log("A loop could not be woken: " + Errno.describe(answer));
        }
    }

    /**
     * {@return whether the loop's thread may wait; false when it was called}
     */
    boolean fallAsleep() {
        return state.compareAndSet(State.AWAKE, State.ASLEEP);
    }

    /** {@return whether somebody called since the loop's thread was awake last} */
    boolean called() {
        return state.get() == State.CALLED;
    }

    /** A read as well as a write, so that what callers wrote before they called is seen. */
    void awake() {
        state.getAndSet(State.AWAKE);
    }

    synchronized void release() {
        if (!released) {
            released = true;
            owner.close(eventfd);
        }
    }
}
