package dev.gyre.loop.core;

import dev.gyre.loop.spi.StreamPort;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Copies of the bytes that the kernel did not take yet, in order, in pooled chunks. Its size is kept, not summed. */
final class WriteQueue {
    /** How many chunks leave in one call of the kernel. */
    private static final int GATHER = 16;

    private final ChunkPool pool;
    private @Nullable ByteBuffer[] chunks = new ByteBuffer[4];
    private int head;
    private int tail;
    private long size;

    WriteQueue(ChunkPool pool) {
        this.pool = pool;
    }

    boolean isEmpty() {
        return size == 0;
    }

    long size() {
        return size;
    }

    /** Copies all of a source to the end. */
    void append(ByteBuffer src) {
        size += src.remaining();
        while (src.hasRemaining()) {
            ByteBuffer chunk = tailWithRoom(src.remaining());
            int end = chunk.limit();
            int n = Math.min(src.remaining(), chunk.capacity() - end);
            chunk.limit(end + n);
            chunk.put(end, src, src.position(), n);
            src.position(src.position() + n);
        }
    }

    private ByteBuffer tailWithRoom(int wanted) {
        if (tail > head) {
            ByteBuffer last = Objects.requireNonNull(chunks[tail - 1]);
            if (last.limit() < last.capacity()) {
                return last;
            }
        }
        ByteBuffer fresh = pool.take(wanted);
        makeRoom();
        chunks[tail++] = fresh;
        return fresh;
    }

    private void makeRoom() {
        if (tail < chunks.length) {
            return;
        }
        int count = tail - head;
        @Nullable ByteBuffer[] target = count > chunks.length / 2 ? new ByteBuffer[chunks.length * 2] : chunks;
        System.arraycopy(chunks, head, target, 0, count);
        Arrays.fill(target, count, target.length, null);
        chunks = target;
        head = 0;
        tail = count;
    }

    /** Sends what can be sent, at most a number of bytes; returns whether the kernel would take no more now. */
    boolean sendTo(StreamPort port, long budget) throws IOException {
        long left = budget;
        while (size > 0 && left > 0) {
            int count = Math.min(tail - head, GATHER);
            ByteBuffer last = Objects.requireNonNull(chunks[head + count - 1]);
            long sent = send(port, count);
            boolean refused = last.hasRemaining();
            consumed(Math.max(0, sent));
            if (refused) {
                return true;
            }
            left -= sent;
        }
        return false;
    }

    private long send(StreamPort port, int count) throws IOException {
        return count == 1 ? port.send(Objects.requireNonNull(chunks[head])) : port.send(chunks, head, count);
    }

    private void consumed(long sent) {
        size -= sent;
        while (head < tail && !Objects.requireNonNull(chunks[head]).hasRemaining()) {
            pool.give(Objects.requireNonNull(chunks[head]));
            chunks[head++] = null;
        }
        if (head == tail) {
            head = 0;
            tail = 0;
        }
    }

    void clear() {
        while (head < tail) {
            pool.give(Objects.requireNonNull(chunks[head]));
            chunks[head++] = null;
        }
        head = 0;
        tail = 0;
        size = 0;
    }
}
