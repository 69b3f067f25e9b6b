package dev.gyre.loop.core;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The thread on which coroutines go on that have outlived their loop. It is there only while it is needed, and never refuses. */
final class Rescue {
    private final ThreadPoolExecutor thread;

    Rescue(EngineLoop loop) {
        thread = new ThreadPoolExecutor(
                1, 1, 100, TimeUnit.MILLISECONDS, new LinkedBlockingQueue<>(), job -> Thread.ofPlatform()
                        .daemon()
                        .name(loop.name() + "-rescue")
                        .unstarted(job));
        thread.allowCoreThreadTimeOut(true);
    }

    void run(Runnable piece) {
        thread.execute(piece);
    }
}
