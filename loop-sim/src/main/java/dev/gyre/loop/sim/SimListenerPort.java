package dev.gyre.loop.sim;

import dev.gyre.loop.LoopIOException;
import dev.gyre.loop.spi.ListenerPort;
import dev.gyre.loop.spi.Ops;
import dev.gyre.loop.spi.Owned;
import dev.gyre.loop.spi.PortOwner;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** A listener: accepts complete into a short queue of its own. One that failed is heard of once, and the next one tries again. */
final class SimListenerPort extends SimPort implements ListenerPort {
    private static final int MOST_HELD = 8;

    private final SimListener listener;
    private final SimOperation accepting = new SimOperation();
    private final ArrayDeque<SimStream> held = new ArrayDeque<>();
    private @Nullable LoopIOException failure;

    SimListenerPort(SimBackend backend, Owned owned, PortOwner owner, SimListener listener) {
        super(backend, owned, owner);
        this.listener = listener;
    }

    @Override
    SimSocket socket() {
        return listener;
    }

    @Override
    boolean step() {
        if (!accepting.inFlight()) {
            if (!wantsToRead() || failure != null || held.size() >= MOST_HELD) {
                return false;
            }
            accepting.start(backend().dice(), backend().nanoTime());
        }
        return accepting.tick() || (accepting.ripe(backend().nanoTime()) && complete());
    }

    private boolean complete() {
        try {
            SimStream next = listener.accept();
            if (next == null && backend().starts()) {
                return false;
            }
            if (next != null) {
                held.add(next);
            }
        } catch (LoopIOException e) {
            failure = e;
        }
        accepting.end();
        return true;
    }

    @Override
    int ready() {
        return held.isEmpty() && failure == null ? Ops.NONE : Ops.READ;
    }

    @Override
    public @Nullable Owned accept() throws LoopIOException {
        checkOpen("accept on");
        if (backend().dice().blocked()) {
            return null;
        }
        SimStream next = held.poll();
        LoopIOException why = failure;
        if (next == null && why != null) {
            failure = null;
            throw why;
        }
        return next == null ? null : Owned.memory(next.number()).closedBy(_ -> next.close());
    }

    @Override
    boolean inFlight() {
        return accepting.inFlight();
    }

    @Override
    long dueAfter(long now) {
        return accepting.dueAfter(now);
    }

    @Override
    void giveBack() {
        for (SimStream last = held.pollLast(); last != null; last = held.pollLast()) {
            listener.unaccept(last);
        }
    }

    @Override
    void closeSocket() {
        listener.close();
        giveBack();
    }
}
