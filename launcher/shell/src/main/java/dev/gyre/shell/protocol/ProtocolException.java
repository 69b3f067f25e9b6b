package dev.gyre.shell.protocol;

import java.io.IOException;

/** The other side says something that is not in this protocol. */
public final class ProtocolException extends IOException {
    private static final long serialVersionUID = 1L;

    ProtocolException(String message) {
        super(message);
    }
}
