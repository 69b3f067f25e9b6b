package dev.gyre.loop.nio;

import java.nio.channels.Selector;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Ends a poll from another thread, at the price of a system call only when the loop's thread really waits.
 *
 * <p>{@code AWAKE → ASLEEP → AWAKE} is the loop's thread; any thread goes from either to {@code CALLED}, and the end of the next
 * poll leads back to {@code AWAKE}. The call is remembered here and not in the selector, because {@link NioBackend#flush()}
 * selects too and would eat it. A caller that is held up between its mark and {@link Selector#wakeup()} may end one poll
 * more than it meant to, which is harmless; none is ever lost.
 */
final class NioWakeup {
    private enum State {
        AWAKE,
        ASLEEP,
        CALLED
    }

    private final Selector selector;
    private final AtomicReference<State> state = new AtomicReference<>(State.AWAKE);

    NioWakeup(Selector selector) {
        this.selector = selector;
    }

    /** Any thread; harmless once the selector is closed. */
    void call() {
        if (state.getAndSet(State.CALLED) == State.ASLEEP) {
            selector.wakeup();
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
}
