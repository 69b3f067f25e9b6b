package dev.gyre.shell.control;

import java.io.IOException;

/** Somebody else could reach, or have made, what is in the folder. */
final class UnsafeFolderException extends IOException {
    private static final long serialVersionUID = 1L;

    UnsafeFolderException(String message) {
        super(message);
    }
}
