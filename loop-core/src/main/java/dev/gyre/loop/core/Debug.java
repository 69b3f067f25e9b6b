package dev.gyre.loop.core;

import dev.gyre.loop.ExceptionContext;
import java.lang.System.Logger.Level;
import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What debug mode watches: slow callbacks, and failed futures that are collected before anybody looked at them. */
final class Debug {
    private static final System.Logger LOG = System.getLogger("dev.gyre.loop.debug");
    private static final Duration DEFAULT_SLOW = Duration.ofMillis(100);

    private final EngineLoop loop;
    private final ReferenceQueue<Promise<?>> collected = new ReferenceQueue<>();
    private final Set<Unread> unread = ConcurrentHashMap.newKeySet();
    private volatile boolean on;
    private volatile Duration slow = DEFAULT_SLOW;

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
    }

    Duration slow() {
        return slow;
    }

    void slow(Duration threshold) {
        slow = threshold;
    }

    /** A callback or a handle's listener has run. */
    void ran(Object what, List<StackTraceElement> creation, long nanos) {
        if (nanos >= slow.toNanos()) {
            StringBuilder text = new StringBuilder("Executing ")
                    .append(what)
                    .append(" took ")
                    .append(nanos / 1_000_000)
                    .append(" ms on ")
                    .append(loop.name());
            creation.forEach(frame -> text.append("\n  scheduled at ").append(frame));
            LOG.log(Level.WARNING, text.toString());
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
