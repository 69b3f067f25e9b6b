package dev.gyre.loop.nio;

import dev.gyre.loop.ErrorKind;
import dev.gyre.loop.LoopIOException;
import dev.gyre.loop.spi.Outcome;
import dev.gyre.loop.spi.Owned;
import dev.gyre.loop.spi.PortOwner;
import dev.gyre.loop.spi.StreamPort;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * A {@link SocketChannel}, TCP or Unix.
 *
 * <p>The JDK copies a heap buffer to memory of its own before it asks the kernel, the whole of it even when the kernel takes
 * little, and keeps that memory for the thread. So heap buffers go through the loop's receive buffer, or in steps of bounded
 * size.
 */
final class NioStreamPort extends NioPort implements StreamPort {
    /** Heap bytes offered to the kernel at once. */
    private static final int HEAP_STEP = 256 * 1024;

    /** Buffers offered at once; Linux takes no more (IOV_MAX in limits.h). */
    private static final int MAX_BUFFERS = 1024;

    private final SocketChannel channel;
    private @Nullable SocketAddress remote;

    NioStreamPort(NioBackend backend, Owned owned, PortOwner owner, SelectionKey key) {
        super(backend, owned, owner, key);
        channel = (SocketChannel) key.channel();
    }

    @Override
    public @Nullable ByteBuffer receive() throws IOException {
        int n = read(backend().receiveBuffer());
        return n == Outcome.WOULD_BLOCK ? null : backend().lend(Math.max(n, 0));
    }

    @Override
    public int receive(ByteBuffer into) throws IOException {
        if (!into.hasRemaining()) {
            return 0;
        }
        return into.isDirect() ? read(into) : receiveThrough(backend().scratch(), into);
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
            int n = channel.read(into);
            return n > 0 ? n : n == 0 ? Outcome.WOULD_BLOCK : Outcome.END;
        } catch (IOException | IllegalStateException e) {
            throw NioErrors.translate("receive from " + owner().describe(), e);
        }
    }

    @Override
    public int send(ByteBuffer src) throws IOException {
        try {
            int n = write(src);
            return n == 0 && src.hasRemaining() ? Outcome.WOULD_BLOCK : n;
        } catch (IOException | IllegalStateException e) {
            throw sendFailure(e);
        }
    }

    @Override
    public long send(ByteBuffer[] srcs, int offset, int length) throws IOException {
        try {
            long n = gather(srcs, offset, offset + length);
            return n == 0 && remaining(srcs, offset, offset + length) > 0 ? Outcome.WOULD_BLOCK : n;
        } catch (IOException | IllegalStateException e) {
            throw sendFailure(e);
        }
    }

    private long gather(ByteBuffer[] srcs, int from, int end) throws IOException {
        long total = 0;
        for (int i = from; i < end; ) {
            int stretchEnd = stretch(srcs, i, end);
            long offered = remaining(srcs, i, stretchEnd);
            long n = stretchEnd - i == 1 ? write(srcs[i]) : channel.write(srcs, i, stretchEnd - i);
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
        return src.isDirect() ? channel.write(src) : writeInSteps(src);
    }

    private int writeInSteps(ByteBuffer src) throws IOException {
        int start = src.position();
        int end = src.limit();
        try {
            boolean all = true;
            while (all && src.position() < end) {
                src.limit(src.position() + Math.min(end - src.position(), HEAP_STEP));
                channel.write(src);
                all = !src.hasRemaining();
            }
        } finally {
            src.limit(end);
        }
        return src.position() - start;
    }

    @Override
    public long sendFile(FileChannel file, long position, long count) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            long n = file.transferTo(position, count, channel);
            if (n > 0 || count == 0) {
                return n;
            }
            return position < file.size() ? Outcome.WOULD_BLOCK : Outcome.END;
        } catch (IOException | IllegalStateException e) {
            throw file.isOpen() ? sendFailure(e) : NioErrors.translate("send a file that was closed", e);
        } finally {
            NioBackend.reinterrupt(interrupted);
        }
    }

    /** The JDK says "closed" also when only the sending side is, where the kernel says {@code EPIPE}. */
    private LoopIOException sendFailure(Exception e) {
        String attempt = "send to " + owner().describe();
        return e instanceof ClosedChannelException && channel.isOpen()
                ? NioErrors.as(ErrorKind.BROKEN_PIPE, attempt, e)
                : NioErrors.translate(attempt, e);
    }

    @Override
    public boolean connect(SocketAddress to) throws IOException {
        remote = to;
        try {
            return channel.connect(to);
        } catch (IOException | IllegalStateException | IllegalArgumentException e) {
            throw connectFailure(e);
        }
    }

    @Override
    public boolean finishConnect() throws IOException {
        try {
            return remote != null || NioAdoption.missing() != null ? channel.finishConnect() : finishWhatAnotherBegan();
        } catch (IOException | IllegalStateException e) {
            throw connectFailure(e);
        }
    }

    /** Another backend has begun to connect, so the channel may know neither to whom nor, when that has failed, that. */
    private boolean finishWhatAnotherBegan() throws IOException {
        JdkInternals.refresh(channel, false);
        if (!channel.isConnected() && !channel.isConnectionPending()) {
            JdkInternals.believe(channel, JdkInternals.Belief.CONNECTIONPENDING, null);
        }
        boolean done = channel.finishConnect();
        if (done && channel.getRemoteAddress() == null) {
            JdkInternals.learnPeer(channel);
        }
        return done;
    }

    private LoopIOException connectFailure(Exception e) {
        return NioErrors.translate("connect " + (remote == null ? owner().describe() : "to " + remote), e);
    }

    @Override
    public void shutdownOutput() throws IOException {
        try {
            channel.shutdownOutput();
        } catch (IOException | IllegalStateException e) {
            throw NioErrors.translate("end the output of " + owner().describe(), e);
        }
    }

    /**
     * The JDK sends the end of the stream at once and closes the descriptor in the next selection, or when the selector is
     * closed. No address waits for it, so it need not cost a selection of its own.
     */
    @Override
    void closeChannel() {
        closeOnly();
    }
}
