package dev.gyre.benchmarks.micro;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What a callback costs: one after the other and many at a time on the loop's thread, and from another thread. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 10, time = 1)
@Fork(
        value = 3,
        jvmArgsAppend = {
            "--enable-native-access=ALL-UNNAMED",
            "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-XX:+UseSerialGC"
        })
public class SchedulingBenchmark {
    private static final int MANY = 100_000;

    /** Whose loop. */
    @Param({"gyre-epoll", "gyre-nio", "netty-nio"})
    public String loop = "";

    private Scheduler scheduler;
    private int left;

    /** Opens the loop. */
    @Setup
    public void open() {
        scheduler = Scheduler.open(loop);
    }

    /** Closes it. */
    @TearDown
    public void close() {
        scheduler.close();
    }

    /**
     * Each callback calls the next one soon: with Gyre, as with asyncio, an iteration of the loop for each, which asks the system for events.
     *
     * @throws InterruptedException when interrupted
     */
    @Benchmark
    @OperationsPerInvocation(MANY)
    public void callSoon() throws InterruptedException {
        CountDownLatch end = new CountDownLatch(1);
        scheduler.submit(() -> {
            left = MANY;
            next(end);
        });
        end.await();
    }

    private void next(CountDownLatch end) {
        if (--left == 0) {
            end.countDown();
        } else {
            scheduler.soon(() -> next(end));
        }
    }

    /**
     * One callback calls many soon.
     *
     * @throws InterruptedException when interrupted
     */
    @Benchmark
    @OperationsPerInvocation(MANY)
    public void callSoonManyAtATime() throws InterruptedException {
        CountDownLatch end = new CountDownLatch(1);
        Runnable count = () -> left++;
        scheduler.submit(() -> {
            for (int i = 1; i < MANY; i++) {
                scheduler.soon(count);
            }
            scheduler.soon(end::countDown);
        });
        end.await();
    }

    /**
     * Another thread calls, as fast as it can, and waits for the last one.
     *
     * @throws InterruptedException when interrupted
     */
    @Benchmark
    @OperationsPerInvocation(MANY)
    public void callSoonThreadsafe() throws InterruptedException {
        CountDownLatch end = new CountDownLatch(1);
        Runnable count = () -> left++;
        for (int i = 1; i < MANY; i++) {
            scheduler.submit(count);
        }
        scheduler.submit(end::countDown);
        end.await();
    }
}
