package dev.gyre.transports.pipe;

import dev.gyre.linux.Errno;
import dev.gyre.linux.FileCalls;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;

/** Opens paths without waiting. */
final class NativeFiles {
    /** The answer for a FIFO that nobody reads. */
    static final int NO_READER = -Errno.ENXIO.number();

    private static final int FLAGS = FileCalls.O_NONBLOCK | FileCalls.O_CLOEXEC | FileCalls.O_NOCTTY;

    private NativeFiles() {}

    /** {@return the descriptor, or what open(2) answers below zero} */
    static int open(Path path, Direction direction) {
        try (Arena arena = Arena.ofConfined()) {
            int mode = direction == Direction.READ ? 0 : FileCalls.O_WRONLY;
            return new FileCalls().open(arena.allocateFrom(path.toString()).address(), mode | FLAGS, 0);
        }
    }

    static void check(Path path, int answer) throws IOException {
        if (answer < 0) {
            throw Failures.of("open " + path, answer);
        }
    }
}
