package dev.gyre.loop.nio;

import dev.gyre.loop.ErrorKind;
import dev.gyre.loop.LoopIOException;
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
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One selector, one receive buffer, and the ports registered with them.
 *
 * <p><b>Threading</b>: the loop's thread only, except {@link #wakeup()}.
 *
 * <p><b>Ownership</b>: the selector and the buffers are its own; channels belong to their {@link Owned}.
 */
final class NioBackend implements LoopBackend {
    static final String NAME = "nio";

    /** No datagram carries more: 65,535 bytes less the UDP header of 8 (RFC 768; IPv6 without jumbograms, RFC 8200). */
    static final int MAX_DATAGRAM = 65_527;

    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final ReadySink NOBODY = (owner, ops) -> {};
    private static final Consumer<SelectionKey> DROP = key -> {};

    private final String loop;
    private final long spinNanos;
    private final Selector selector;
    private final NioWakeup wakeup;
    private final NioSockets sockets = new NioSockets();
    private final ByteBuffer receiveBuffer;
    private final ByteBuffer receiveView;
    private final Consumer<SelectionKey> report = this::report;
    private final Queue<NioPort> due = new ArrayDeque<>();
    private @Nullable ByteBuffer scratch;
    private ReadySink sink = NOBODY;
    private int reports;
    private int openPorts;

    NioBackend(BackendConfig config) throws IOException {
        loop = config.name();
        spinNanos = config.spinNanos();
        receiveBuffer = ByteBuffer.allocateDirect(config.receiveBufferSize());
        receiveView = receiveBuffer.asReadOnlyBuffer();
        selector = Selector.open();
        wakeup = new NioWakeup(selector);
    }

    @Override
    public int poll(long timeoutNanos, ReadySink into) throws IOException {
        sink = into;
        reports = 0;
        try {
            select(timeoutNanos);
            reportDue();
            return reports;
        } catch (ClosedSelectorException e) {
            throw new LoopIOException(ErrorKind.CLOSED, "Cannot poll loop " + loop + ": its backend was released", e);
        } finally {
            sink = NOBODY;
        }
    }

    private void select(long timeoutNanos) throws IOException {
        boolean interrupted = Thread.interrupted();
        boolean mayWait = timeoutNanos != 0 && due.isEmpty();
        try {
            if (mayWait && spinNanos > 0 && spin(timeoutNanos)) {
                return;
            }
            boolean waits = mayWait && !(timeoutNanos > 0 && timeoutNanos <= spinNanos) && wakeup.fallAsleep();
            if (!waits) {
                selector.selectNow(report);
            } else if (timeoutNanos < 0) {
                selector.select(report);
            } else {
                selector.select(report, Math.ceilDiv(timeoutNanos, NANOS_PER_MILLI));
            }
        } finally {
            wakeup.awake();
            reinterrupt(interrupted);
        }
    }

    /** {@return whether there was something to report} */
    private boolean spin(long timeoutNanos) throws IOException {
        long began = System.nanoTime();
        long most = timeoutNanos < 0 ? spinNanos : Math.min(spinNanos, timeoutNanos);
        while (reports == 0 && !wakeup.called() && System.nanoTime() - began < most) {
            Thread.onSpinWait();
            selector.selectNow(report);
        }
        return reports > 0;
    }

