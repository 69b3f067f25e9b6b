package dev.gyre.loop.core.coroutines;

import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The scheduler of one coroutine's thread. Virtual threads that the coroutine starts inherit it, as the JDK has it; they are none of the loop's and go to the
 * scheduler that ordinary ones have.
 */
final class LoopScheduler implements Executor {
    /** Cleared at the end, so that threads that live on keep no loop. */
    private volatile @Nullable LoopScheduled coroutine;

    /** A thread's next piece is always the same object; the coroutine's is the first to come. */
    private volatile @Nullable Runnable own;

    LoopScheduler(LoopScheduled coroutine) {
        this.coroutine = coroutine;
    }

    @Override
    public void execute(Runnable next) {
        if (own == null) {
            own = next;
        }
        LoopScheduled mine = coroutine;
        if (next == own && mine != null) {
            mine.next(next);
        } else {
            VirtualThreads.ORDINARY.execute(next);
        }
    }

    void end() {
        coroutine = null;
    }
}
