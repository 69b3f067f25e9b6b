package dev.gyre.examples;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.EventLoops;
import dev.gyre.loop.LoopFuture;
import dev.gyre.loop.LoopPromise;
import dev.gyre.loop.Task;
import dev.gyre.streams.Coroutines;
import java.time.Duration;

/**
 * What callbacks complete is awaited as coroutines are. asyncio's example of futures among the <a
 * href="https://docs.python.org/3.14/library/asyncio-task.html#awaitables">Awaitables</a>.
 */
public final class AwaitFuture {
    private AwaitFuture() {}

    /**
     * Runs it.
     *
     * @param args none
     * @throws Exception when something fails
     */
    public static void main(String[] args) throws Exception {
        EventLoops.run(() -> {
            EventLoop loop = EventLoops.getRunningLoop();
            System.out.println(Task.await(later(loop, "a future")));

            Task<String> coroutine = loop.createTask(() -> Coroutines.sleep(Duration.ofMillis(10), "a coroutine"));
            System.out.println(Task.await(Coroutines.gather(later(loop, "another future"), coroutine)));
        });
    }

    private static LoopFuture<String> later(EventLoop loop, String result) {
        LoopPromise<String> future = loop.createFuture();
        loop.callLater(Duration.ofMillis(10), () -> future.setResult(result));
        return future;
    }
}
