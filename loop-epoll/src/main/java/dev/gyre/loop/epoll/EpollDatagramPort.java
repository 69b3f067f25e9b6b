package dev.gyre.loop.epoll;

import dev.gyre.linux.Errno;
import dev.gyre.linux.SocketCalls;
import dev.gyre.loop.ErrorKind;
import dev.gyre.loop.LoopIOException;
import dev.gyre.loop.spi.DatagramBatch;
import dev.gyre.loop.spi.DatagramPort;
import dev.gyre.loop.spi.Outcome;
import dev.gyre.loop.spi.OutgoingDatagrams;
import dev.gyre.loop.spi.Owned;
import dev.gyre.loop.spi.PortOwner;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A datagram socket, UDP or Unix. Joining what comes together: {@code UNTRIED → ON | OFF} with the first receive, {@code ON → OFF} before the socket gets another port. */
final class EpollDatagramPort extends EpollPort implements DatagramPort {
    private static final int FLAGS = SocketCalls.MSG_DONTWAIT | SocketCalls.MSG_NOSIGNAL;
    private static final int UNKNOWN = -1;

    private enum Joining {
        UNTRIED,
        ON,
        OFF
    }

    private int family = UNKNOWN;
    private Joining joining = Joining.UNTRIED;
    private @Nullable Segments segments;
    private @Nullable LoopIOException pending;

    EpollDatagramPort(EpollBackend backend, Owned owned, PortOwner owner, int descriptor, int first) {
        super(backend, owned, owner, descriptor, first);
    }

    @Override
    public void connect(SocketAddress remote) throws IOException {
        String attempt = "connect " + owner().describe() + " to " + remote;
        int length;
        try {
            length = Addresses.put(backend().codec(), remote, family());
        } catch (IllegalArgumentException e) {
            throw new LoopIOException(ErrorKind.ADDRESS_NOT_AVAILABLE, "Cannot " + attempt + ": " + e.getMessage(), e);
        }
        int answer = backend().calls().connect(descriptor(), backend().codec().address(), length);
        if (answer < 0) {
            throw EpollErrors.failure(attempt, answer);
        }
    }

    int family() throws LoopIOException {
        if (family == UNKNOWN) {
            family = backend()
                    .sockets()
                    .family(owned(), descriptor(), () -> "ask for the family of " + owner().describe());
        }
        return family;
    }

    // Receiving

    @Override
    public int receive(DatagramBatch batch) throws IOException {
        LoopIOException failure = pending;
        if (failure != null) {
            pending = null;
            batch.clear();
            throw failure;
        }
        return backend().datagramReceiver().receive(this, batch);
    }

    /** {@return whether datagrams may come that the kernel has joined; the first question has it do so} */
    boolean joins() {
        if (joining == Joining.UNTRIED) {
            joining = backend().udpOptions().join(descriptor(), true) ? Joining.ON : Joining.OFF;
        }
        return joining == Joining.ON;
    }

    /** The kernel says what it has joined only while it is to join; so that has to end while nothing waits. */
    @Override
    public boolean withdraw() {
        if (joining != Joining.ON) {
            return true;
        }
        backend().udpOptions().join(descriptor(), false);
        long waiting = backend()
                .calls()
                .receive(
                        descriptor(),
                        backend().buffers().stagingAddress(),
                        0,
                        SocketCalls.MSG_PEEK | SocketCalls.MSG_DONTWAIT);
        if (Errno.of(waiting) == Errno.EAGAIN) {
            joining = Joining.OFF;
            return true;
        }
        if (waiting < 0 && Errno.of(waiting) != Errno.EINTR) {
            pending = receiveFailure(waiting);
        }
        backend().udpOptions().join(descriptor(), true);
        return false;
    }

    LoopIOException receiveFailure(long answer) {
        return EpollErrors.failure("receive on " + owner().describe(), answer);
    }

    // Sending

    @Override
    public int send(OutgoingDatagrams datagrams) throws IOException {
        return backend().datagramSender().send(this, datagrams);
    }

    Segments segments() throws LoopIOException {
        Segments known = segments;
        if (known == null) {
            known = new Segments(backend().udpOptions(), descriptor(), family());
            segments = known;
        }
        return known;
    }

    @Override
    public int send(ByteBuffer data, @Nullable SocketAddress to) throws IOException {
        int length = data.remaining();
        long address = 0;
        int addressLength = 0;
        if (to != null) {
            try {
                addressLength = backend().datagramSender().put(to, family());
                address = backend().datagramSender().address();
            } catch (IllegalArgumentException e) {
                throw noAddress(to, e);
            }
        }
        long bytes = source(data, length);
        while (true) {
            long n = backend().calls().sendTo(descriptor(), bytes, length, FLAGS, address, addressLength);
            if (n >= 0) {
                data.position(data.position() + length);
                return length;
            }
            switch (Errno.of(n)) {
                case EAGAIN -> {
                    return Outcome.WOULD_BLOCK;
                }
                case EINTR -> {}
                default -> throw sendFailure(to, n);
            }
        }
    }

    private String attempt(@Nullable SocketAddress to) {
        return "send on " + owner().describe() + (to == null ? "" : " to " + to);
    }

    LoopIOException sendFailure(@Nullable SocketAddress to, long answer) {
        return EpollErrors.failure(attempt(to), answer);
    }

    LoopIOException noAddress(SocketAddress to, IllegalArgumentException cause) {
        return new LoopIOException(
                ErrorKind.ADDRESS_NOT_AVAILABLE, "Cannot " + attempt(to) + ": " + cause.getMessage(), cause);
    }

    private long source(ByteBuffer data, int length) throws LoopIOException {
        Buffers buffers = backend().buffers();
        if (buffers.isView(data)) {
            return buffers.receiveAddress() + data.position();
        }
        if (length > Buffers.STAGING) {
            throw new LoopIOException(
                    ErrorKind.MESSAGE_TOO_LARGE,
                    "Cannot send on " + owner().describe() + ": " + length + " bytes are more than any datagram has",
                    null);
        }
        buffers.staging().put(0, data, data.position(), length);
        return buffers.stagingAddress();
    }
}
