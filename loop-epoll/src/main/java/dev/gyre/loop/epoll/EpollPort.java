package dev.gyre.loop.epoll;

import dev.gyre.linux.EpollCalls;
import dev.gyre.linux.Errno;
import dev.gyre.loop.spi.Ops;
import dev.gyre.loop.spi.Owned;
import dev.gyre.loop.spi.Port;
import dev.gyre.loop.spi.PortOwner;
import java.nio.channels.SelectableChannel;

/**
 * A descriptor's place in a loop's epoll set.
 *
 * <p>Interest is applied by the next poll, if it differs from what the kernel knows. That nobody wants to read any more is told only once the kernel has reported something
 * to read in vain: most resume, or close, before. In the set: {@code IN ↔ SILENCED}: failures and the end of both sides are reported whether one wants to hear them or not,
 * so a port that wants nothing and is reported leaves the set until it wants something again. {@code APART}: a device that the kernel has nothing to wait for is never in
 * the set, and always ready.
 */
abstract class EpollPort implements Port {
    private enum Place {
        IN,
        SILENCED,
        APART
    }

    private final EpollBackend backend;
    private final Owned owned;
    private final PortOwner owner;
    private final int descriptor;
    private final long data;
    private Place place = Place.IN;
    private int wanted = Ops.NONE;
    private int applied;
    private int due = Ops.NONE;
    private boolean changed;
    private boolean reportedInVain;
    private boolean ended;

    /**
     * Makes one that is in the set already.
     *
     * @param first what the kernel has been told to look for
     */
    EpollPort(EpollBackend backend, Owned owned, PortOwner owner, int descriptor, int first) {
        this.backend = backend;
        this.owned = owned;
        this.owner = owner;
        this.descriptor = descriptor;
        this.applied = first;
        this.data = backend.ports().add(this);
    }

    final EpollBackend backend() {
        return backend;
    }

    final PortOwner owner() {
        return owner;
    }

    final int descriptor() {
        return descriptor;
    }

    final long data() {
        return data;
    }

    @Override
    public final Owned owned() {
        return owned;
    }

    // Interest

    @Override
    public final void interest(int ops) {
        if (ops != wanted && !ended) {
            wanted = ops;
            change();
        }
    }

    /** Has the next poll compare what is wanted with what the kernel knows. */
    final void change() {
        if (!changed) {
            changed = true;
            backend.changed(this);
        }
    }

    /** {@return what the kernel is told to look for} */
    int events(int ops) {
        return ((ops & Ops.READ) == 0 ? 0 : EpollCalls.IN) | ((ops & Ops.WRITE) == 0 ? 0 : EpollCalls.OUT);
    }

    /** {@return what is always possible where there is nothing to wait for} */
    int always() {
        return Ops.NONE;
    }

    /** Takes note that the kernel has nothing to wait for here. */
    final void standApart() {
        place = Place.APART;
    }

    /**
     * Tells the kernel, if there is anything to tell.
     *
     * @return false when it has no memory for that; the next poll has to try again
     */
    final boolean apply() {
        boolean disturbs = reportedInVain;
        reportedInVain = false;
        changed = !ended && !tell(disturbs);
        return !changed;
    }

    private boolean tell(boolean disturbs) {
        if (place == Place.APART) {
            reportLater(wanted & always());
            return true;
        }
        if (place == Place.SILENCED) {
            return wanted == Ops.NONE || tell(EpollCalls.CTL_ADD);
        }
        if (disturbs && wanted == Ops.NONE) {
            leave();
            return true;
        }
        return wanted == applied || !disturbs && (wanted | Ops.READ) == applied || tell(EpollCalls.CTL_MOD);
    }

    private boolean tell(int operation) {
        int answer = backend.control(operation, this, events(wanted));
        if (answer >= 0) {
            place = Place.IN;
            applied = wanted;
            return true;
        }
        // Whoever has it hears from the next attempt why, or is served by it.
        reportLater(wanted);
        Errno why = Errno.of(answer);
        return why != Errno.ENOMEM && why != Errno.ENOSPC;
    }

    /**
     * {@return what is to be reported of events, in {@link Ops}}
     */
    final int report(int events) {
        happened(events);
        int ops = Ops.NONE;
        if ((events & (EpollCalls.IN | EpollCalls.RDHUP | EpollCalls.HUP | EpollCalls.ERR)) != 0) {
            ops |= Ops.READ;
        }
        if ((events & (EpollCalls.OUT | EpollCalls.HUP | EpollCalls.ERR)) != 0) {
            ops |= Ops.WRITE;
        }
        int heard = ops & wanted;
        if (heard == Ops.NONE) {
            reportedInVain = true;
            change();
        }
        return heard;
    }

    /** Hears of events before they are reported. */
    void happened(int events) {}

    // What is reported beside the kernel

    /** Makes the next poll report this, for the next attempt has something to say. */
    final void reportLater(int ops) {
        if (due == Ops.NONE && ops != Ops.NONE) {
            backend.reportLater(this);
        }
        due |= ops;
    }

    final int takeDue() {
        int ops = due & wanted;
        due = Ops.NONE;
        if (place == Place.APART) {
            reportLater(wanted & always());
        }
        return ops;
    }

    // The end

    @Override
    public final void detach() {
        if (end()) {
            leave();
        }
    }

    @Override
    public final void close() {
        if (!end()) {
            return;
        }
        leave();
        if (owned.markClosed()) {
            backend.sockets().closeMarked(owned, descriptor, owner.describe());
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

    /** A closed descriptor leaves the set by itself only when nobody has a duplicate. */
    private void leave() {
        if (place == Place.IN) {
            place = Place.SILENCED;
            SelectableChannel channel = owned.channel();
            // The number of a closed channel may be another's by now.
            if (channel == null || channel.isOpen()) {
                backend.control(EpollCalls.CTL_DEL, this, 0);
            }
        }
    }
}
