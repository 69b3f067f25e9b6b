package dev.gyre.streams;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.EventLoops;
import org.jspecify.annotations.Nullable;

/** The one loop of something that coroutines wait for: that of the first that had to wait. */
final class LoopBinding {
    private @Nullable EventLoop loop;

    /** {@return the running loop} */
    EventLoop get(Object owner) {
        EventLoop running = EventLoops.getRunningLoop();
        EventLoop bound = loop;
        if (bound == null) {
            loop = running;
        } else if (bound != running) {
            throw new IllegalStateException(owner + " belongs to the loop " + bound.name()
                    + ", where somebody has waited for it; it was used on " + running.name());
        }
        return running;
    }
}
