package dev.gyre.transports.tcp;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.ExceptionContext;
import dev.gyre.loop.LoopIOException;
import dev.gyre.loop.LoopPromise;

/** Where failures go. */
final class Failures {
    private Failures() {}

    /** Throws what ends the virtual machine; a stack overflow is contained like any other failure. */
    static void throwIfFatal(Throwable failure) {
        if (failure instanceof VirtualMachineError error && !(failure instanceof StackOverflowError)) {
            throw error;
        }
    }

    /**
     * {@return whether a failure is what networks do, and no reason to trouble the exception handler} asyncio is silent about every
     * {@code OSError} of a transport; here those that this machine is to blame for are told.
     */
    static boolean ordinary(Throwable failure) {
        if (!(failure instanceof LoopIOException known)) {
            return false;
        }
        return switch (known.kind()) {
            case RESET, BROKEN_PIPE, ABORTED, TIMED_OUT, UNREACHABLE -> true;
            default -> false;
        };
    }

    /** Reports a failure of something that has a socket and no transport yet. */
    static void report(EventLoop loop, String message, Throwable failure, Object socket) {
        loop.callExceptionHandler(
                ExceptionContext.of(message).exception(failure).socket(socket).build());
    }

    /** Fails a promise unless it was cancelled. */
    static void fail(LoopPromise<?> promise, Throwable failure) {
        if (!promise.isDone()) {
            promise.setException(failure);
        }
    }
}
