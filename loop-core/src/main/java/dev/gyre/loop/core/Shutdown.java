package dev.gyre.loop.core;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The orderly end of a loop: stop accepting, let connections end until the deadline, abort the rest, end the executor, stop. */
final class Shutdown {
    private final EngineLoop loop;
    private final Promise<Void> done;
    private boolean drained;

    Shutdown(EngineLoop loop, Promise<Void> done) {
        this.loop = loop;
        this.done = done;
    }

    void begin(Duration drain) {
        for (PortHandle handle : loop.handles().snapshot()) {
            if (handle instanceof EngineListener listener) {
                listener.endByLoop();
            }
        }
        loop.handles().onStreamGone(() -> endWhenNoStreamIsLeft(drain));
        loop.callLater(drain, this::abortTheRest);
        endWhenNoStreamIsLeft(drain);
    }

    private void abortTheRest() {
        for (PortHandle handle : loop.handles().snapshot()) {
            if (handle instanceof EngineStream stream) {
                stream.abort(null);
            }
        }
    }

    private void endWhenNoStreamIsLeft(Duration drain) {
        if (!drained && loop.handles().streams() == 0) {
            drained = true;
            loop.handles().onStreamGone(null);
            loop.callSoon(() -> endExecutor(drain));
        }
    }

    private void endExecutor(Duration drain) {
        long atLeast = TimeUnit.SECONDS.toNanos(1);
        loop.executor()
                .shutdown(Duration.ofNanos(Math.max(atLeast, drain.toNanos())))
                .addDoneCallback(ended -> {
                    done.succeed(null);
                    loop.callSoon(loop::stop);
                });
    }
}
