package dev.gyre.loop.epoll;

import dev.gyre.linux.Errno;
import dev.gyre.linux.SocketCalls;
import dev.gyre.loop.ErrorKind;
import dev.gyre.loop.LoopIOException;
import dev.gyre.loop.spi.DatagramBatch;
import dev.gyre.loop.spi.DatagramPort;
import dev.gyre.loop.spi.Outcome;
import dev.gyre.loop.spi.Owned;
import dev.gyre.loop.spi.PortOwner;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A datagram socket, UDP or Unix. */
final class EpollDatagramPort extends EpollPort implements DatagramPort {
    private static final int FLAGS = SocketCalls.MSG_DONTWAIT | SocketCalls.MSG_NOSIGNAL;
    private static final int UNKNOWN = -1;

    private int family = UNKNOWN;

    EpollDatagramPort(EpollBackend backend, Owned owned, PortOwner owner, int descriptor, int first) {
        super(backend, owned, owner, descriptor, first);
    }

    @Override
    public void connect(SocketAddress remote) throws IOException {
        String attempt = "connect " + owner().describe() + " to " + remote;
        int length = put(remote, attempt);
        int answer = backend().calls().connect(descriptor(), backend().codec().address(), length);
        if (answer < 0) {
            throw EpollErrors.failure(attempt, answer);
        }
    }

    private int put(SocketAddress address, String attempt) throws LoopIOException {
        if (family == UNKNOWN) {
            family = backend().sockets().family(owned(), descriptor(), () -> attempt);
        }
        try {
            return Addresses.put(backend().codec(), address, family);
        } catch (IllegalArgumentException e) {
            throw new LoopIOException(ErrorKind.ADDRESS_NOT_AVAILABLE, "Cannot " + attempt + ": " + e.getMessage(), e);
        }
    }

    @Override
    public int receive(DatagramBatch batch) throws IOException {
        return backend().datagrams().receive(this, batch);
    }

    LoopIOException receiveFailure(long answer) {
        return EpollErrors.failure("receive on " + owner().describe(), answer);
    }

    @Override
    public int send(ByteBuffer data, @Nullable SocketAddress to) throws IOException {
        int length = data.remaining();
        int addressLength = to == null ? 0 : put(to, "send on " + owner().describe() + " to " + to);
        long address = to == null ? 0 : backend().codec().address();
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
                default ->
                    throw EpollErrors.failure("send on " + owner().describe() + (to == null ? "" : " to " + to), n);
            }
        }
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
