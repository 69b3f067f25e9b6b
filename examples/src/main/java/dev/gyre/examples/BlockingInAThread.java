package dev.gyre.examples;

import dev.gyre.loop.EventLoops;
import dev.gyre.loop.Task;
import dev.gyre.streams.Coroutines;
import java.time.Duration;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;

/**
 * What blocks runs on another thread, and the loop goes on. asyncio's example of <a
 * href="https://docs.python.org/3.14/library/asyncio-task.html#running-in-threads">Running in Threads</a>, {@code
 * asyncio.to_thread()}.
 */
public final class BlockingInAThread {
    private BlockingInAThread() {}

    /**
     * Runs it.
     *
     * @param args none
     * @throws Exception when something fails
     */
    public static void main(String[] args) throws Exception {
        EventLoops.run(() -> {
            System.out.println("started main at " + now());
            Task.await(Coroutines.gather(
                    () -> Coroutines.toThread(BlockingInAThread::blockingIo),
                    () -> Coroutines.sleep(Duration.ofMillis(100), "slept")));
            System.out.println("finished main at " + now());
        });
    }

    private static String blockingIo() throws InterruptedException {
        System.out.println("start blocking_io at " + now());
        // Stands for what blocks and is no coroutine, such as reading a file.
        Thread.sleep(Duration.ofMillis(100));
        System.out.println("blocking_io complete at " + now());
        return "read";
    }

    private static String now() {
        return LocalTime.now().format(DateTimeFormatter.ofPattern("HH:mm:ss"));
    }
}
