package dev.gyre.launcher;

import java.util.logging.LogManager;

/**
 * Goes on logging while the process ends. Java's own takes its handlers away in a shutdown hook, and what plug-ins say while they drain would
 * be lost.
 */
public final class SteadyLogManager extends LogManager {
    /** For {@code java.util.logging.manager}. */
    public SteadyLogManager() {}

    @Override
    public void reset() {
        if (!Shutdown.hasBegun()) {
            super.reset();
        }
    }
}
