package dev.gyre.streams;

import java.util.concurrent.BrokenBarrierException;

/**
 * A point at which so many coroutines wait for each other, again and again.
 *
 * <p><b>Threading</b>: the loop's thread. It belongs to the loop on which somebody first had to wait.
 *
 * <p><b>Differences from asyncio</b>: {@code wait} is {@code await}, as {@link Object} has the name.
 */
public final class Barrier {
    private enum State {
        FILLING,
        DRAINING,
        RESETTING,
        BROKEN
    }

    private final Condition condition = new Condition();
    private final int parties;
    private State state = State.FILLING;
    private int count;

    /**
     * Makes one.
     *
     * @param parties how many wait for each other
     * @throws IllegalArgumentException when it is not above zero
     */
    public Barrier(int parties) {
        if (parties < 1) {
            throw new IllegalArgumentException("A barrier has one party or more, not " + parties);
        }
        this.parties = parties;
    }

    /**
     * {@return how many wait for each other}
     */
    public int parties() {
        return parties;
    }

    /**
     * {@return how many wait now}
     */
    public int nWaiting() {
        return state == State.FILLING ? count : 0;
    }

    /**
     * {@return whether it was aborted}
     */
    public boolean broken() {
        return state == State.BROKEN;
    }

    /**
     * Waits for the others. Those of the next round wait until all of this one have gone on.
     *
     * @return the number of the caller among them, from 0, in the order they came
     * @throws BrokenBarrierException when it is aborted or reset meanwhile, or was aborted before
     */
    public int await() throws BrokenBarrierException {
        try (Held _ = condition.hold()) {
            condition.awaitFor(() -> state != State.DRAINING && state != State.RESETTING);
            if (state == State.BROKEN) {
                throw new BrokenBarrierException("The barrier was aborted");
            }
            try {
                int index = count++;
                if (count == parties) {
                    state = State.DRAINING;
                    condition.notifyEveryone();
                } else {
                    awaitOthers();
                }
                return index;
            } finally {
                count--;
                leave();
            }
        }
    }

    private void awaitOthers() throws BrokenBarrierException {
        condition.awaitFor(() -> state != State.FILLING);
        if (state != State.DRAINING) {
            throw new BrokenBarrierException("The barrier was aborted or reset while " + parties + " were awaited");
        }
    }

    private void leave() {
        if (count == 0) {
            if (state == State.RESETTING || state == State.DRAINING) {
                state = State.FILLING;
            }
            condition.notifyEveryone();
        }
    }

    /** Empties it, and repairs it: who waits gets {@link BrokenBarrierException}. It may have to wait for its lock. */
    public void reset() {
        try (Held _ = condition.hold()) {
            state = count > 0 ? State.RESETTING : State.FILLING;
            condition.notifyEveryone();
        }
    }

    /** Breaks it: who waits, or comes later, gets {@link BrokenBarrierException}. It may have to wait for its lock. */
    public void abort() {
        try (Held _ = condition.hold()) {
            state = State.BROKEN;
            condition.notifyEveryone();
        }
    }

    @Override
    public String toString() {
        return "barrier, " + state + ", " + nWaiting() + " of " + parties + " waiting";
    }
}
