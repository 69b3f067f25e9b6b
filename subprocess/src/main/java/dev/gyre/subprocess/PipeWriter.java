package dev.gyre.subprocess;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.spi.Ops;
import dev.gyre.loop.transport.WriteBufferLimits;
import dev.gyre.loop.transport.WriteTransport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes to the child's standard input. */
final class PipeWriter extends PipeTransport implements WriteTransport {
    /** What a pipe takes at once, as far as is known. */
    private static final int CHUNK = 1 << 16;

    private final Deque<ByteBuffer> queue = new ArrayDeque<>();
    private WriteBufferLimits limits = WriteBufferLimits.DEFAULT;
    private long queued;
    private boolean eof;
    private boolean paused;
    private boolean telling;

    PipeWriter(EventLoop loop, ChildTransport child, int fd, PipeChannel channel) {
        super(loop, child, fd, channel);
    }

    @Override
    void begun() {
        tell();
    }

    @Override
    void ready(int ops) {
        flush();
    }

    @Override
    public void write(ByteBuffer data) {
        child().checkThread();
        if (eof) {
            throw new IllegalStateException("Cannot write to " + this + " after writeEof()");
        }
        if (isClosing() || !data.hasRemaining()) {
            data.position(data.limit());
            return;
        }
        boolean first = queue.isEmpty();
        while (data.hasRemaining()) {
            ByteBuffer part = ByteBuffer.allocateDirect(Math.min(CHUNK, data.remaining()));
            ByteBuffer slice = data.slice(data.position(), part.capacity());
            part.put(slice).flip();
            data.position(data.position() + part.capacity());
            queued += part.remaining();
            queue.add(part);
        }
        if (first) {
            flush();
        }
        tell();
    }

    @Override
    public void writelines(List<ByteBuffer> data) {
        data.forEach(this::write);
    }

    private void flush() {
        try {
            while (!queue.isEmpty()) {
                ByteBuffer head = queue.element();
                int count = channel().write(head);
                queued -= count;
                if (head.hasRemaining()) {
                    interest(Ops.WRITE);
                    tell();
                    return;
                }
                queue.remove();
            }
            interest(Ops.NONE);
            tell();
            if (isClosing()) {
                lose(null);
            }
        } catch (IOException e) {
            discard();
            markClosing();
            lose(e);
        }
    }

    private void discard() {
        queue.clear();
        queued = 0;
    }

    /** Has the protocol paused or resumed by a callback of its own, unless the queue has changed back by then. */
    private void tell() {
        if (!telling && isBegun() && paused != wanted(paused)) {
            telling = true;
            loop().callSoon(() -> {
                telling = false;
                if (!isLost() && paused != wanted(paused)) {
                    paused = !paused;
                    if (paused) {
                        child().pauseWriting();
                    } else {
                        child().resumeWriting();
                    }
                }
            });
        }
    }

    private boolean wanted(boolean now) {
        return now ? queued > limits.low() : queued > limits.high();
    }

    @Override
    public boolean canWriteEof() {
        return true;
    }

    @Override
    public void writeEof() {
        child().checkThread();
        if (!eof) {
            eof = true;
            close();
        }
    }

    @Override
    public void close() {
        if (!isClosing()) {
            markClosing();
            if (queue.isEmpty()) {
                lose(null);
            }
        }
    }

    @Override
    public void abort() {
        child().checkThread();
        discard();
        end();
    }

    @Override
    public long getWriteBufferSize() {
        child().checkThread();
        return queued;
    }

    @Override
    public WriteBufferLimits getWriteBufferLimits() {
        child().checkThread();
        return limits;
    }

    @Override
    public void setWriteBufferLimits(@Nullable WriteBufferLimits wanted) {
        child().checkThread();
        limits = wanted == null ? WriteBufferLimits.DEFAULT : wanted;
        tell();
    }

    @Override
    public String toString() {
        return "pipe " + fd() + " of " + child() + ", " + queued + " bytes queued";
    }
}
