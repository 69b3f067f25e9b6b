package dev.gyre.linux;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The single owner of a descriptor. The kernel gives the number of a closed descriptor to whoever opens the next, so a second close, or a
 * use after it, would hit a stranger: here it is an error instead, which says where the first close was when assertions are on. Two owners of
 * one number, one after the other, differ by their generations.
 *
 * <p>States: {@code OPEN → CLOSED} by {@link #close}, {@code OPEN → GIVEN_AWAY} by {@link #giveAway}.
 *
 * <p><b>Threading</b>: any thread. Of several that end it at once, one does and the others fail. Who uses the number while another thread may
 * close it has a bug that this class cannot see.
 *
 * <p><b>Ownership</b>: nobody else may close the descriptor.
 *
 * <p><b>Errors</b>: an {@link IllegalStateException} is a bug of the caller's.
 */
public final class Fd {
    private static final AtomicLong GENERATIONS = new AtomicLong();
    private static final boolean TRACED = Fd.class.desiredAssertionStatus();

    private enum State {
        OPEN,
        CLOSED,
        GIVEN_AWAY
    }

    /** A state with where it was reached, if that is wanted. */
    private record Reached(State state, @Nullable Throwable where) {
        private static final Reached OPEN = new Reached(State.OPEN, null);
    }

    private final int number;
    private final boolean traced;
    private final long generation = GENERATIONS.incrementAndGet();
    private final AtomicReference<Reached> reached = new AtomicReference<>(Reached.OPEN);

    Fd(int number, boolean traced) {
        if (number < 0) {
            throw new IllegalArgumentException("There is no descriptor " + number
                    + "; it may be the answer of a failed call: " + Errno.describe(number));
        }
        this.number = number;
        this.traced = traced;
    }

    /**
     * Makes the caller's descriptor owned.
     *
     * @param number the answer of a call that has opened it
     * @return its owner
     */
    public static Fd of(int number) {
        return new Fd(number, TRACED);
    }

    /**
     * {@return the descriptor, for the next call}
     *
     * @throws IllegalStateException when it is closed or was given away
     */
    public int number() {
        Reached present = reached.get();
        if (present.state() != State.OPEN) {
            throw refused("use", present);
        }
        return number;
    }

    /**
     * {@return what tells this owner from all others of this process}
     */
    public long generation() {
        return generation;
    }

    /**
     * {@return whether it is neither closed nor given away}
     */
    public boolean isOpen() {
        return reached.get().state() == State.OPEN;
    }

    /**
     * Closes the descriptor. On Linux it is gone also when that fails.
     *
     * @param calls those of this thread
     * @return 0, or {@code -errno}
     * @throws IllegalStateException when it is closed or was given away before
     */
    public int close(FileCalls calls) {
        end(State.CLOSED, "close");
        return calls.close(number);
    }

    /**
     * Ends this ownership and leaves the descriptor open, for the caller to give to another.
     *
     * @return the descriptor
     * @throws IllegalStateException when it is closed or was given away before
     */
    public int giveAway() {
        end(State.GIVEN_AWAY, "give away");
        return number;
    }

    private void end(State next, String attempt) {
        Reached wanted = new Reached(next, traced ? new Throwable(next + " here") : null);
        Reached before = reached.compareAndExchange(Reached.OPEN, wanted);
        if (before != Reached.OPEN) {
            throw refused(attempt, before);
        }
    }

    private IllegalStateException refused(String attempt, Reached present) {
        return new IllegalStateException(
                "Cannot " + attempt + " " + this + ", which may be a stranger's by now"
                        + (present.where() == null ? "; with assertions on (-ea) this says where that was" : ""),
                present.where());
    }

    @Override
    public String toString() {
        return "descriptor " + number + " (generation " + generation + ", "
                + reached.get().state() + ")";
    }
}
