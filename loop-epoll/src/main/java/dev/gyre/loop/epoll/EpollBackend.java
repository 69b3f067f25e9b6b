package dev.gyre.loop.epoll;

import dev.gyre.linux.EpollCalls;
import dev.gyre.linux.EpollEvents;
import dev.gyre.linux.Errno;
import dev.gyre.linux.FileCalls;
import dev.gyre.linux.Linux;
import dev.gyre.linux.SocketAddressCodec;
import dev.gyre.linux.SocketCalls;
import dev.gyre.loop.ErrorKind;
import dev.gyre.loop.LoopIOException;
import dev.gyre.loop.spi.Adoption;
import dev.gyre.loop.spi.BackendConfig;
import dev.gyre.loop.spi.LoopBackend;
import dev.gyre.loop.spi.Ops;
import dev.gyre.loop.spi.Owned;
import dev.gyre.loop.spi.Port;
import dev.gyre.loop.spi.PortKind;
import dev.gyre.loop.spi.PortOwner;
import dev.gyre.loop.spi.ReadySink;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/**
 * One epoll set, one receive buffer, and the ports in the set.
 *
 * <p><b>Threading</b>: the loop's thread only, except {@link #wakeup()}.
 *
 * <p><b>Ownership</b>: the epoll descriptor, the eventfd and the memory are its own; descriptors belong to their {@link Owned}.
 */
final class EpollBackend implements LoopBackend {
    static final String NAME = "epoll";

    private static final int FIRST_EVENTS = 256;
    /** No port's, as places count from zero. */
    private static final long WAKE = -1;

    private static final int CLOSED = -1;

    private final String loop;
    private final long spinNanos;
    private final EpollCalls epollCalls = new EpollCalls();
    private final SocketCalls calls = new SocketCalls();
    private final FileCalls files = new FileCalls();
    private final SocketAddressCodec codec = new SocketAddressCodec();
    private final EpollSockets sockets = new EpollSockets();
    private final EpollWakeup wakeup;
    private final EpollTimeout timeout;
    private final Buffers buffers;
    private final Sender sender;
    private final FileSender fileSender;
    private final Passing passing;
    private final KnownAddresses known = new KnownAddresses();
    private final DatagramReceiver datagramReceiver = new DatagramReceiver(calls, known);
    private final DatagramSender datagramSender = new DatagramSender(calls, known);
    private final UdpOptions udpOptions = new UdpOptions(calls);
    private final PortTable ports = new PortTable();
    private final EpollEvents change = new EpollEvents(1);
    private final List<EpollPort> changed = new ArrayList<>();
    private final Queue<EpollPort> due = new ArrayDeque<>();
    private EpollEvents events = new EpollEvents(FIRST_EVENTS);
    private int epoll;

    private EpollBackend(BackendConfig config) throws LoopIOException {
        loop = config.name();
        spinNanos = config.spinNanos();
        buffers = new Buffers(config.receiveBufferSize());
        sender = new Sender(buffers);
        fileSender = new FileSender(files, buffers, sender);
        passing = new Passing(calls, buffers);
        timeout = new EpollTimeout(epollCalls);
        epoll = epollCalls.create();
        if (epoll < 0) {
            throw EpollErrors.failure("make an epoll descriptor for loop " + loop, epoll);
        }
        try {
            wakeup = new EpollWakeup(epollCalls);
        } catch (LoopIOException e) {
            epollCalls.close(epoll);
            throw e;
        }
        change.set(0, EpollCalls.IN | EpollCalls.ET, WAKE);
        int answer = epollCalls.control(epoll, EpollCalls.CTL_ADD, wakeup.descriptor(), change.address());
        if (answer < 0) {
            wakeup.release();
            epollCalls.close(epoll);
            throw EpollErrors.failure("watch the eventfd of loop " + loop, answer);
        }
    }

    static EpollBackend open(BackendConfig config) throws IOException {
        String problem = Linux.problem();
        if (problem != null) {
            throw new LoopIOException(
                    ErrorKind.OTHER, "Cannot open backend epoll for loop " + config.name() + ": it " + problem, null);
        }
        return new EpollBackend(config);
    }

    // Polling

    @Override
    public int poll(long timeoutNanos, ReadySink sink) throws IOException {
        if (epoll == CLOSED) {
            throw new LoopIOException(
                    ErrorKind.CLOSED, "Cannot poll loop " + loop + ": its backend was released", null);
        }
        if (!changed.isEmpty()) {
            applyChanges();
        }
        if (events.capacity() <= ports.open()) {
            events = new EpollEvents(Math.max(ports.open() + 1, events.capacity() * 2));
        }
        int count = await(timeoutNanos);
        int reports = 0;
        for (int i = 0; i < count; i++) {
            reports += report(events.data(i), events.events(i), sink);
        }
        return due.isEmpty() ? reports : reports + reportDue(sink);
    }

    private void applyChanges() {
        int again = 0;
        for (int i = 0; i < changed.size(); i++) {
            EpollPort port = changed.get(i);
            if (!port.apply()) {
                changed.set(again++, port);
            }
        }
        changed.subList(again, changed.size()).clear();
    }

    private int await(long timeoutNanos) throws LoopIOException {
        boolean mayWait = timeoutNanos != 0 && due.isEmpty();
        int count;
        try {
            count = mayWait && spinNanos > 0 ? spin(timeoutNanos) : 0;
            if (count == 0) {
                boolean waits = mayWait && !(timeoutNanos > 0 && timeoutNanos <= spinNanos) && wakeup.fallAsleep();
                count = timeout.await(epoll, events, waits ? timeoutNanos : 0);
            }
        } finally {
            wakeup.awake();
        }
        if (count < 0 && Errno.of(count) != Errno.EINTR) {
            throw EpollErrors.failure("poll loop " + loop, count);
        }
        return count;
    }

