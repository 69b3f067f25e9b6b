package dev.gyre.shell.control;

import java.io.IOException;

/** There is no session for this client; the message is for it. */
final class RefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    RefusedException(String message) {
        super(message);
    }
}
