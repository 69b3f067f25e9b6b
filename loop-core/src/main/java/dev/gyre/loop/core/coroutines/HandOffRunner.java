package dev.gyre.loop.core.coroutines;

import dev.gyre.loop.spi.Availability;
import dev.gyre.loop.spi.Coroutine;
import dev.gyre.loop.spi.CoroutineHost;
import dev.gyre.loop.spi.CoroutineRunner;

/**
 * Coroutines are ordinary virtual threads, and the loop's thread waits while one runs. It needs no flag; a call that blocks blocks the loop.
 */
public final class HandOffRunner implements CoroutineRunner {
    /** For service loaders. */
    public HandOffRunner() {}

    @Override
    public String name() {
        return "hand-off";
    }

    @Override
    public Availability availability() {
        return Availability.yes("a call that blocks inside a coroutine blocks the loop");
    }

    @Override
    public Coroutine create(String name, Runnable body, CoroutineHost host) {
        return new HandOff(name, body);
    }
}
