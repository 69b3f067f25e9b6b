package dev.gyre.benchmarks;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.EventLoops;
import dev.gyre.loop.LoopPromise;
import dev.gyre.loop.Task;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * What it costs a coroutine to wait for a future that a callback completes, in each of the ways coroutines run, beside two virtual threads of the JDK that wake each other, and
 * beside callbacks that do without a coroutine.
 */
public final class AwaitCost {
    private static final int ROUNDS = 12;
    private static final int WARM_UP = 4;
    private static final int AWAITS = 100_000;

    private AwaitCost() {}

    /** One of those compared. */
    private record Candidate(String name, Measured measured, List<Double> nanos) {
        void round() throws Exception {
            long began = System.nanoTime();
            measured.run(AWAITS);
            nanos.add((System.nanoTime() - began) / (double) AWAITS);
        }

        double median() {
            double[] sorted = nanos.subList(WARM_UP, nanos.size()).stream()
                    .mapToDouble(Double::doubleValue)
                    .sorted()
                    .toArray();
            return sorted[sorted.length / 2];
        }

        String spread() {
            double[] sorted = nanos.subList(WARM_UP, nanos.size()).stream()
                    .mapToDouble(Double::doubleValue)
                    .sorted()
                    .toArray();
            return Math.round(sorted[0]) + " to " + Math.round(sorted[sorted.length - 1]);
        }
    }

    /** Something that is done a number of times. */
    private interface Measured {
        void run(int times) throws Exception;
    }

    /**
     * Runs it.
     *
     * @param args none
     * @throws Exception when something fails
     */
    public static void main(String[] args) throws Exception {
        List<Candidate> candidates = new ArrayList<>();
        candidates.add(
                new Candidate("two virtual threads that wake each other", AwaitCost::handOver, new ArrayList<>()));
        candidates.add(new Candidate("callbacks alone", AwaitCost::callbacks, new ArrayList<>()));
        for (String way : List.of("loop-scheduled", "hand-off")) {
            candidates.add(new Candidate("await, " + way, times -> awaits(way, times), new ArrayList<>()));
        }
        for (int round = 0; round < ROUNDS; round++) {
            for (Candidate each : candidates) {
                each.round();
            }
        }
        double base = candidates.getFirst().median();
        System.out.printf("%-42s %10s %18s %10s%n", "", "ns", "least to most", "ratio");
        for (Candidate each : candidates) {
            System.out.printf(
                    "%-42s %10.0f %18s %10.2f%n", each.name, each.median(), each.spread(), each.median() / base);
        }
        System.out.println("Medians of " + (ROUNDS - WARM_UP) + " interleaved rounds of " + AWAITS + " on "
                + Runtime.getRuntime().availableProcessors() + " cores, Java " + Runtime.version());
    }

    /** A future that a callback completes in the next iteration. */
    private static LoopPromise<Boolean> soon(EventLoop loop) {
        LoopPromise<Boolean> future = loop.createFuture();
        loop.callSoon(() -> future.setResult(true));
        return future;
    }

    private static void awaits(String way, int times) throws Exception {
        System.setProperty("gyre.coroutines", way);
        try {
            EventLoops.run(() -> {
                EventLoop loop = EventLoops.getRunningLoop();
                for (int i = 0; i < times; i++) {
                    Task.await(soon(loop));
                }
            });
        } finally {
            System.clearProperty("gyre.coroutines");
        }
    }

    private static void callbacks(int times) throws Exception {
        try (EventLoop loop = EventLoops.newEventLoop()) {
            LoopPromise<Boolean> end = loop.createFuture();
            chain(loop, times, end);
            loop.runUntilComplete(end);
        }
    }

    private static void chain(EventLoop loop, int left, LoopPromise<Boolean> end) {
        if (left == 0) {
            end.setResult(true);
        } else {
            soon(loop).addDoneCallback(done -> chain(loop, left - 1, end));
        }
    }

    /** The JDK's own way: one wakes the other and parks, over and over. Each handing over counts, as an await has one out and one in. */
    private static void handOver(int times) throws InterruptedException {
        Turns turns = new Turns();
        Thread other = Thread.ofVirtual().unstarted(() -> turns.take(times, 1));
        Thread one = Thread.ofVirtual().unstarted(() -> turns.take(times, 0));
        turns.threads[0] = one;
        turns.threads[1] = other;
        other.start();
        one.start();
        one.join();
        other.join();
    }

    /** Whose turn it is. */
    private static final class Turns {
        private final @Nullable Thread[] threads = new Thread[2];
        private volatile int turn;

        private void take(int times, int mine) {
            for (int i = 0; i < times; i++) {
                while (turn != mine) {
                    LockSupport.park(this);
                }
                turn = 1 - mine;
                LockSupport.unpark(threads[1 - mine]);
            }
        }

        @Override
        public String toString() {
            return "turn " + turn + " of " + Arrays.toString(threads);
        }
    }
}
