package dev.gyre.loop.sim;

import dev.gyre.loop.LoopIOException;
import dev.gyre.loop.spi.Ops;
import dev.gyre.loop.spi.Owned;
import dev.gyre.loop.spi.Port;
import dev.gyre.loop.spi.PortOwner;

/** A socket's registration with a backend: its interest, and the operations that follow from it. */
abstract class SimPort implements Port {
    /** Its place in the backend's list. */
    int index;

    private final SimBackend backend;
    private final Owned owned;
    private final PortOwner owner;
    private int interest = Ops.NONE;
    private boolean ended;

    SimPort(SimBackend backend, Owned owned, PortOwner owner) {
        this.backend = backend;
        this.owned = owned;
        this.owner = owner;
    }

    final SimBackend backend() {
        return backend;
    }

    final PortOwner owner() {
        return owner;
    }

    @Override
    public final Owned owned() {
        return owned;
    }

    @Override
    public final void interest(int ops) {
        interest = ops;
    }

    /** {@return whether the owner waits for something to read and operations may start} */
    final boolean wantsToRead() {
        return (interest & Ops.READ) != 0 && backend.starts();
    }

    final void checkOpen(String attempt) throws LoopIOException {
        if (ended) {
            throw SimFailures.closed(attempt + " " + owner.describe());
        }
    }

    /** {@return what to report, now and then falsely} */
    final int readiness() {
        if (interest == Ops.NONE) {
            return Ops.NONE;
        }
        return backend.dice().spurious() ? interest : ready() & interest;
    }

    abstract SimSocket socket();

    /** {@return what an attempt may find} */
    abstract int ready();

    /** Starts operations and lets those go on that have their turn; returns whether anything changed. */
    abstract boolean step();

    abstract boolean inFlight();

    /** {@return when the next operation may complete that waits for time; else {@link Long#MAX_VALUE}} */
    abstract long dueAfter(long now);

    /** Gives everything back to the socket that is held or in flight. */
    abstract void giveBack();

    /** Closes the socket with everything that is held or in flight. */
    abstract void closeSocket();

    @Override
    public final void detach() {
        if (end()) {
            giveBack();
        }
    }

    @Override
    public final void close() {
        if (!end()) {
            return;
        }
        if (owned.markClosed()) {
            closeSocket();
        } else {
            giveBack();
        }
    }

    private boolean end() {
        if (ended) {
            return false;
        }
        ended = true;
        backend.ended(this);
        return true;
    }
}
