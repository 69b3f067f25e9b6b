package dev.gyre.subprocess;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.spi.Ops;
import dev.gyre.loop.transport.ReadTransport;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Reads the child's standard output or error. */
final class PipeReader extends PipeTransport implements ReadTransport {
    private static final int SIZE = 1 << 16;

    /** Lent from callback to callback of a thread, each of which is over before the next. */
    private static final ThreadLocal<ByteBuffer> BUFFER =
            ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(SIZE));

    private boolean paused;

    PipeReader(EventLoop loop, ChildTransport child, int fd, PipeChannel channel) {
        super(loop, child, fd, channel);
    }

    @Override
    void begun() {
        if (!paused) {
            interest(Ops.READ);
        }
    }

    @Override
    void ready(int ops) {
        ByteBuffer buffer = BUFFER.get().clear();
        try {
            int count = channel().read(buffer);
            if (count < 0) {
                end();
            } else if (count > 0) {
                child().dataReceived(fd(), buffer.flip().asReadOnlyBuffer());
                overwrite(buffer, count);
            }
        } catch (IOException e) {
            markClosing();
            lose(e);
        }
    }

    private void overwrite(ByteBuffer buffer, int count) {
        if (loop().getDebug()) {
            for (int i = 0; i < count; i++) {
                buffer.put(i, (byte) 0);
            }
        }
    }

    @Override
    public void close() {
        child().checkThread();
        end();
    }

    @Override
    public boolean isReading() {
        return !paused && !isClosing();
    }

    @Override
    public void pauseReading() {
        if (isReading()) {
            paused = true;
            interest(Ops.NONE);
        }
    }

    @Override
    public void resumeReading() {
        if (!isClosing() && paused) {
            paused = false;
            if (isBegun()) {
                interest(Ops.READ);
            }
        }
    }

    @Override
    public String toString() {
        return "pipe " + fd() + " of " + child();
    }
}
