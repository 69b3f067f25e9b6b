package dev.gyre.examples;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.EventLoops;
import dev.gyre.loop.LoopFuture;
import dev.gyre.streams.Coroutines;
import java.time.Duration;

/**
 * A thread runs a coroutine on the loop and waits for its result. asyncio's second example of <a
 * href="https://docs.python.org/3.14/library/asyncio-dev.html#concurrency-and-multithreading">Concurrency and
 * Multithreading</a>, {@code run_coroutine_threadsafe()}.
 */
public final class ResultForAThread {
    private ResultForAThread() {}

    /**
     * Runs it.
     *
     * @param args none
     * @throws Exception when something fails
     */
    public static void main(String[] args) throws Exception {
        try (EventLoop loop = EventLoops.newEventLoop()) {
            Thread thread = new Thread(() -> {
                LoopFuture<Integer> future =
                        loop.runCoroutineThreadsafe(() -> Coroutines.sleep(Duration.ofMillis(10), 42));
                System.out.println(
                        "The result is " + future.toCompletableFuture().join());
                loop.callSoonThreadsafe(loop::stop);
            });
            thread.start();
            loop.runForever();
            thread.join();
        }
    }
}
