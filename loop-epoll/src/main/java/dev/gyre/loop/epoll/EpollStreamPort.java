package dev.gyre.loop.epoll;

import dev.gyre.linux.Errno;
import dev.gyre.linux.SocketCalls;
import dev.gyre.loop.AbstractUnixAddress;
import dev.gyre.loop.ErrorKind;
import dev.gyre.loop.LoopIOException;
import dev.gyre.loop.ReceivedDescriptors;
import dev.gyre.loop.spi.Outcome;
import dev.gyre.loop.spi.Owned;
import dev.gyre.loop.spi.PortOwner;
import dev.gyre.loop.spi.StreamPort;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/** A stream: a socket, TCP or Unix, unless a subclass says otherwise. No call waits, whatever the descriptor is set to. */
class EpollStreamPort extends EpollPort implements StreamPort {
    private static final int RECEIVING = SocketCalls.MSG_DONTWAIT;
    private static final int SENDING = SocketCalls.MSG_DONTWAIT | SocketCalls.MSG_NOSIGNAL;

    private @Nullable SocketAddress remote;

    EpollStreamPort(EpollBackend backend, Owned owned, PortOwner owner, int descriptor, int first) {
        super(backend, owned, owner, descriptor, first);
    }

    // Receiving

    @Override
    public @Nullable ByteBuffer receive() throws IOException {
        Buffers buffers = backend().buffers();
        int n = receive(buffers.receiveAddress(), buffers.receiveCapacity());
        return n == Outcome.WOULD_BLOCK ? null : buffers.lend(Math.max(n, 0));
    }

    @Override
    public int receive(ByteBuffer into) throws IOException {
        if (!into.hasRemaining()) {
            return 0;
        }
        if (into.isReadOnly()) {
            throw new ReadOnlyBufferException();
        }
        if (into.isDirect()) {
            int n = receive(Memory.addressOf(into), into.remaining());
            into.position(into.position() + Math.max(n, 0));
            return n;
        }
        Buffers buffers = backend().buffers();
        int n = receive(buffers.stagingAddress(), Math.min(Buffers.STAGING, into.remaining()));
        into.put(buffers.staging().limit(Math.max(n, 0)));
        return n;
    }

    private int receive(long address, int length) throws IOException {
        while (true) {
            long n = take(address, length);
            if (n > 0) {
                return (int) n;
            }
            if (n == 0) {
                return Outcome.END;
            }
            switch (Errno.of(n)) {
                case EAGAIN -> {
                    return Outcome.WOULD_BLOCK;
                }
                case EINTR -> {}
                default -> throw receiveFailure(n);
            }
        }
    }

    /** {@return what the kernel answers that is asked for bytes} */
    long take(long address, int length) {
        return backend().calls().receive(descriptor(), address, length, RECEIVING);
    }

    // Sending

    /** {@return what the kernel answers that is offered bytes} */
    long give(long address, int length) {
        return backend().calls().send(descriptor(), address, length, SENDING);
    }

    /**
     * {@return what the kernel answers that is offered several pieces}
     *
     * @param message the address of a {@code msghdr} that names them
     * @param pieces the address of the first {@code iovec}
     * @param count how many there are
     */
    long give(long message, long pieces, int count) {
        return backend().calls().sendMessage(descriptor(), message, SENDING);
    }

    @Override
    public int send(ByteBuffer src) throws IOException {
        return backend().sender().send(this, src);
    }

    @Override
    public long send(ByteBuffer[] srcs, int offset, int length) throws IOException {
        return backend().sender().send(this, srcs, offset, length);
    }

    @Override
    public long sendFile(FileChannel file, long position, long count) throws IOException {
        return backend().fileSender().send(this, file, position, count);
    }

    @Override
    public int sendPassing(ByteBuffer src, int[] descriptors) throws IOException {
        return backend().passing().send(this, src, descriptors);
    }

    @Override
    public @Nullable ReceivedDescriptors receivePassed(ByteBuffer into, int most) throws IOException {
        return backend().passing().receive(this, into, most);
    }

    /** {@return the failure of a receive} */
    LoopIOException receiveFailure(long answer) {
        return EpollErrors.failure("receive from " + owner().describe(), answer);
    }

    /** {@return the failure of a send} */
    LoopIOException sendFailure(long answer) {
        return EpollErrors.failure("send to " + owner().describe(), answer);
    }

    // Connecting

    @Override
    public boolean connect(SocketAddress to) throws IOException {
        remote = to;
        int family = backend().sockets().family(owned(), descriptor(), this::attempt);
        int length;
        try {
            length = Addresses.put(backend().codec(), to, family);
        } catch (IllegalArgumentException e) {
            throw new LoopIOException(
                    ErrorKind.ADDRESS_NOT_AVAILABLE, "Cannot " + attempt() + ": " + e.getMessage(), e);
        }
        int answer = backend().calls().connect(descriptor(), backend().codec().address(), length);
        return switch (Errno.of(answer)) {
            case EINPROGRESS, EINTR -> false;
            case EAGAIN -> throw full(to, answer);
            default -> {
                if (answer < 0) {
                    throw EpollErrors.failure(attempt(), answer);
                }
                yield true;
            }
        };
    }

    /** A Unix listener whose queue is full says so by EAGAIN, and there is nothing to wait for (unix(7)). */
    private LoopIOException full(SocketAddress to, int answer) {
        return AbstractUnixAddress.isUnix(to)
                ? EpollErrors.failure(ErrorKind.REFUSED, attempt(), answer)
                : EpollErrors.failure(attempt(), answer);
    }

    @Override
    public boolean finishConnect() throws IOException {
        int kept = backend().sockets().takeError(descriptor());
        if (kept < 0) {
            throw EpollErrors.failure(attempt(), kept);
        }
        backend().codec().clear();
        int answer = backend()
                .calls()
                .remoteAddress(
                        descriptor(),
                        backend().codec().address(),
                        backend().codec().lengthAddress());
        if (answer < 0 && Errno.of(answer) != Errno.ENOTCONN) {
            throw EpollErrors.failure(attempt(), answer);
        }
        return answer >= 0;
    }

    private String attempt() {
        return "connect " + (remote == null ? owner().describe() : "to " + remote);
    }

    @Override
    public void shutdownOutput() throws IOException {
        int answer = backend().calls().shutdown(descriptor(), SocketCalls.SHUT_WR);
        if (answer < 0) {
            throw EpollErrors.failure("end the output of " + owner().describe(), answer);
        }
    }
}
