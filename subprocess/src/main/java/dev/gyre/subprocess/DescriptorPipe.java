package dev.gyre.subprocess;

import dev.gyre.linux.Errno;
import dev.gyre.linux.Fd;
import dev.gyre.linux.FileCalls;
import dev.gyre.loop.spi.Owned;
import dev.gyre.loop.transport.PipeEnd;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/** A pipe's descriptor, non-blocking. */
final class DescriptorPipe implements PipeChannel {
    private final Fd fd;
    private final FileCalls calls;
    private final Owned watched;
    private final PipeEnd end;

    DescriptorPipe(Fd fd, FileCalls calls) {
        this.fd = fd;
        this.calls = calls;
        this.watched = Owned.borrowed(fd.number());
        this.end = PipeEnd.descriptor(fd.number());
    }

    @Override
    public Owned watched() {
        return watched;
    }

    @Override
    public PipeEnd end() {
        return end;
    }

    @Override
    public int read(ByteBuffer direct) throws IOException {
        long count = calls.read(fd.number(), MemorySegment.ofBuffer(direct).address(), direct.remaining());
        if (count == 0) {
            return -1;
        }
        return advance(direct, count, "read from");
    }

    @Override
    public int write(ByteBuffer direct) throws IOException {
        long count = calls.write(fd.number(), MemorySegment.ofBuffer(direct).address(), direct.remaining());
        return advance(direct, count, "write to");
    }

    private int advance(ByteBuffer direct, long count, String attempt) throws IOException {
        if (count < 0) {
            Errno errno = Errno.of(count);
            if (errno == Errno.EAGAIN || errno == Errno.EINTR) {
                return 0;
            }
            throw Failures.of(attempt + " the child's pipe", count);
        }
        direct.position(direct.position() + (int) count);
        return (int) count;
    }

    @Override
    public void close() {
        if (fd.isOpen()) {
            fd.close(calls);
        }
    }
}
