package dev.gyre.loop.core;

import dev.gyre.loop.ExceptionContext;
import java.lang.System.Logger.Level;
import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What debug mode watches: slow callbacks, and failed futures that are collected before anybody looked at them. */
final class Debug {
    private static final System.Logger LOG = System.getLogger("dev.gyre.loop.debug");
    /** More cannot be told in nanoseconds. */
    private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);

    private static final Duration DEFAULT_SLOW = Duration.ofMillis(100);

    private final EngineLoop loop;
    private final ReferenceQueue<Promise<?>> collected = new ReferenceQueue<>();
    private final Set<Unread> unread = ConcurrentHashMap.newKeySet();
    private volatile boolean on;
    private volatile Duration slow = DEFAULT_SLOW;
    private volatile @Nullable Dispatched running;

    Debug(EngineLoop loop, boolean on) {
        this.loop = loop;
        this.on = on;
    }

    static boolean byDefault() {
        String property = System.getProperty("gyre.debug");
        String value = property != null ? property : System.getenv("GYRE_DEBUG");
        return value != null && !value.isEmpty() && !value.equals("0") && !value.equalsIgnoreCase("false");
    }

    boolean on() {
        return on;
    }

    void on(boolean now) {
        on = now;
        watch();
    }

    /** The loop has begun or ended to run. */
    void runs(boolean now) {
        if (!now) {
            running = null;
        }
        watch();
    }

    /** Whoever comes last, of those that switch debug mode and those that run the loop, sees what both have done. */
    private synchronized void watch() {
        if (on && loop.isRunning()) {
            Watchdog.watch(this);
        } else {
            Watchdog.leave(this);
        }
    }

    // What runs just now

    /**
     * A callback, a listener or a piece of a coroutine, and since when. One may run inside another; only if a callback waits inside the
     * engine does the outer end before the inner.
     */
    static final class Dispatched {
        private final Object what;
        private final long began = System.nanoTime();
        private final long pausesBefore = Pauses.millis();
        private @Nullable Dispatched outer;
        private volatile boolean sampled;

        private Dispatched(Object what, @Nullable Dispatched outer) {
            this.what = what;
            this.outer = outer;
        }

        /** How long it has taken, without what the collector took. */
        private long nanos() {
            return Math.max(0, System.nanoTime() - began - TimeUnit.MILLISECONDS.toNanos(pauses()));
        }

        private long pauses() {
            return Pauses.millis() - pausesBefore;
        }

        private String duration(long nanos) {
            long pauses = pauses();
            return nanos / 1_000_000 + " ms"
                    + (pauses > 0 ? ", not counting " + pauses + " ms of garbage collection," : "");
        }
    }

    Dispatched begins(Object what) {
        Dispatched begun = new Dispatched(what, running);
        running = begun;
        return begun;
    }

    void ends(Dispatched ended, List<StackTraceElement> creation) {
        if (running == ended) {
            running = ended.outer;
        } else {
            for (Dispatched each = running; each != null; each = each.outer) {
                each.outer = each.outer == ended ? ended.outer : each.outer;
            }
        }
        if (System.nanoTime() - ended.began >= slow.toNanos()) {
            tellIfSlow(ended, creation);
        }
    }

    private void tellIfSlow(Dispatched ended, List<StackTraceElement> creation) {
        long nanos = ended.nanos();
        if (nanos >= slow.toNanos()) {
            StringBuilder text = new StringBuilder("Executing ")
                    .append(ended.what)
                    .append(" took ")
                    .append(ended.duration(nanos))
                    .append(" on ")
                    .append(loop.name());
            creation.forEach(frame -> text.append("\n  scheduled at ").append(frame));
            LOG.log(Level.WARNING, text.toString());
            Flight.slow(loop, ended.what, nanos);
        }
    }

    /** Tells, on the watchdog's thread, where something stands that has been running for too long. */
    void look() {
        Dispatched present = running;
        long threshold = slow.toNanos();
        if (present == null || threshold == 0 || present.sampled) {
            return;
        }
        long nanos = present.nanos();
        if (nanos >= threshold) {
            try {
                Sample sample = Sample.of(loop);
                if (running == present && sample != null) {
                    present.sampled = true;
                    LOG.log(
                            Level.WARNING,
                            "Executing " + present.what + " has taken " + present.duration(nanos) + " so far on "
                                    + loop.name() + "; it is " + sample);
                }
            } catch (RuntimeException e) {
                present.sampled = true;
                LOG.log(Level.WARNING, "What has taken too long on " + loop.name() + " cannot be described", e);
            }
        }
    }

    Duration slow() {
        return slow;
    }

    void slow(Duration threshold) {
        slow = threshold.compareTo(LONGEST) > 0 ? LONGEST : threshold;
    }

    /** A coroutine was asked to end, has not let the exception go, and has ended with a result. */
    void swallowedCancellation(EngineTask<?> task, int cancels) {
        if (on) {
            LOG.log(
                    Level.WARNING,
                    "The task {0} of {1} was cancelled {2} times, has swallowed that, and ended with a result",
                    task.getName(),
                    loop.name(),
                    cancels);
        }
    }

    /** Something else than an await has suspended a coroutine; callbacks run meanwhile. */
    void blocked(EngineTask<?> task, Thread thread) {
        if (CoroutineStack.isInsideEngine(thread)) {
            LOG.log(
                    Level.WARNING,
                    "The task {0} of {1} is blocked inside the engine, where callbacks may now come in between: {2}",
                    task.getName(),
                    loop.name(),
                    List.of(thread.getStackTrace()));
        }
    }

    /** A future has failed; the result forgets it once somebody has looked. */
    Unread failed(Promise<?> promise, Throwable failure, List<StackTraceElement> creation) {
        Unread entry = new Unread(promise, collected, failure, creation);
        unread.add(entry);
        return entry;
    }

    void read(Unread entry) {
        entry.clear();
        unread.remove(entry);
    }

    /** Reports those that were collected unread. */
    void reportCollected() {
        for (Object each = collected.poll(); each != null; each = collected.poll()) {
            if (each instanceof Unread entry && unread.remove(entry)) {
                loop.callExceptionHandler(ExceptionContext.of("The exception of " + entry.what + " was never retrieved")
                        .exception(entry.failure)
                        .creationStack(entry.creation)
                        .build());
            }
        }
    }

    /** Outlives its future to report it. */
    static final class Unread extends PhantomReference<Promise<?>> {
        private final String what;
        private final Throwable failure;
        private final List<StackTraceElement> creation;

        private Unread(
                Promise<?> promise,
                ReferenceQueue<Promise<?>> queue,
                Throwable failure,
                List<StackTraceElement> creation) {
            super(promise, queue);
            this.what = promise.kind();
            this.failure = failure;
            this.creation = creation;
        }
    }
}
