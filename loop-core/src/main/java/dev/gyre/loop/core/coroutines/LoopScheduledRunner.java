package dev.gyre.loop.core.coroutines;

import dev.gyre.loop.spi.Availability;
import dev.gyre.loop.spi.Coroutine;
import dev.gyre.loop.spi.CoroutineHost;
import dev.gyre.loop.spi.CoroutineRunner;

/**
 * Coroutines are virtual threads whose scheduler is the loop: they run on the loop's thread itself, and whatever blocks a virtual thread
 * suspends the coroutine alone. The JDK has to open {@code java.lang}.
 */
public final class LoopScheduledRunner implements CoroutineRunner {
    /** For service loaders. */
    public LoopScheduledRunner() {}

    @Override
    public String name() {
        return "loop-scheduled";
    }

    @Override
    public int ranking() {
        return 10;
    }

    @Override
    public Availability availability() {
        String missing = VirtualThreads.missing();
        return missing == null ? Availability.yes() : Availability.no(missing);
    }

    @Override
    public Coroutine create(String name, Runnable body, CoroutineHost host) {
        return new LoopScheduled(name, body, host);
    }
}
