package dev.gyre.loop.core;

import dev.gyre.loop.TimerHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The orderly end of a loop: stop accepting, let connections end until the deadline, abort the rest, end the executor, stop. Who asks
 * again meanwhile may bring the deadline forward and is answered with the first.
 */
final class Shutdown {
    private final EngineLoop loop;
    private final List<Promise<Void>> asked = new ArrayList<>();
    private final List<TimerHandle> deadlines = new ArrayList<>();
    private boolean drained;

    Shutdown(EngineLoop loop) {
        this.loop = loop;
    }

    void begin(Duration drain, Promise<Void> done) {
        asked.add(done);
        for (PortHandle handle : loop.handles().snapshot()) {
            if (handle instanceof EngineListener listener) {
                listener.endByLoop();
            }
        }
        if (!drained) {
            loop.handles().onStreamGone(() -> endWhenNoStreamIsLeft(drain));
            deadlines.add(loop.callLater(drain, () -> abortTheRest(drain)));
            endWhenNoStreamIsLeft(drain);
        }
    }

    /** Ends after the listeners have heard of it, also when they have opened streams anew. */
    private void abortTheRest(Duration drain) {
        for (PortHandle handle : loop.handles().snapshot()) {
            if (handle instanceof EngineStream stream) {
                stream.abort(null);
            }
        }
        loop.callSoon(() -> end(drain));
    }

    private void endWhenNoStreamIsLeft(Duration drain) {
        if (loop.handles().streams() == 0) {
            end(drain);
        }
    }

    private void end(Duration drain) {
        if (!drained) {
            drained = true;
            loop.handles().onStreamGone(null);
            deadlines.forEach(TimerHandle::cancel);
            deadlines.clear();
            loop.callSoon(() -> endExecutor(drain));
        }
    }

    private void endExecutor(Duration drain) {
        long atLeast = TimeUnit.SECONDS.toNanos(1);
        loop.executor()
                .shutdown(Duration.ofNanos(Math.max(atLeast, TimeUnit.NANOSECONDS.convert(drain))))
                .addDoneCallback(ended -> ended());
    }

    private void ended() {
        drained = false;
        asked.forEach(done -> done.succeed(null));
        asked.clear();
        loop.callSoon(loop::stop);
    }
}
