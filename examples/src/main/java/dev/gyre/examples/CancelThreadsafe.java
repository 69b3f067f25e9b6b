package dev.gyre.examples;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.EventLoops;
import dev.gyre.loop.LoopPromise;
import dev.gyre.loop.Task;
import java.util.concurrent.CancellationException;

/**
 * A thread cancels a future on its loop. asyncio's example of {@code call_soon_threadsafe(fut.cancel)} in <a
 * href="https://docs.python.org/3.14/library/asyncio-dev.html#concurrency-and-multithreading">Concurrency and
 * Multithreading</a>.
 */
public final class CancelThreadsafe {
    private CancelThreadsafe() {}

    /**
     * Runs it.
     *
     * @param args none
     * @throws Exception when something fails
     */
    public static void main(String[] args) throws Exception {
        EventLoops.run(() -> {
            EventLoop loop = EventLoops.getRunningLoop();
            LoopPromise<String> future = loop.createFuture();
            Thread thread = new Thread(() -> loop.callSoonThreadsafe(future::cancel));
            thread.start();
            try {
                System.out.println(Task.await(future));
            } catch (CancellationException e) {
                System.out.println("cancelled from another thread");
            }
        });
    }
}
