package dev.gyre.benchmarks;

import java.io.IOException;

/** A server says that it cannot serve on this machine, and why. */
final class UnavailableException extends IOException {
    private static final long serialVersionUID = 1;

    UnavailableException(String reason) {
        super(reason);
    }
}
