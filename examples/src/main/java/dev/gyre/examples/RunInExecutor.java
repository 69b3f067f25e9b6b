package dev.gyre.examples;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.EventLoops;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.LongStream;

/**
 * What blocks or computes runs off the loop. asyncio's <a
 * href="https://docs.python.org/3.14/library/asyncio-eventloop.html#executing-code-in-thread-or-process-pools">Executing
 * code in thread or process pools</a>. Java computes in threads as well as in processes, so that a pool of threads, one
 * for each processor, stands for the process pool.
 */
public final class RunInExecutor {
    private static final int BYTES = 100;
    private static final long NUMBERS = 1_000_000;

    private RunInExecutor() {}

    /**
     * Runs it.
     *
     * @param args none
     * @throws Exception when a job fails
     */
    public static void main(String[] args) throws Exception {
        try (EventLoop loop = EventLoops.newEventLoop()) {
            int read = loop.runUntilComplete(loop.runInExecutor(RunInExecutor::blockingIo));
            System.out.println("default thread pool: " + read);

            try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
                read = loop.runUntilComplete(loop.runInExecutor(pool, RunInExecutor::blockingIo));
                System.out.println("custom thread pool: " + read);
            }

            try (ExecutorService pool = Executors.newFixedThreadPool(processors())) {
                long sum = loop.runUntilComplete(loop.runInExecutor(pool, RunInExecutor::cpuBound));
                System.out.println("pool for computing: " + sum);
            }
        }
    }

    private static int processors() {
        return Runtime.getRuntime().availableProcessors();
    }

    /** File operations can block the loop. */
    private static int blockingIo() throws IOException {
        try (InputStream random = Files.newInputStream(Path.of("/dev/urandom"))) {
            return random.readNBytes(BYTES).length;
        }
    }

    /** Computing blocks the loop. */
    private static long cpuBound() {
        return LongStream.range(0, NUMBERS).map(i -> i * i).sum();
    }
}
