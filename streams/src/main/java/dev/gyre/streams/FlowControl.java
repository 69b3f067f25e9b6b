package dev.gyre.streams;

import dev.gyre.loop.ErrorKind;
import dev.gyre.loop.EventLoops;
import dev.gyre.loop.LoopIOException;
import dev.gyre.loop.LoopPromise;
import java.io.IOException;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** Coroutines that wait until a transport has sent enough. */
final class FlowControl {
    private final ArrayDeque<LoopPromise<Void>> waiters = new ArrayDeque<>(2);
    private boolean paused;
    private boolean lost;

    void pause() {
        paused = true;
    }

    void resume() {
        paused = false;
        waiters.forEach(Awaiting::release);
    }

    void lost(@Nullable Throwable cause) {
        lost = true;
        for (LoopPromise<Void> each : waiters) {
            if (cause == null) {
                Awaiting.release(each);
            } else if (!each.isDone()) {
                each.setException(cause);
            }
        }
    }

    void drain() throws IOException {
        if (lost) {
            throw new LoopIOException(ErrorKind.RESET, "The connection was lost or closed; nothing more is sent", null);
        }
        if (!paused) {
            return;
        }
        LoopPromise<Void> waiter = EventLoops.getRunningLoop().createFuture();
        waiters.add(waiter);
        try {
            Awaiting.io(waiter);
        } finally {
            waiters.remove(waiter);
        }
    }
}
