package dev.gyre.subprocess;

import dev.gyre.linux.Errno;
import dev.gyre.loop.ErrorKind;
import dev.gyre.loop.LoopIOException;

/** Answers of the kernel as exceptions. */
final class Failures {
    private Failures() {}

    static LoopIOException of(String attempt, long answer) {
        Errno errno = Errno.of(answer);
        return new LoopIOException(
                kind(errno), (int) -answer, "Cannot " + attempt + ": " + Errno.describe(answer), null);
    }

    private static ErrorKind kind(Errno errno) {
        return switch (errno) {
            case ENOENT, ENOTDIR -> ErrorKind.NOT_FOUND;
            case EACCES, EPERM -> ErrorKind.NOT_PERMITTED;
            case EMFILE, ENFILE -> ErrorKind.TOO_MANY_FILES;
            case ENOMEM -> ErrorKind.NO_BUFFERS;
            case EPIPE -> ErrorKind.BROKEN_PIPE;
            case EBADF -> ErrorKind.CLOSED;
            default -> ErrorKind.OTHER;
        };
    }

    /** Throws what ends the virtual machine; a stack overflow is contained like any other failure. */
    static void throwIfFatal(Throwable failure) {
        if (failure instanceof VirtualMachineError error && !(failure instanceof StackOverflowError)) {
            throw error;
        }
    }
}
