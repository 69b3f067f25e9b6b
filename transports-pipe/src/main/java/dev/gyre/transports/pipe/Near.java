package dev.gyre.transports.pipe;

import dev.gyre.linux.FileCalls;
import dev.gyre.loop.EventLoop;
import dev.gyre.loop.spi.Capability;
import dev.gyre.loop.spi.Owned;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.Channel;
import java.nio.channels.FileChannel;
import java.nio.channels.Pipe;
import java.nio.file.StandardOpenOption;

/**
 * A pipe of this process between a loop and a thread.
 *
 * @param near the loop's end
 * @param far the thread's, where it waits
 */
record Near(Owned near, Channel far) {
    /** Opens one: the JDK's where the backend takes that, else the kernel's. */
    static Near open(EventLoop loop, Direction direction) throws IOException {
        return loop.io().capabilities().contains(Capability.WATCH_CHANNEL) ? ofJdk(direction) : ofKernel(direction);
    }

    private static Near ofJdk(Direction direction) throws IOException {
        Pipe pipe = Pipe.open();
        return direction == Direction.READ
                ? new Near(Owned.channel(pipe.source()), pipe.sink())
                : new Near(Owned.channel(pipe.sink()), pipe.source());
    }

    private static Near ofKernel(Direction direction) throws IOException {
        FileCalls calls = new FileCalls();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment ends = arena.allocate(ValueLayout.JAVA_LONG);
            int answer = calls.pipe(ends.address(), FileCalls.O_CLOEXEC);
            if (answer < 0) {
                throw Failures.of("open a pipe", answer);
            }
            int source = ends.get(ValueLayout.JAVA_INT, 0);
            int sink = ends.get(ValueLayout.JAVA_INT, 4);
            boolean reads = direction == Direction.READ;
            int kept = reads ? source : sink;
            int reopened = reads ? sink : source;
            try {
                Channel far = FileChannel.open(
                        FileTypes.ofDescriptor(reopened), reads ? StandardOpenOption.WRITE : StandardOpenOption.READ);
                return new Near(Owned.descriptor(kept), far);
            } catch (IOException e) {
                calls.close(kept);
                throw e;
            } finally {
                calls.close(reopened);
            }
        }
    }
}
