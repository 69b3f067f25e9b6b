package dev.gyre.loop.core.coroutines;

import dev.gyre.loop.spi.Coroutine;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A virtual thread that runs only while the thread that resumed it waits. Each side waits for its turn, spinning a little before it
 * parks, as the other is often back by then.
 */
final class HandOff implements Coroutine {
    private static final int SPINS = Runtime.getRuntime().availableProcessors() > 1 ? 2_000 : 0;

    private enum Turn {
        RESUMER,
        COROUTINE
    }

    private final Runnable body;
    private final Thread thread;
    private volatile Turn turn = Turn.RESUMER;
    /** Who has gone to sleep and has to be woken. */
    private volatile @Nullable Thread parkedResumer;

    private volatile @Nullable Thread parkedCoroutine;

    private boolean started;
    private volatile boolean ended;

    HandOff(String name, Runnable body) {
        this.body = body;
        this.thread = Thread.ofVirtual()
                .name(name)
                .inheritInheritableThreadLocals(false)
                .unstarted(this::main);
    }

    private void main() {
        try {
            body.run();
        } finally {
            ended = true;
            giveBack();
        }
    }

    @Override
    public void resume() {
        if (started) {
            turn = Turn.COROUTINE;
            LockSupport.unpark(parkedCoroutine);
        } else {
            started = true;
            turn = Turn.COROUTINE;
            thread.start();
        }
        if (!spin(Turn.RESUMER)) {
            parkedResumer = Thread.currentThread();
            park(Turn.RESUMER);
            parkedResumer = null;
        }
    }

    @Override
    public void suspend() {
        giveBack();
        if (!spin(Turn.COROUTINE)) {
            parkedCoroutine = thread;
            park(Turn.COROUTINE);
            parkedCoroutine = null;
        }
    }

    private void giveBack() {
        turn = Turn.RESUMER;
        LockSupport.unpark(parkedResumer);
    }

    private boolean spin(Turn mine) {
        for (int i = 0; i < SPINS; i++) {
            if (turn == mine) {
                return true;
            }
            Thread.onSpinWait();
        }
        return false;
    }

    /** An interrupt ends no wait; it is kept for whoever looks next. */
    private void park(Turn mine) {
        boolean interrupted = false;
        while (turn != mine) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public Thread thread() {
        return thread;
    }

    @Override
    public boolean isEnded() {
        return ended;
    }
}
