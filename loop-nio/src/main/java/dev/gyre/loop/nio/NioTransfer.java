package dev.gyre.loop.nio;

import dev.gyre.loop.LoopIOException;
import dev.gyre.loop.spi.Outcome;
import dev.gyre.loop.spi.PortOwner;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.GatheringByteChannel;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.ReadableByteChannel;
import org.jspecify.annotations.Nullable;

/**
 * Moves bytes between buffers and a channel.
 *
 * <p>The JDK copies a heap buffer to memory of its own before it asks the kernel, the whole of it even when the kernel takes
 * little, and keeps that memory for the thread. So heap buffers go through the loop's receive buffer, or in steps of bounded
 * size.
 */
final class NioTransfer {
    /** Heap bytes offered to the kernel at once. */
    private static final int HEAP_STEP = 256 * 1024;

    /** Buffers offered at once; Linux takes no more (IOV_MAX in limits.h). */
    private static final int MAX_BUFFERS = 1024;

    /** What a failed attempt to send is told as. */
    interface SendFailures {
        LoopIOException of(Exception thrown);
    }

    private final NioBackend backend;
    private final PortOwner owner;
    private final @Nullable ReadableByteChannel source;
    private final @Nullable GatheringByteChannel sink;
    private final SendFailures failures;

    /**
     * Makes one.
     *
     * @param source what is received from; null of something that is only written
     * @param sink what is sent to; null of something that is only read
     */
    NioTransfer(
            NioBackend backend,
            PortOwner owner,
            @Nullable ReadableByteChannel source,
            @Nullable GatheringByteChannel sink,
            SendFailures failures) {
        this.backend = backend;
        this.owner = owner;
        this.source = source;
        this.sink = sink;
        this.failures = failures;
    }

    private ReadableByteChannel source() {
        ReadableByteChannel present = source;
        if (present == null) {
            throw new NonReadableChannelException();
        }
        return present;
    }

    private GatheringByteChannel sink() {
        GatheringByteChannel present = sink;
        if (present == null) {
            throw new NonWritableChannelException();
        }
        return present;
    }

    /** {@return as {@link dev.gyre.loop.spi.StreamPort#receive()}} */
    @Nullable
    ByteBuffer receive() throws IOException {
        int n = read(backend.receiveBuffer());
        return n == Outcome.WOULD_BLOCK ? null : backend.lend(Math.max(n, 0));
    }

    /** {@return as {@link dev.gyre.loop.spi.StreamPort#receive(ByteBuffer)}} */
    int receive(ByteBuffer into) throws IOException {
        if (!into.hasRemaining()) {
            return 0;
        }
        return into.isDirect() ? read(into) : receiveThrough(backend.scratch(), into);
    }

    private int receiveThrough(ByteBuffer direct, ByteBuffer into) throws IOException {
        direct.limit(Math.min(direct.capacity(), into.remaining()));
        int n = read(direct);
        into.put(direct.flip());
        return n;
    }

    /** The JDK says 0 for "would block" and −1 for the end. */
    private int read(ByteBuffer into) throws IOException {
        try {
            int n = source().read(into);
            return n > 0 ? n : n == 0 ? Outcome.WOULD_BLOCK : Outcome.END;
        } catch (IOException | IllegalStateException e) {
            throw NioErrors.translate("receive from " + owner.describe(), e);
        }
    }

    /** {@return as {@link dev.gyre.loop.spi.StreamPort#send(ByteBuffer)}} */
    int send(ByteBuffer src) throws IOException {
        try {
            int n = write(src);
            return n == 0 && src.hasRemaining() ? Outcome.WOULD_BLOCK : n;
        } catch (IOException | IllegalStateException e) {
            throw failures.of(e);
        }
    }

    /** {@return as {@link dev.gyre.loop.spi.StreamPort#send(ByteBuffer[], int, int)}} */
    long send(ByteBuffer[] srcs, int offset, int length) throws IOException {
        try {
            long n = gather(srcs, offset, offset + length);
            return n == 0 && remaining(srcs, offset, offset + length) > 0 ? Outcome.WOULD_BLOCK : n;
        } catch (IOException | IllegalStateException e) {
            throw failures.of(e);
        }
    }

    private long gather(ByteBuffer[] srcs, int from, int end) throws IOException {
        long total = 0;
        for (int i = from; i < end; ) {
            int stretchEnd = stretch(srcs, i, end);
            long offered = remaining(srcs, i, stretchEnd);
            long n = stretchEnd - i == 1 ? write(srcs[i]) : sink().write(srcs, i, stretchEnd - i);
            total += n;
            if (n < offered) {
                break;
            }
            i = stretchEnd;
        }
        return total;
    }

    /** {@return the end of the stretch that one call may offer: at least one buffer, and few bytes of heap} */
    private static int stretch(ByteBuffer[] srcs, int from, int end) {
        int most = Math.min(end, from + MAX_BUFFERS);
        long heap = heapBytes(srcs[from]);
        int i = from + 1;
        while (i < most && (heap += heapBytes(srcs[i])) <= HEAP_STEP) {
            i++;
        }
        return i;
    }

    private static int heapBytes(ByteBuffer src) {
        return src.isDirect() ? 0 : src.remaining();
    }

    private static long remaining(ByteBuffer[] srcs, int from, int end) {
        long sum = 0;
        for (int i = from; i < end; i++) {
            sum += srcs[i].remaining();
        }
        return sum;
    }

    private int write(ByteBuffer src) throws IOException {
        return src.isDirect() ? sink().write(src) : writeInSteps(src);
    }

    private int writeInSteps(ByteBuffer src) throws IOException {
        int start = src.position();
        int end = src.limit();
        try {
            boolean all = true;
            while (all && src.position() < end) {
                src.limit(src.position() + Math.min(end - src.position(), HEAP_STEP));
                sink().write(src);
                all = !src.hasRemaining();
            }
        } finally {
            src.limit(end);
        }
        return src.position() - start;
    }

    /** {@return as {@link dev.gyre.loop.spi.StreamPort#sendFile}} */
    long sendFile(FileChannel file, long position, long count) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            long n = file.transferTo(position, count, sink());
            if (n > 0 || count == 0) {
                return n;
            }
            return position < file.size() ? Outcome.WOULD_BLOCK : Outcome.END;
        } catch (IOException | IllegalStateException e) {
            throw file.isOpen() ? failures.of(e) : NioErrors.translate("send a file that was closed", e);
        } finally {
            NioBackend.reinterrupt(interrupted);
        }
    }
}
