package dev.gyre.benchmarks;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.EventLoops;
import dev.gyre.loop.LoopConfig;
import dev.gyre.loop.LoopPromise;
import dev.gyre.loop.Task;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;

/**
 * What a suspended coroutine keeps: bytes of heap for each, beside a future with a callback; and whether coroutines that nobody can wake any more, with their loop, are
 * collected. Run it with {@code -Djdk.trackAllThreads=false} and without.
 */
public final class SuspendedCost {
    private static final int MANY = 50_000;
    private static final int COLLECTIONS = 20;

    private SuspendedCost() {}

    /**
     * Runs it.
     *
     * @param args none
     * @throws Exception when something fails
     */
    public static void main(String[] args) throws Exception {
        System.out.println("jdk.trackAllThreads is " + System.getProperty("jdk.trackAllThreads", "not set") + ", Java "
                + Runtime.version());
        System.out.printf("%-32s %14d bytes%n", "a future with a callback", callbacks());
        for (String way : List.of("loop-scheduled", "hand-off")) {
            System.setProperty("gyre.coroutines", way);
            // Frames that are not compiled yet are larger.
            suspended(20);
            System.out.printf("%-32s %14d bytes; ", "a coroutine, " + way, suspended(0));
            System.out.printf("%d with 20 frames; ", suspended(20));
            System.out.println("with a loop that was dropped: " + (isCollected() ? "collected" : "kept"));
        }
    }

    private static long callbacks() throws Exception {
        try (EventLoop loop = EventLoops.newEventLoop()) {
            once(loop);
            long before = heap();
            List<LoopPromise<Boolean>> futures = new ArrayList<>();
            for (int i = 0; i < MANY; i++) {
                LoopPromise<Boolean> future = loop.createFuture();
                future.addDoneCallback(done -> futures.clear());
                futures.add(future);
            }
            return (heap() - before) / futures.size();
        }
    }

    private static long suspended(int depth) throws Exception {
        try (EventLoop loop = EventLoops.newEventLoop()) {
            suspend(loop, loop.createFuture(), depth);
            once(loop);
            LoopPromise<Boolean> end = loop.createFuture();
            long before = heap();
            List<Task<?>> tasks = new ArrayList<>();
            for (int i = 0; i < MANY; i++) {
                tasks.add(suspend(loop, end, depth));
            }
            once(loop);
            long each = (heap() - before) / MANY;
            end.setResult(true);
            loop.setExceptionHandler((where, report) -> {});
            loop.runUntilComplete(tasks.getLast());
            return each;
        }
    }

    private static Task<?> suspend(EventLoop loop, LoopPromise<Boolean> end, int depth) {
        return loop.createTask(() -> waitBelow(end, depth));
    }

    private static boolean waitBelow(LoopPromise<Boolean> end, int depth) throws Exception {
        return depth == 0 ? Task.await(end) : waitBelow(end, depth - 1);
    }

    private static void once(EventLoop loop) {
        loop.stop();
        loop.runForever();
    }

    private static boolean isCollected() throws Exception {
        WeakReference<Object> kept = drop();
        for (int i = 0; i < COLLECTIONS && kept.get() != null; i++) {
            System.gc();
            Thread.sleep(10);
        }
        return kept.get() == null;
    }

    /** {@return what a coroutine had in a variable} */
    private static WeakReference<Object> drop() {
        Object local = new Object();
        EventLoop loop = EventLoops.newEventLoop(LoopConfig.named("dropped"));
        loop.createTask(() -> {
            Task.await(loop.createFuture());
            return local;
        });
        once(loop);
        return new WeakReference<>(local);
    }

    private static long heap() throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            System.gc();
            Thread.sleep(20);
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
