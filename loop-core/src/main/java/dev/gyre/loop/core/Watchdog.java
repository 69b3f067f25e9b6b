package dev.gyre.loop.core;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Looks at the loops that run in debug mode while their callbacks run. Its thread is there as long as there is such a loop. */
final class Watchdog implements Runnable {
    private static final Watchdog ONE = new Watchdog();
    private static final long SHORTEST = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long LONGEST = TimeUnit.SECONDS.toNanos(1);

    private final Set<Debug> watched = ConcurrentHashMap.newKeySet();
    private @Nullable Thread thread;

    private Watchdog() {}

    static void watch(Debug loop) {
        ONE.add(loop);
    }

    static void leave(Debug loop) {
        ONE.remove(loop);
    }

    private synchronized void add(Debug loop) {
        watched.add(loop);
        if (thread == null) {
            thread = Thread.ofPlatform().daemon().name("gyre-watchdog").start(this);
        }
        LockSupport.unpark(thread);
    }

    private synchronized void remove(Debug loop) {
        watched.remove(loop);
        if (watched.isEmpty()) {
            LockSupport.unpark(thread);
        }
    }

    private synchronized boolean mayEnd() {
        if (watched.isEmpty()) {
            thread = null;
            return true;
        }
        return false;
    }

    @Override
    public void run() {
        while (!mayEnd()) {
            long period = LONGEST;
            for (Debug each : watched) {
                each.look();
                period = Math.min(period, period(each.slow()));
            }
            LockSupport.parkNanos(this, period);
        }
    }

    private static long period(Duration slow) {
        return Math.max(SHORTEST, slow.toSeconds() > 1 ? LONGEST : slow.toNanos() / 2);
    }
}
