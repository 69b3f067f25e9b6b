package dev.gyre.policy;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.LoopConfig;
import dev.gyre.loop.LoopFuture;
import dev.gyre.loop.SwapReport;
import dev.gyre.loop.spi.EventLoopFactory;
import dev.gyre.loop.spi.LoopBackendProvider;
import java.lang.System.Logger.Level;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Keeps loops alive while backends come and go: a loop whose backend leaves is moved to the next best one, or parked until one comes; the loops
 * of an engine that leaves are ended in order. It knows loops weakly.
 *
 * <p><b>Threading</b>: any thread. A departure waits for the loops to a deadline, but never for the loop it is called on.
 */
final class LoopKeeper {
    static final String GRACE = "gyre.swap.grace";
    static final String PARKED = "parked";

    private static final long DEFAULT_GRACE_SECONDS = 10;
    private static final System.Logger LOG = System.getLogger("dev.gyre.policy");

    private final ProviderRegistry registry;
    private final List<Kept> loops = new ArrayList<>();

    /** A loop, the engine that made it, and how it was set up. */
    private record Kept(WeakReference<EventLoop> loop, WeakReference<EventLoopFactory> engine, LoopConfig config) {}

    /** A loop that still runs, with what it was made of. */
    private record Live(EventLoop loop, EventLoopFactory engine, LoopConfig config) {}

    /** What a loop was asked to do. */
    private record Pending(EventLoop loop, Future<?> done) {}

    LoopKeeper(ProviderRegistry registry) {
        this.registry = registry;
    }

    synchronized void keep(EventLoop loop, EventLoopFactory engine, LoopConfig config) {
        loops.removeIf(kept -> live(kept) == null);
        loops.add(new Kept(new WeakReference<>(loop), new WeakReference<>(engine), config));
    }

    private static @Nullable Live live(Kept kept) {
        EventLoop loop = kept.loop.get();
        EventLoopFactory engine = kept.engine.get();
        return loop == null || engine == null || loop.isClosed() ? null : new Live(loop, engine, kept.config);
    }

    private synchronized List<Live> alive() {
        List<Live> found = new ArrayList<>();
        for (Kept kept : loops) {
            Live live = live(kept);
            if (live != null) {
                found.add(live);
            }
        }
        return found;
    }

    static Duration grace() {
        String seconds = System.getProperty(GRACE);
        if (seconds == null || seconds.isBlank()) {
            return Duration.ofSeconds(DEFAULT_GRACE_SECONDS);
        }
        try {
            double value = Double.parseDouble(seconds.strip());
            if (value >= 0 && value <= TimeUnit.DAYS.toSeconds(1)) {
                return Duration.ofMillis((long) (value * 1000));
            }
        } catch (NumberFormatException _) {
            // said below
        }
        LOG.log(
                Level.WARNING,
                "The system property " + GRACE + "=" + seconds + " is not a number of seconds from 0 to 86400; "
                        + DEFAULT_GRACE_SECONDS + " is taken");
        return Duration.ofSeconds(DEFAULT_GRACE_SECONDS);
    }

    /** Moves or parks the loops on a backend that is no longer in the registry. */
    void backendLeft(String name) {
        Duration grace = grace();
        each(live -> live.loop.backend().equals(name), grace, live -> evacuate(live, grace));
    }

    private Future<?> evacuate(Live live, Duration grace) {
        LoopFuture<SwapReport> moved = live.engine.evacuate(live.loop, next(live), grace);
        // A backend may have come after the next one was looked for and before the loop was parked.
        moved.whenComplete((report, failure) -> {
            if (failure == null) {
                LOG.log(Level.INFO, "The backend of the loop " + live.loop.name() + " left: " + report);
                unpark(live);
            }
        });
        return moved;
    }

    /** Has loops without a backend go to the best one there is now. */
    void backendCame() {
        alive().forEach(this::unpark);
    }

    private void unpark(Live live) {
        LoopBackendProvider next = live.loop.backend().equals(PARKED) ? next(live) : null;
        if (next == null) {
            return;
        }
        try {
            live.loop.swapBackend(next).whenComplete((report, failure) -> {
                if (failure != null) {
                    LOG.log(Level.WARNING, "The loop " + live.loop.name() + " stays parked", failure);
                }
            });
        } catch (RuntimeException e) {
            complain(live, e);
        }
    }

    private @Nullable LoopBackendProvider next(Live live) {
        return new Choice(Preference.of(live.config), registry.all(LoopBackendProvider.class), List.of()).best();
    }

    /** Ends the loops of an engine that is no longer in the registry. */
    void engineLeft(EventLoopFactory engine) {
        Duration grace = grace();
        each(live -> live.engine == engine, grace.plusSeconds(1), live -> live.loop.shutdown(grace));
    }

    private void each(Function<Live, Boolean> concerned, Duration deadline, Function<Live, Future<?>> what) {
        long until = System.nanoTime() + deadline.toNanos();
        List<Pending> pending = new ArrayList<>();
        for (Live live : alive()) {
            try {
                if (concerned.apply(live)) {
                    boolean waits = live.loop.isRunning() && !live.loop.inEventLoop();
                    Future<?> done = what.apply(live);
                    if (waits) {
                        pending.add(new Pending(live.loop, done));
                    }
                }
            } catch (RuntimeException e) {
                complain(live, e);
            }
        }
        for (Pending each : pending) {
            if (!await(each, until - System.nanoTime())) {
                return;
            }
        }
    }

    private static void complain(Live live, RuntimeException failure) {
        if (!live.loop.isClosed()) {
            LOG.log(
                    Level.WARNING,
                    "The loop " + live.loop.name() + " could not be told of a change of providers",
                    failure);
        }
    }

    private static boolean await(Pending pending, long nanos) {
        try {
            pending.done.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        } catch (TimeoutException _) {
            LOG.log(
                    Level.WARNING,
                    "The loop " + pending.loop.name()
                            + " did not answer the departure of its provider in time; a callback may be blocking it");
        } catch (ExecutionException e) {
            LOG.log(
                    Level.WARNING,
                    "The loop " + pending.loop.name() + " could not follow the departure of its provider",
                    e.getCause());
        }
        return true;
    }
}
