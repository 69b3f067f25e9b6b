package dev.gyre.loop.sim;

import dev.gyre.loop.ErrorKind;
import dev.gyre.loop.spi.Adoption;
import dev.gyre.loop.spi.BackendConfig;
import dev.gyre.loop.spi.LoopBackend;
import dev.gyre.loop.spi.Owned;
import dev.gyre.loop.spi.Port;
import dev.gyre.loop.spi.PortKind;
import dev.gyre.loop.spi.PortOwner;
import dev.gyre.loop.spi.ReadySink;
import dev.gyre.loop.spi.SocketControl;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A backend shaped for completion: interest starts operations, which complete in rounds of a later poll; what they have brought is held
 * here until an attempt asks for it.
 *
 * <p>Life: {@code RUNNING ↔ QUIESCING}, either {@code → RELEASED}.
 *
 * <p><b>Time</b> is this backend's own. It starts at 0 and passes in {@link #poll} alone: by the time-out, or to the next completion, when
 * nothing can happen before; else by a microsecond. A poll without a time-out waits for other threads, and that takes no longer.
 *
 * <p><b>Threading</b>: the loop's thread only, except {@link #wakeup()}.
 */
final class SimBackend implements LoopBackend {
    private static final long NEVER = Long.MAX_VALUE;
    /** What a poll takes that does not wait, so that the timers and operations of a loop that is always busy come due too. */
    private static final long BUSY_NANOS = 1_000;

    private enum Life {
        RUNNING,
        QUIESCING,
        RELEASED
    }

    private final SimOptions options;
    private final SimNetwork network;
    private final SimDice dice;
    private final SimSocketControl sockets;
    private final SimWaker waker = new SimWaker();
    private final List<SimPort> ports = new ArrayList<>();
    private final ByteBuffer lent;
    private final ByteBuffer view;
    private Life life = Life.RUNNING;
    private long now;

    SimBackend(BackendConfig config, SimOptions options) {
        this.options = options;
        network = options.network();
        dice = new SimDice(options);
        sockets = new SimSocketControl(network);
        lent = ByteBuffer.allocateDirect(config.receiveBufferSize());
        view = lent.asReadOnlyBuffer();
    }

    // Waiting

    @Override
    public int poll(long timeoutNanos, ReadySink sink) throws IOException {
        if (life == Life.RELEASED) {
            throw SimFailures.of(ErrorKind.CLOSED, "poll", "the backend was released");
        }
        long began = now;
        int reports = pollUntil(timeoutNanos, timeoutNanos > 0 ? now + Math.min(timeoutNanos, NEVER - now) : now, sink);
        now += now == began ? BUSY_NANOS : 0;
        return reports;
    }

    private int pollUntil(long timeoutNanos, long deadline, ReadySink sink) {
        boolean draining = life == Life.QUIESCING && anyInFlight();
        while (true) {
            boolean woken = waker.takeWake();
            waker.takeStir();
            boolean changed = round();
            int reports = report(sink);
            if (reports > 0 || timeoutNanos == 0 || woken || (draining && !anyInFlight())) {
                return reports;
            }
            if (!changed && !waker.isStirred() && !letTimePass(timeoutNanos, deadline)) {
                return 0;
            }
        }
    }

    private boolean round() {
        boolean changed = false;
        int count = ports.size();
        int first = dice.first(count);
        for (int i = 0; i < count; i++) {
            changed |= ports.get((first + i) % count).step();
        }
        return changed;
    }

    private int report(ReadySink sink) {
        int reports = 0;
        int count = ports.size();
        int first = dice.first(count);
        for (int i = 0; i < count; i++) {
            SimPort port = ports.get((first + i) % count);
            int ops = port.readiness();
            if (ops != 0) {
                sink.ready(port.owner(), ops);
                reports++;
            }
        }
        return reports;
    }

