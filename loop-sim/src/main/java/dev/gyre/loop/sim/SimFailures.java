package dev.gyre.loop.sim;

import dev.gyre.loop.ErrorKind;
import dev.gyre.loop.LoopIOException;

/** Failures as they are on every backend. */
final class SimFailures {
    private SimFailures() {}

    static LoopIOException of(ErrorKind kind, String attempt, String found) {
        return new LoopIOException(kind, "Cannot " + attempt + ": " + found, null);
    }

    static LoopIOException closed(String attempt) {
        return of(ErrorKind.CLOSED, attempt, "the socket is closed");
    }
}
