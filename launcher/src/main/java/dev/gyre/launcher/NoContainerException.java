package dev.gyre.launcher;

import java.io.IOException;
import java.nio.file.Path;

/** No container answers; the message says how to start one. */
final class NoContainerException extends IOException {
    private static final long serialVersionUID = 1L;

    NoContainerException(Path base) {
        super("no container runs in " + base + "; start one with: gyre start");
    }
}
