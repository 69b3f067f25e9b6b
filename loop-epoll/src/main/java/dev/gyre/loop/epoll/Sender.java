package dev.gyre.loop.epoll;

import dev.gyre.linux.Errno;
import dev.gyre.loop.spi.Outcome;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;

/**
 * Sends buffers of any kind. Bytes of the heap and small pieces are put together in the staging memory, which costs less than to tell the kernel of each; what is
 * large and lies in native memory goes from where it is.
 */
final class Sender {
    /** What is smaller is copied. */
    private static final int SMALL = 8 * 1024;
    /** Pieces of one call. */
    private static final int MOST_PIECES = 64;

    private static final int IOVEC = 16;
    private static final int MSGHDR = 56;

    private final Buffers buffers;
    private final MemorySegment pieces = Arena.ofAuto().allocate(IOVEC * MOST_PIECES, 8);
    private final MemorySegment message = Arena.ofAuto().allocate(MSGHDR, 8);
    private int count;

    Sender(Buffers buffers) {
        this.buffers = buffers;
        message.set(ValueLayout.JAVA_LONG, 16, pieces.address());
    }

    /** {@return as {@link dev.gyre.loop.spi.StreamPort#send(ByteBuffer)}} */
    int send(EpollStreamPort port, ByteBuffer src) throws IOException {
        int length = src.remaining();
        if (length == 0) {
            return 0;
        }
        if (buffers.isView(src)) {
            return advanced(src, take(port, buffers.receiveAddress() + src.position(), length));
        }
        return src.isDirect() && length > SMALL
                ? advanced(src, take(port, Memory.addressOf(src), length))
                : sendStaged(port, src);
    }

    private static int advanced(ByteBuffer src, int taken) {
        src.position(src.position() + Math.max(taken, 0));
        return taken;
    }

    private int sendStaged(EpollStreamPort port, ByteBuffer src) throws IOException {
        int start = src.position();
        int end = src.limit();
        int offered;
        int taken;
        do {
            ByteBuffer staging = buffers.staging();
            offered = Math.min(end - src.position(), staging.capacity());
            staging.put(0, src, src.position(), offered);
            taken = take(port, buffers.stagingAddress(), offered);
            advanced(src, taken);
        } while (taken == offered && src.position() < end);
        return src.position() == start ? taken : src.position() - start;
    }

    /** Offers bytes of native memory to the kernel. {@return how many it took} */
    int take(EpollStreamPort port, long address, int length) throws IOException {
        while (true) {
            long n = port.give(address, length);
            if (n >= 0) {
                return (int) n;
            }
            switch (Errno.of(n)) {
                case EAGAIN -> {
                    return Outcome.WOULD_BLOCK;
                }
                case EINTR -> {}
                default -> throw port.sendFailure(n);
            }
        }
    }

    /** {@return as {@link dev.gyre.loop.spi.StreamPort#send(ByteBuffer[], int, int)}} */
    long send(EpollStreamPort port, ByteBuffer[] srcs, int offset, int length) throws IOException {
        int end = offset + length;
        int next = skipEmpty(srcs, offset, end);
        if (next == end) {
            return 0;
        }
        long total = 0;
        while (next < end) {
            long offered = gather(srcs, next, end);
            long taken = count == 1 ? takeFirst(port) : takePieces(port);
            if (taken == Outcome.WOULD_BLOCK) {
                return total == 0 ? Outcome.WOULD_BLOCK : total;
            }
            total += taken;
            next = advance(srcs, next, taken);
            if (taken < offered) {
                return total;
            }
            next = skipEmpty(srcs, next, end);
        }
        return total;
    }

    private static int skipEmpty(ByteBuffer[] srcs, int from, int end) {
        int next = from;
        while (next < end && !srcs[next].hasRemaining()) {
            next++;
        }
        return next;
    }

    /** Writes down what one call offers. {@return how many bytes} */
    private long gather(ByteBuffer[] srcs, int from, int end) {
        ByteBuffer staging = buffers.staging();
        count = 0;
        long offered = 0;
        boolean more = true;
        for (int i = from; i < end && more; i++) {
            ByteBuffer src = srcs[i];
            if (src.isDirect() && src.remaining() > SMALL) {
                more = count < MOST_PIECES;
                if (more) {
                    piece(addressOf(src), src.remaining());
                    offered += src.remaining();
                }
            } else {
                int copied = stage(src, staging);
                offered += copied;
                more = copied == src.remaining();
            }
        }
        return offered;
    }

    private long addressOf(ByteBuffer src) {
        return buffers.isView(src) ? buffers.receiveAddress() + src.position() : Memory.addressOf(src);
    }

    /** Copies what there is room for, into the piece before when that ends where this begins. */
    private int stage(ByteBuffer src, ByteBuffer staging) {
        int length = Math.min(src.remaining(), staging.remaining());
        long at = buffers.stagingAddress() + staging.position();
        boolean continues = count > 0 && endOfLast() == at;
        if (length == 0 || !continues && count == MOST_PIECES) {
            return 0;
        }
        staging.put(staging.position(), src, src.position(), length);
        staging.position(staging.position() + length);
        if (continues) {
            long offset = (count - 1L) * IOVEC + 8;
            pieces.set(ValueLayout.JAVA_LONG, offset, pieces.get(ValueLayout.JAVA_LONG, offset) + length);
        } else {
            piece(at, length);
        }
        return length;
    }

    private long endOfLast() {
        long offset = (count - 1L) * IOVEC;
        return pieces.get(ValueLayout.JAVA_LONG, offset) + pieces.get(ValueLayout.JAVA_LONG, offset + 8);
    }

    private void piece(long address, long length) {
        pieces.set(ValueLayout.JAVA_LONG, (long) count * IOVEC, address);
        pieces.set(ValueLayout.JAVA_LONG, (long) count * IOVEC + 8, length);
        count++;
    }

    private long takeFirst(EpollStreamPort port) throws IOException {
        return take(port, pieces.get(ValueLayout.JAVA_LONG, 0), (int) pieces.get(ValueLayout.JAVA_LONG, 8));
    }

    private long takePieces(EpollStreamPort port) throws IOException {
        message.set(ValueLayout.JAVA_LONG, 24, count);
        while (true) {
            long n = port.give(message.address(), pieces.address(), count);
            if (n >= 0) {
                return n;
            }
            switch (Errno.of(n)) {
                case EAGAIN -> {
                    return Outcome.WOULD_BLOCK;
                }
                case EINTR -> {}
                default -> throw port.sendFailure(n);
            }
        }
    }

    /** Takes note of what was taken. {@return the first buffer that has bytes left} */
    private static int advance(ByteBuffer[] srcs, int from, long taken) {
        long left = taken;
        int i = from;
        while (left > 0) {
            ByteBuffer src = srcs[i];
            int part = (int) Math.min(left, src.remaining());
            src.position(src.position() + part);
            left -= part;
            if (!src.hasRemaining()) {
                i++;
            }
        }
        return i;
    }
}
