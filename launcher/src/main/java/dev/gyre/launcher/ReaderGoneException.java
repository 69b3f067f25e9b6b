package dev.gyre.launcher;

import java.io.IOException;

/** Whoever read the output has seen enough, as {@code head} does: nothing to complain of. */
final class ReaderGoneException extends IOException {
    private static final long serialVersionUID = 1L;

    ReaderGoneException(IOException cause) {
        super("nobody reads the output any more", cause);
    }
}
