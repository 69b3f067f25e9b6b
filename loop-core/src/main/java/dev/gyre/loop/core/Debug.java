package dev.gyre.loop.core;

import dev.gyre.loop.ExceptionContext;
import java.lang.System.Logger.Level;
import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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
        watch(loop.isRunning());
    }

    /** The loop begins or ends to run. */
    void watch(boolean runs) {
        if (on && runs) {
            Watchdog.watch(this);
        } else {
            Watchdog.leave(this);
        }
        if (!runs) {
            running = null;
        }
    }

    // What runs just now

    /** A callback, a listener or a piece of a coroutine, and since when. */
    private static final class Dispatched {
        private final Object what;
        private final long began = System.nanoTime();
        private final @Nullable Dispatched outer;
        private volatile boolean sampled;

        private Dispatched(Object what, @Nullable Dispatched outer) {
            this.what = what;
            this.outer = outer;
        }
    }

    void begins(Object what) {
        running = new Dispatched(what, running);
    }

    /** What began last has ended. */
    void ends(List<StackTraceElement> creation) {
        Dispatched ended = running;
        if (ended != null) {
            running = ended.outer;
            ran(ended.what, creation, System.nanoTime() - ended.began);
        }
    }

    /** Tells, on the watchdog's thread, where something stands that has been running for too long. */
    void look() {
        Dispatched present = running;
        long threshold = slow.toNanos();
        if (present == null || threshold == 0 || present.sampled) {
            return;
        }
        long nanos = System.nanoTime() - present.began;
        if (nanos >= threshold) {
            present.sampled = true;
            try {
                LOG.log(Level.WARNING, sample(present.what, nanos));
            } catch (RuntimeException e) {
                LOG.log(Level.WARNING, "What has taken too long on " + loop.name() + " cannot be described", e);
            }
        }
    }

    private String sample(Object what, long nanos) {
        Thread coroutine = loop.mounted();
        Thread thread = coroutine != null ? coroutine : loop.owner();
        Thread.State state = thread.getState();
        StringBuilder text = new StringBuilder("Executing ")
                .append(what)
                .append(" has taken ")
                .append(nanos / 1_000_000)
                .append(" ms so far on ")
                .append(loop.name())
                .append("; it is ")
                .append(state);
        if (coroutine != null && state != Thread.State.RUNNABLE) {
            text.append(": the coroutine ")
                    .append(coroutine.getName())
                    .append(
                            " waits without giving the loop's thread back, as coroutines of the way hand-off do in every call"
                                    + " that blocks, and others below a native method or in a static initialiser");
        } else if (state == Thread.State.BLOCKED || state == Thread.State.WAITING) {
            text.append(": a callback waits; a lock that a suspended coroutine holds is never given back to it");
        }
        for (StackTraceElement frame : thread.getStackTrace()) {
            text.append("\n  at ").append(frame);
        }
        return text.toString();
    }

    Duration slow() {
        return slow;
    }

    void slow(Duration threshold) {
        slow = threshold.compareTo(LONGEST) > 0 ? LONGEST : threshold;
    }

    private void ran(Object what, List<StackTraceElement> creation, long nanos) {
        if (nanos >= slow.toNanos()) {
            StringBuilder text = new StringBuilder("Executing ")
                    .append(what)
                    .append(" took ")
                    .append(nanos / 1_000_000)
                    .append(" ms on ")
                    .append(loop.name());
            creation.forEach(frame -> text.append("\n  scheduled at ").append(frame));
            LOG.log(Level.WARNING, text.toString());
            Flight.slow(loop, what, nanos);
        }
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
