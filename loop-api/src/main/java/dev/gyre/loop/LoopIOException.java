package dev.gyre.loop;

import java.io.IOException;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A failure of I/O with a {@link ErrorKind} that is the same on every backend.
 *
 * <p><b>Differences from asyncio</b>: Python has a class of {@code OSError} for each kind; here the kind is a value.
 */
public class LoopIOException extends IOException {
    private static final long serialVersionUID = 1L;
    private static final int UNKNOWN_ERRNO = -1;

    /** What went wrong. */
    private final ErrorKind kind;

    private final int errno;

    /**
     * Makes a failure without an error number.
     *
     * @param kind what went wrong
     * @param message what was tried, what was found, what to do
     * @param cause what the mechanism threw, or null
     */
    public LoopIOException(ErrorKind kind, @Nullable String message, @Nullable Throwable cause) {
        this(kind, UNKNOWN_ERRNO, message, cause);
    }

    /**
     * Makes a failure with an error number.
     *
     * @param kind what went wrong
     * @param errno the kernel's error number
     * @param message what was tried, what was found, what to do
     * @param cause what the mechanism threw, or null
     */
    public LoopIOException(ErrorKind kind, int errno, @Nullable String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.errno = errno;
    }

    /**
     * {@return what went wrong}
     */
    public ErrorKind kind() {
        return kind;
    }

    /**
     * {@return the kernel's error number, where the backend knows it}
     */
    public OptionalInt errno() {
        return errno == UNKNOWN_ERRNO ? OptionalInt.empty() : OptionalInt.of(errno);
    }
}
