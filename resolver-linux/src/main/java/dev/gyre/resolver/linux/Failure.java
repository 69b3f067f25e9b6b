package dev.gyre.resolver.linux;

import dev.gyre.linux.Errno;
import dev.gyre.linux.NameCalls;
import dev.gyre.loop.ErrorKind;
import dev.gyre.loop.LoopIOException;
import dev.gyre.loop.ResolverException;
import org.jspecify.annotations.Nullable;

/** Says why the C library has no answer. */
final class Failure {
    private Failure() {}

    /**
     * Makes the failure of the last call.
     *
     * @param calls whose call it was
     * @param code what it has answered
     * @param attempt what was tried, to follow "Cannot"
     */
    static ResolverException of(NameCalls calls, int code, String attempt) {
        LoopIOException system = code == NameCalls.EAI_SYSTEM ? system(calls.systemError()) : null;
        return of(code, calls.describe(code), system, attempt);
    }

    static ResolverException of(int code, String said, @Nullable LoopIOException system, String attempt) {
        return new ResolverException(
                code,
                "Cannot " + attempt + ": " + said + (system == null ? "" : ": " + system.getMessage()) + advice(code),
                system);
    }

    /** {@return the failure of a call of the system} */
    static LoopIOException system(long answer) {
        ErrorKind kind =
                switch (Errno.of(answer)) {
                    case EMFILE, ENFILE -> ErrorKind.TOO_MANY_FILES;
                    case ENOMEM, ENOBUFS -> ErrorKind.NO_BUFFERS;
                    case EACCES, EPERM -> ErrorKind.NOT_PERMITTED;
                    default -> ErrorKind.OTHER;
                };
        return new LoopIOException(kind, (int) -answer, Errno.describe(answer), null);
    }

    private static String advice(int code) {
        return switch (code) {
            case ResolverException.EAI_AGAIN ->
                " (no name server has answered: is one of /etc/resolv.conf reachable? Later it may)";
            case ResolverException.EAI_SERVICE -> " (services with their sockets are in /etc/services)";
            default -> "";
        };
    }
}
