package dev.gyre.transports.pipe;

import dev.gyre.linux.Errno;
import dev.gyre.loop.ErrorKind;
import dev.gyre.loop.LoopIOException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/** Failures as what they are everywhere else. */
final class Failures {
    private Failures() {}

    /** {@return the answer of a call of the C library} */
    static LoopIOException of(String attempt, int answer) {
        return new LoopIOException(
                kind(Errno.of(answer)), -answer, "Cannot " + attempt + ": " + Errno.describe(answer), null);
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

    /** {@return what the JDK throws, which tells most of it by its text alone} */
    static LoopIOException of(String attempt, IOException thrown) {
        if (thrown instanceof LoopIOException known) {
            return known;
        }
        String text = String.valueOf(thrown.getMessage());
        ErrorKind kind =
                switch (thrown) {
                    case NoSuchFileException _ -> ErrorKind.NOT_FOUND;
                    case AccessDeniedException _ -> ErrorKind.NOT_PERMITTED;
                    default ->
                        text.contains("Broken pipe") || text.contains("Pipe closed")
                                ? ErrorKind.BROKEN_PIPE
                                : text.contains("Too many open files") ? ErrorKind.TOO_MANY_FILES : ErrorKind.OTHER;
                };
        return new LoopIOException(kind, "Cannot " + attempt + ": " + text, thrown);
    }

    /** {@return whether it is what a terminal says whose other side has gone; asyncio does not report that} */
    static boolean isHangUp(Throwable failure) {
        return failure instanceof LoopIOException known
                && (known.errno().orElse(0) == Errno.EIO.number()
                        || String.valueOf(known.getMessage()).contains("Input/output error"));
    }

    /** Throws what ends the virtual machine; a stack overflow is contained like any other failure. */
    static void throwIfFatal(Throwable failure) {
        if (failure instanceof VirtualMachineError error && !(failure instanceof StackOverflowError)) {
            throw error;
        }
    }
}
