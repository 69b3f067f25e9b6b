package dev.gyre.benchmarks.micro;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
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

/** What one of a million timers costs when it is set, and when it is cancelled. */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5)
@Measurement(iterations = 10)
@Fork(
        value = 3,
        jvmArgsAppend = {
            "--enable-native-access=ALL-UNNAMED",
            "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-XX:+UseSerialGC",
            "-Xms2g",
            "-Xmx2g"
        })
public class TimersBenchmark {
    private static final int MANY = 1_000_000;
    private static final long AN_HOUR = TimeUnit.HOURS.toMicros(1);

    /** A loop with its timers. */
    @State(Scope.Benchmark)
    public static class Timers {
        /** Whose loop. */
        @Param({"gyre-epoll", "gyre-nio", "netty-nio"})
        public String loop = "";

        private final Object[] timers = new Object[MANY];
        private Scheduler scheduler;

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

        void set() throws InterruptedException {
            scheduler.call(() -> {
                for (int i = 0; i < MANY; i++) {
                    // In no order: the step has no factor in common with the number of timers.
                    timers[i] = scheduler.later(AN_HOUR + i * 7_919L % MANY, Timers::nothing);
                }
            });
        }

        void cancel() throws InterruptedException {
            scheduler.call(() -> {
                for (Object timer : timers) {
                    scheduler.cancel(timer);
                }
            });
        }

        private static void nothing() {
            // No timer fires.
        }
    }

    /** Timers that are to be cancelled. */
    @State(Scope.Benchmark)
    public static class ToCancel {
        /**
         * Sets them, unmeasured.
         *
         * @param timers the timers
         * @throws InterruptedException when interrupted
         */
        @Setup(Level.Invocation)
        public void set(Timers timers) throws InterruptedException {
            timers.set();
        }
    }

    /** Timers that are set and then no longer needed. */
    @State(Scope.Benchmark)
    public static class ToSet {
        private Timers timers;

        /**
         * Remembers them.
         *
         * @param all the timers
         */
        @Setup
        public void remember(Timers all) {
            timers = all;
        }

        /**
         * Cancels them, unmeasured.
         *
         * @throws InterruptedException when interrupted
         */
        @TearDown(Level.Invocation)
        public void cancel() throws InterruptedException {
            timers.cancel();
        }
    }

    /**
     * Sets a million.
     *
     * @param timers the timers
     * @param after cancels them
     * @throws InterruptedException when interrupted
     */
    @Benchmark
    @OperationsPerInvocation(MANY)
    public void set(Timers timers, ToSet after) throws InterruptedException {
        timers.set();
    }

    /**
     * Cancels a million.
     *
     * @param timers the timers
     * @param before sets them
     * @throws InterruptedException when interrupted
     */
    @Benchmark
    @OperationsPerInvocation(MANY)
    public void cancel(Timers timers, ToCancel before) throws InterruptedException {
        timers.cancel();
    }
}
