package dev.gyre.examples;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.EventLoops;
import dev.gyre.loop.Task;
import dev.gyre.streams.Coroutines;
import dev.gyre.streams.Queue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Three workers share what a queue holds. asyncio's example of <a
 * href="https://docs.python.org/3.14/library/asyncio-queue.html#examples">Queues</a>.
 */
public final class QueueWorkers {
    private static final int ITEMS = 20;
    private static final int WORKERS = 3;
    private static final int LEAST_MILLIS = 5;
    private static final int MOST_MILLIS = 100;
    private static final double MILLIS = 1000;

    private QueueWorkers() {}

    /**
     * Runs it.
     *
     * @param args none
     * @throws Exception when something fails
     */
    public static void main(String[] args) throws Exception {
        EventLoops.run(() -> {
            EventLoop loop = EventLoops.getRunningLoop();
            Queue<Duration> queue = new Queue<>();
            Duration total = Duration.ZERO;
            Random random = new Random();
            for (int i = 0; i < ITEMS; i++) {
                Duration time = Duration.ofMillis(random.nextInt(LEAST_MILLIS, MOST_MILLIS));
                queue.putNowait(time);
                total = total.plus(time);
            }

            List<Task<Void>> workers = new ArrayList<>();
            for (int i = 0; i < WORKERS; i++) {
                String name = "worker-" + i;
                workers.add(loop.createTask(() -> work(name, queue)));
            }

            long started = loop.time();
            queue.join();
            Duration slept = Duration.ofNanos(loop.time() - started);

            workers.forEach(Task::cancel);
            Task.await(Coroutines.gatherOutcomes(workers));
            System.out.println("====");
            System.out.println(WORKERS + " workers slept in parallel for " + seconds(slept) + " seconds");
            System.out.println("total expected sleep time: " + seconds(total) + " seconds");
        });
    }

    private static void work(String name, Queue<Duration> queue) {
        while (true) {
            Duration time = queue.get();
            Coroutines.sleep(time);
            queue.taskDone();
            System.out.println(name + " has slept for " + seconds(time) + " seconds");
        }
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.2f", time.toMillis() / MILLIS);
    }
}