    /** {@return what the kernel answers that has something to say; 0 when it is time to wait} */
    private int spin(long timeoutNanos) {
        long began = System.nanoTime();
        long most = timeoutNanos < 0 ? spinNanos : Math.min(spinNanos, timeoutNanos);
        int count = 0;
        while (count == 0 && !wakeup.called() && System.nanoTime() - began < most) {
            Thread.onSpinWait();
            count = timeout.await(epoll, events, 0);
        }
        return count;
    }

    private int report(long data, int happened, ReadySink sink) {
        EpollPort port = ports.get(data);
        int ops = port == null ? Ops.NONE : port.report(happened);
        if (port == null || ops == Ops.NONE) {
            return 0;
        }
        sink.ready(port.owner(), ops);
        return 1;
    }

    private int reportDue(ReadySink sink) {
        int reports = 0;
        for (int left = due.size(); left > 0; left--) {
            EpollPort port = due.remove();
            int ops = port.takeDue();
            if (ops != Ops.NONE) {
                sink.ready(port.owner(), ops);
                reports++;
            }
        }
        return reports;
    }

    @Override
    public void wakeup() {
        wakeup.call();
    }

    // Ports

    @Override
    public EpollSockets sockets() {
        return sockets;
    }

    @Override
    public Adoption canAdopt(PortKind kind, Owned what) {
        Adoption general = Descriptors.judge(what);
        return general.possible() ? sockets.judge(kind, what) : general;
    }

    @Override
    public Port prepare(PortKind kind, Owned what, PortOwner owner) throws IOException {
        Adoption answer = canAdopt(kind, what);
        if (!answer.possible()) {
            ErrorKind why = what.closed() ? ErrorKind.CLOSED : ErrorKind.OTHER;
            throw new LoopIOException(why, "Cannot register " + owner.describe() + ": " + answer.reason(), null);
        }
        sockets.makeNonBlocking(what, kind, owner.describe());
        int descriptor = Descriptors.of(what);
        int first = kind == PortKind.CONNECTING ? Ops.WRITE : Ops.READ;
        EpollPort port =
                switch (kind) {
                    case STREAM, CONNECTING -> new EpollStreamPort(this, what, owner, descriptor, first);
                    case READ_PIPE, WRITE_PIPE -> new EpollPipePort(this, what, owner, descriptor, kind);
                    case LISTENER -> new EpollListenerPort(this, what, owner, descriptor, first);
                    case DATAGRAM -> new EpollDatagramPort(this, what, owner, descriptor, first);
                    case WATCH -> new EpollWatchPort(this, what, owner, descriptor, first);
                };
        int added = control(EpollCalls.CTL_ADD, port, port.events(first));
        if (added == -Errno.EPERM.number() && port.always() != Ops.NONE) {
            port.standApart();
        } else if (added < 0) {
            ports.remove(port.data());
            throw refusal(owner, descriptor, added);
        }
        port.change();
        sockets.answerFor(what);
        return port;
    }

    private static LoopIOException refusal(PortOwner owner, int descriptor, int answer) {
        return switch (Errno.of(answer)) {
            case EEXIST ->
                new LoopIOException(
                        ErrorKind.OTHER,
                        "Cannot register " + owner.describe() + ": descriptor " + descriptor
                                + " is registered with this loop already; end that first",
                        null);
            case EPERM ->
                new LoopIOException(
                        ErrorKind.OTHER,
                        "Cannot register " + owner.describe() + ": descriptor " + descriptor
                                + " is a regular file or folder, which is always ready; read it in the executor",
                        null);
            default -> EpollErrors.failure("register " + owner.describe(), answer);
        };
    }

    /** {@return what epoll_ctl(2) answers} */
    int control(int operation, EpollPort port, int wanted) {
        change.set(0, wanted, port.data());
        return epollCalls.control(epoll, operation, port.descriptor(), change.address());
    }

    PortTable ports() {
        return ports;
    }

    void changed(EpollPort port) {
        changed.add(port);
    }

    void reportLater(EpollPort port) {
        due.add(port);
    }

    /** Takes note that a port has ended. */
    void ended(EpollPort port) {
        due.remove(port);
        ports.remove(port.data());
    }

    // What ports work with

    SocketCalls calls() {
        return calls;
    }

    FileCalls files() {
        return files;
    }

    SocketAddressCodec codec() {
        return codec;
    }

    Buffers buffers() {
        return buffers;
    }

    Sender sender() {
        return sender;
    }

    FileSender fileSender() {
        return fileSender;
    }

    Passing passing() {
        return passing;
    }

    DatagramReceiver datagramReceiver() {
        return datagramReceiver;
    }

    DatagramSender datagramSender() {
        return datagramSender;
    }

    UdpOptions udpOptions() {
        return udpOptions;
    }

    // The end

    @Override
    public boolean quiesce() {
        return true;
    }

    @Override
    public void resume() {}

    @Override
    public void release() {
        if (epoll != CLOSED) {
            epollCalls.close(epoll);
            epoll = CLOSED;
            wakeup.release();
            due.clear();
            changed.clear();
            ports.clear();
        }
    }

    @Override
    public int openPorts() {
        return ports.open();
    }
}
