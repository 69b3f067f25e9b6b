package dev.gyre.loop.epoll;

import dev.gyre.linux.Errno;
import dev.gyre.linux.FileCalls;
import dev.gyre.linux.JdkDescriptors;
import dev.gyre.loop.ErrorKind;
import dev.gyre.loop.LoopIOException;
import dev.gyre.loop.spi.Outcome;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.NonReadableChannelException;
import java.util.OptionalInt;

/**
 * Sends from files: by sendfile(2) where the JDK tells the file's descriptor, which it does under a flag alone, else by reading into the staging memory, which
 * over loopback is as fast.
 */
final class FileSender {
    /** A thread of the kernel's own would not be disturbed by more; others of this loop would. */
    private static final long MOST_AT_ONCE = 1 << 20;

    private final FileCalls calls;
    private final Buffers buffers;
    private final Sender sender;
    private final MemorySegment offset = Arena.ofAuto().allocate(ValueLayout.JAVA_LONG);

    FileSender(FileCalls calls, Buffers buffers, Sender sender) {
        this.calls = calls;
        this.buffers = buffers;
        this.sender = sender;
    }

    long send(EpollStreamPort port, FileChannel file, long position, long count) throws IOException {
        if (!file.isOpen()) {
            throw new LoopIOException(
                    ErrorKind.CLOSED, "Cannot send a file that was closed", new ClosedChannelException());
        }
        if (count == 0) {
            return 0;
        }
        OptionalInt descriptor = JdkDescriptors.of(file);
        return descriptor.isPresent()
                ? sendByKernel(port, file, descriptor.getAsInt(), position, count)
                : sendByReading(port, file, position, count);
    }

    private long sendByKernel(EpollStreamPort port, FileChannel file, int from, long position, long count)
            throws IOException {
        offset.set(ValueLayout.JAVA_LONG, 0, position);
        long n = calls.sendFile(port.descriptor(), from, offset.address(), Math.min(count, MOST_AT_ONCE));
        return switch (Errno.of(n)) {
            case EAGAIN, EINTR -> Outcome.WOULD_BLOCK;
            case EINVAL, ENOSYS, EBADF -> sendByReading(port, file, position, count);
            default -> {
                if (n < 0) {
                    throw port.sendFailure(n);
                }
                yield n == 0 ? Outcome.END : n;
            }
        };
    }

    /** An interrupt would close the file; it is put aside. */
    private long sendByReading(EpollStreamPort port, FileChannel file, long position, long count) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            ByteBuffer staging = buffers.staging();
            staging.limit((int) Math.min(count, staging.capacity()));
            int n = file.read(staging, position);
            if (n <= 0) {
                return Outcome.END;
            }
            return sender.take(port, buffers.stagingAddress(), n);
        } catch (ClosedChannelException e) {
            throw new LoopIOException(ErrorKind.CLOSED, "Cannot send a file that was closed", e);
        } catch (NonReadableChannelException e) {
            throw new LoopIOException(
                    ErrorKind.OTHER, "Cannot send a file that is not open for reading; open it with READ", e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
