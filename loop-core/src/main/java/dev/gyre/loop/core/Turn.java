package dev.gyre.loop.core;

import dev.gyre.loop.DoneCallback;
import dev.gyre.loop.Handle;
import dev.gyre.loop.LoopContext;

/** The next iteration: who waits for it goes on there, and not one later, as it is when a future is completed there. */
final class Turn extends Promise<Void> {
    Turn(EngineLoop loop) {
        super(loop);
    }

    @Override
    Handle addDoneCallback(DoneCallback<Void> callback, LoopContext context) {
        return loop().callSoon(
                        () -> {
                            succeed(null);
                            callback.done(this);
                        },
                        context);
    }
}
