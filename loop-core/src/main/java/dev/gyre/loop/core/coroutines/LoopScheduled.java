package dev.gyre.loop.core.coroutines;

import dev.gyre.loop.spi.Coroutine;
import dev.gyre.loop.spi.CoroutineHost;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A virtual thread that is run piece by piece. The JDK submits the thread's next piece whenever it can go on: from the call that wakes it,
 * or, when something else had blocked it, from whatever thread ends that, which an exception would kill.
 */
final class LoopScheduled implements Coroutine {
    private final CoroutineHost host;
    private final Runnable body;
    private final Thread thread;
    private final LoopScheduler scheduler = new LoopScheduler(this);
    /** What the JDK wants to be run next. */
    private final AtomicReference<@Nullable Runnable> piece = new AtomicReference<>();

    /** Who wakes it just now, and runs the piece that comes of it. */
    private volatile @Nullable Thread waking;

    private volatile boolean started;
    private volatile boolean resumed;
    private volatile boolean ended;

    LoopScheduled(String name, Runnable body, CoroutineHost host) {
        this.host = host;
        this.body = body;
        this.thread = VirtualThreads.create(scheduler, name, this::main);
    }

    private void main() {
        try {
            body.run();
        } finally {
            ended = true;
        }
    }

    /** It can go on by this piece. */
    void next(Runnable next) {
        piece.set(next);
        if (waking != Thread.currentThread()) {
            host.ready(this);
        }
    }

    @Override
    public void resume() {
        resumed = true;
        Runnable next = piece.getAndSet(null);
        if (next == null) {
            waking = Thread.currentThread();
            wake();
            waking = null;
            next = piece.getAndSet(null);
        }
        run(next);
    }

    private void run(@Nullable Runnable next) {
        if (next != null) {
            next.run();
            if (ended) {
                scheduler.end();
            }
        }
    }

    private void wake() {
        if (started) {
            LockSupport.unpark(thread);
        } else {
            started = true;
            resumed = false;
            thread.start();
        }
    }

    @Override
    public void proceed() {
        run(piece.getAndSet(null));
    }

    @Override
    public void suspend() {
        boolean interrupted = false;
        while (!resumed) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        resumed = false;
        if (interrupted) {
            thread.interrupt();
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