    /**
     * Gives an interrupt back that was put aside. Under one a selector never waits and a file channel closes itself; what it means
     * is for the user's code to say, so it ends the poll it comes in and nothing else.
     */
    static void reinterrupt(boolean interrupted) {
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void report(SelectionKey key) {
        NioPort port = (NioPort) key.attachment();
        try {
            report(port, port.readiness(key));
        } catch (CancelledKeyException _) {
            // The user closed a watched channel on another thread, after the kernel had answered.
        }
    }

    private void reportDue() {
        for (int left = due.size(); left > 0; left--) {
            NioPort port = due.remove();
            report(port, port.takeDue());
        }
    }

    private void report(NioPort port, int ops) {
        if (ops != 0) {
            reports++;
            sink.ready(port.owner(), ops);
        }
    }

    @Override
    public void wakeup() {
        wakeup.call();
    }

    @Override
    public SocketControl sockets() {
        return sockets;
    }

    @Override
    public Adoption canAdopt(PortKind kind, Owned what) {
        Adoption general = NioAdoption.judge(kind, what);
        SelectableChannel channel = what.channel();
        return general.possible() && channel != null ? unlessHeld(channel) : general;
    }

    /** A selector has one key a channel, so a second owner would take the first one's place. */
    private Adoption unlessHeld(SelectableChannel channel) {
        SelectionKey key = channel.keyFor(selector);
        if (key == null || !key.isValid()) {
            return Adoption.yes();
        }
        NioPort holder = (NioPort) key.attachment();
        return Adoption.no(channel + " is registered with this loop already, for "
                + holder.owner().describe() + "; end that first");
    }

    @Override
    public Port prepare(PortKind kind, Owned what, PortOwner owner) throws IOException {
        Adoption answer = canAdopt(kind, what);
        if (!answer.possible()) {
            ErrorKind why = what.closed() ? ErrorKind.CLOSED : ErrorKind.OTHER;
            throw new LoopIOException(why, "Cannot register " + owner.describe() + ": " + answer.reason(), null);
        }
        try {
            if (kind == PortKind.READ_PIPE || kind == PortKind.WRITE_PIPE) {
                NioPort pipe = newPipe(kind, what, owner);
                openPorts++;
                return pipe;
            }
            boolean watchesDescriptor = kind == PortKind.WATCH && what.channel() == null;
            NioPort port = watchesDescriptor
                    ? newWatch(what, owner)
                    : newPort(kind, what, owner, register(channel(kind, what)));
            openPorts++;
            return port;
        } catch (IOException e) {
            throw NioErrors.translate("register " + owner.describe(), e);
        }
    }

    private static SelectableChannel channel(PortKind kind, Owned what) throws IOException {
        SelectableChannel watched = what.channel();
        SelectableChannel channel = kind == PortKind.WATCH && watched != null
                ? watched
                : NioAdoption.channel(what, kind == PortKind.STREAM);
        channel.configureBlocking(false);
        return channel;
    }

    private NioPort newWatch(Owned what, PortOwner owner) throws IOException {
        SelectableChannel own = JdkInternals.watching(what.descriptor());
        NioWatchPort port;
        try {
            port = (NioWatchPort) newPort(PortKind.WATCH, what, owner, register(own));
        } catch (IOException | RuntimeException e) {
            own.close();
            throw e;
        }
        return port;
    }

    private NioPort newPipe(PortKind kind, Owned what, PortOwner owner) throws IOException {
        SelectableChannel channel = NioPipes.channel(kind, what);
        channel.configureBlocking(false);
        NioPipePort port = new NioPipePort(this, what, owner, register(channel), kind);
        port.key().attach(port);
        try {
            port.watchReader();
        } catch (IOException | RuntimeException e) {
            port.key().cancel();
            throw e;
        }
        return port;
    }

    private NioPort newPort(PortKind kind, Owned what, PortOwner owner, SelectionKey key) {
        NioPort port =
                switch (kind) {
                    case STREAM, CONNECTING -> new NioStreamPort(this, what, owner, key);
                    case LISTENER -> new NioListenerPort(this, what, owner, key);
                    case DATAGRAM -> new NioDatagramPort(this, what, owner, key);
                    case WATCH -> new NioWatchPort(this, what, owner, key);
                    case READ_PIPE, WRITE_PIPE -> throw new IllegalArgumentException(kind + " is a pipe");
                };
        key.attach(port);
        return port;
    }

    /** Registers with an interest in nothing, which costs no call of the kernel. */
    SelectionKey register(SelectableChannel channel) throws IOException {
        if (channel.keyFor(selector) != null) {
            flush(); // A cancelled key is in the way until a selection removes it.
        }
        return channel.register(selector, 0);
    }

    /**
     * Lets cancelled keys go now instead of in the next poll. The readiness that this selection meets is dropped and comes
     * again, for it is level-triggered; a wake-up is not in the selector while the loop's thread is here.
     */
    void flush() {
        if (!selector.isOpen()) {
            return;
        }
        try {
            selector.selectNow(DROP);
        } catch (IOException e) {
            // The next poll meets the same failure and throws it.
            NioErrors.log("Loop " + loop + " could not let a closed channel go at once", e);
        }
    }

    /** Takes note that a port has ended. */
    void ended(NioPort port) {
        due.remove(port);
        if (selector.isOpen()) {
            openPorts--;
        }
    }

    /** Reports a port in the next poll though its selector key is silent. */
    void reportLater(NioPort port) {
        if (selector.isOpen()) {
            due.add(port);
        }
    }

    /** What is lent from; cleared. */
    ByteBuffer receiveBuffer() {
        return receiveBuffer.clear();
    }

    /** Lends the first bytes of the receive buffer; the view is one object, whatever its last reader did to it. */
    ByteBuffer lend(int length) {
        return receiveView.clear().limit(length).order(ByteOrder.BIG_ENDIAN);
    }

    /** What goes through native memory on its way into the heap: never what is lent, as its reader may receive on another port. It holds any datagram whole; cleared. */
    ByteBuffer scratch() {
        if (scratch == null) {
            scratch = ByteBuffer.allocateDirect(Math.max(receiveBuffer.capacity(), MAX_DATAGRAM));
        }
        return scratch.clear();
    }

    @Override
    public boolean quiesce() {
        return true;
    }

    @Override
    public void resume() {}

    @Override
    public void release() {
        try {
            List<NioPort> ports = ports();
            selector.close();
            ports.forEach(NioPort::dropOwn);
        } catch (IOException e) {
            NioErrors.log("Loop " + loop + " could not close its selector", e);
        }
        due.clear();
        openPorts = 0;
    }

    private List<NioPort> ports() {
        return selector.isOpen()
                ? selector.keys().stream()
                        .map(key -> (NioPort) key.attachment())
                        .toList()
                : List.of();
    }

    @Override
    public int openPorts() {
        return openPorts;
    }
}
