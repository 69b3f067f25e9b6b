package dev.gyre.loop.core;

import dev.gyre.loop.spi.OpenLoop;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The loops that were opened and not closed. It holds them weakly: a loop that nobody has any more need not be closed to be forgotten. */
final class LoopRoll {
    private final List<WeakReference<EngineLoop>> loops = new ArrayList<>();

    synchronized void add(EngineLoop loop) {
        loops.removeIf(each -> !isOpen(each.get()));
        loops.add(new WeakReference<>(loop));
    }

    private static boolean isOpen(@Nullable EngineLoop loop) {
        return loop != null && !loop.isClosed();
    }

    synchronized List<OpenLoop> open() {
        List<OpenLoop> found = new ArrayList<>();
        for (WeakReference<EngineLoop> each : loops) {
            EngineLoop loop = each.get();
            if (loop != null && !loop.isClosed()) {
                found.add(new OpenLoop(loop, loop.config()));
            }
        }
        return found;
    }
}
