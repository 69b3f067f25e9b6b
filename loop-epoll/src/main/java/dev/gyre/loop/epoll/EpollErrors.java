package dev.gyre.loop.epoll;

import dev.gyre.linux.Errno;
import dev.gyre.loop.ErrorKind;
import dev.gyre.loop.LoopIOException;

/** Gives the kernel's errors their {@link ErrorKind}. */
final class EpollErrors {
    private static final System.Logger LOGGER = System.getLogger("dev.gyre.loop.epoll");

    private EpollErrors() {}

    /**
     * Makes the failure of an attempt.
     *
     * @param attempt what was tried, to follow "Cannot"
     * @param answer what the call has answered, below zero
     */
    static LoopIOException failure(String attempt, long answer) {
        return failure(kind(answer), attempt, answer);
    }

    /** Makes a failure whose kind the caller knows better. */
    static LoopIOException failure(ErrorKind kind, String attempt, long answer) {
        return new LoopIOException(
                kind, (int) -answer, "Cannot " + attempt + ": " + Errno.describe(answer) + advice(kind), null);
    }

    static LoopIOException closed(String attempt) {
        return new LoopIOException(ErrorKind.CLOSED, "Cannot " + attempt + ": it is closed", null);
    }

    private static String advice(ErrorKind kind) {
        return switch (kind) {
            case REFUSED -> " (nobody listens there, or its queue is full)";
            case ADDRESS_IN_USE -> " (another socket has it; choose another, or 0 for any free port)";
            case ADDRESS_NOT_AVAILABLE ->
                " (resolved, of the socket's family, and this machine's own where it is bound to?)";
            case TOO_MANY_FILES -> " (raise the limit on open files, or close some)";
            case NOT_PERMITTED -> " (the user who runs this lacks the right)";
            default -> "";
        };
    }

    static ErrorKind kind(long answer) {
        return switch (Errno.of(answer)) {
            case ECONNRESET -> ErrorKind.RESET;
            case ECONNREFUSED -> ErrorKind.REFUSED;
            case ENOENT, ENOTDIR -> ErrorKind.NOT_FOUND;
            case EPIPE -> ErrorKind.BROKEN_PIPE;
            case ECONNABORTED -> ErrorKind.ABORTED;
            case EADDRINUSE -> ErrorKind.ADDRESS_IN_USE;
            case EADDRNOTAVAIL, EAFNOSUPPORT, ENAMETOOLONG -> ErrorKind.ADDRESS_NOT_AVAILABLE;
            case ETIMEDOUT -> ErrorKind.TIMED_OUT;
            case ENETUNREACH, EHOSTUNREACH, ENETDOWN, EHOSTDOWN -> ErrorKind.UNREACHABLE;
            case EMFILE, ENFILE -> ErrorKind.TOO_MANY_FILES;
            case ENOBUFS, ENOMEM -> ErrorKind.NO_BUFFERS;
            case EMSGSIZE -> ErrorKind.MESSAGE_TOO_LARGE;
            case EACCES, EPERM -> ErrorKind.NOT_PERMITTED;
            case ENOTCONN, EDESTADDRREQ -> ErrorKind.NOT_CONNECTED;
            case EBADF -> ErrorKind.CLOSED;
            default -> ErrorKind.OTHER;
        };
    }

    /** For failures that nobody waits for. */
    static void log(String message) {
        LOGGER.log(System.Logger.Level.WARNING, message);
    }
}