    /** Returns whether there is something to look at again before the poll is over. */
    private boolean letTimePass(long timeoutNanos, long deadline) {
        long next = NEVER;
        for (SimPort port : ports) {
            next = Math.min(next, port.dueAfter(now));
        }
        if (timeoutNanos < 0 && next == NEVER) {
            return waker.await();
        }
        boolean completes = next != NEVER && (timeoutNanos < 0 || next <= deadline);
        now = completes ? next : deadline;
        return completes;
    }

    @Override
    public void wakeup() {
        waker.wake();
    }

    @Override
    public long nanoTime() {
        return now;
    }

    // Ports

    @Override
    public SocketControl sockets() {
        return sockets;
    }

    @Override
    public Adoption canAdopt(PortKind kind, Owned what) {
        String reason = whyNot(kind, what);
        return reason == null ? Adoption.yes() : Adoption.no(reason);
    }

    private @Nullable String whyNot(PortKind kind, Owned what) {
        if (kind == PortKind.WATCH) {
            return "the in-memory network has no channels or descriptors to watch";
        }
        if (what.space() != Owned.Space.MEMORY) {
            return what + " is the system's, and the in-memory network is not connected to it";
        }
        SimSocket socket = network.find(what);
        if (socket == null) {
            return what + " is not open on this in-memory network";
        }
        return serves(socket, kind) ? null : what + " is not a socket for " + kind;
    }

    private static boolean serves(SimSocket socket, PortKind kind) {
        return switch (socket) {
            case SimStream _ -> kind == PortKind.STREAM || kind == PortKind.CONNECTING;
            case SimListener _ -> kind == PortKind.LISTENER;
            case SimDatagramSocket _ -> kind == PortKind.DATAGRAM;
        };
    }

    @Override
    public Port prepare(PortKind kind, Owned what, PortOwner owner) throws IOException {
        String attempt = "register " + owner.describe();
        if (life == Life.RELEASED) {
            throw SimFailures.of(ErrorKind.CLOSED, attempt, "the backend was released");
        }
        String reason = whyNot(kind, what);
        if (reason != null) {
            throw SimFailures.of(what.closed() ? ErrorKind.CLOSED : ErrorKind.OTHER, attempt, reason);
        }
        SimPort port =
                switch (network.find(what)) {
                    case SimStream stream -> new SimStreamPort(this, what, owner, stream);
                    case SimListener listener -> new SimListenerPort(this, what, owner, listener);
                    case SimDatagramSocket datagrams -> new SimDatagramPort(this, what, owner, datagrams);
                    case null -> throw SimFailures.closed(attempt);
                };
        port.index = ports.size();
        ports.add(port);
        port.socket().watch(waker);
        return port;
    }

    /** Takes note that a port has ended. */
    void ended(SimPort port) {
        SimPort last = ports.removeLast();
        if (last != port) {
            ports.set(port.index, last);
            last.index = port.index;
        }
        port.socket().unwatch(waker);
    }

    /** {@return whether operations may be started} */
    boolean starts() {
        return life == Life.RUNNING;
    }

    SimDice dice() {
        return dice;
    }

    /** {@return how many bytes a port may hold each way} */
    int memory() {
        return options.memory();
    }

    /** {@return the most that can be lent at once} */
    int receiveBufferSize() {
        return lent.capacity();
    }

    /** Lends bytes, out of a copy that stays until the next call. */
    ByteBuffer lend(ByteRing from) {
        lent.clear();
        from.get(lent, Math.min(from.size(), lent.capacity()));
        return view.clear().limit(lent.position()).order(ByteOrder.BIG_ENDIAN);
    }

    // Leaving

    @Override
    public boolean quiesce() {
        if (life == Life.RUNNING) {
            life = Life.QUIESCING;
        }
        return !anyInFlight();
    }

    private boolean anyInFlight() {
        for (SimPort port : ports) {
            if (port.inFlight()) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void resume() {
        if (life == Life.QUIESCING) {
            life = Life.RUNNING;
        }
    }

    @Override
    public void release() {
        life = Life.RELEASED;
        while (!ports.isEmpty()) {
            ports.getLast().detach();
        }
    }

    @Override
    public int openPorts() {
        return ports.size();
    }
}
