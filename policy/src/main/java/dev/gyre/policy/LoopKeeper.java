package dev.gyre.policy;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.LoopConfig;
import dev.gyre.loop.LoopFuture;
import dev.gyre.loop.SwapRefusedException;
import dev.gyre.loop.SwapReport;
import dev.gyre.loop.spi.EventLoopFactory;
import dev.gyre.loop.spi.LoopBackendProvider;
import dev.gyre.loop.spi.OpenLoop;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Keeps loops alive while backends come and go: a loop whose backend leaves is moved to the next best one, or parked until one comes; the loops
 * of an engine that leaves are ended in order. Engines know their loops,
 * so it keeps none itself, and those that another policy had made are looked after too.
 *
 * <p><b>Threading</b>: any thread. A departure waits for the loops to a deadline, but never for the loop it is called on.
 */
final class LoopKeeper {
    static final String PARKED = "parked";

    private static final System.Logger LOG = System.getLogger("dev.gyre.policy");

    private final ProviderRegistry registry;
    /** A loop that is open, with the engine that made it and how it was set up. */
    private record Live(EventLoop loop, EventLoopFactory engine, LoopConfig config) {}

    /** What a loop was asked to do. */
    private record Pending(EventLoop loop, Future<?> done) {}

    LoopKeeper(ProviderRegistry registry) {
        this.registry = registry;
    }

    /** Every open loop once, though instances of one engine's service may all know it. */
    private Collection<Live> alive() {
        Map<EventLoop, Live> found = new IdentityHashMap<>();
        registry.all(EventLoopFactory.class).forEach(engine -> collect(engine.provider(), found));
        return found.values();
    }

    private static void collect(EventLoopFactory engine, Map<EventLoop, Live> into) {
        try {
            for (OpenLoop open : engine.loops()) {
                into.putIfAbsent(open.loop(), new Live(open.loop(), engine, open.config()));
            }
        } catch (RuntimeException | LinkageError e) {
            LOG.log(Level.WARNING, "The engine " + engine.getClass().getName() + " does not tell its loops", e);
        }
    }

    /** Moves or parks the loops on a backend that is no longer in the registry. */
    void backendLeft(String name) {
        Duration grace = registry.settings().grace();
        each(live -> live.loop.backend().equals(name), alive(), grace, live -> evacuate(live, grace));
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

    /** Has loops without a backend go to the best one there is now: a backend has come, or an engine with such loops. */
    void unpark() {
        alive().forEach(this::unpark);
    }

    private void unpark(Live live) {
        if (live.loop.backend().equals(PARKED)) {
            go(live, next(live), "stays parked");
        }
    }

    /** Has every loop go to the backend it would be given now. A loop that cannot go stays where it is. */
    void reconsider() {
        for (Live live : alive()) {
            LoopBackendProvider next = next(live);
            if (next == null) {
                LOG.log(
                        Level.WARNING,
                        "The loop " + live.loop.name() + " stays on " + live.loop.backend() + ", as none of "
                                + String.join(", ", registry.settings().backends()) + " can serve");
            } else if (!next.name().equals(live.loop.backend())) {
                go(live, next, "stays on " + live.loop.backend());
            }
        }
    }

    /** Goes to a backend, and on from there when it has left while the loop was on its way to it. */
    private void go(Live live, @Nullable LoopBackendProvider next, String otherwise) {
        if (next == null) {
            return;
        }
        try {
            live.loop.swapBackend(next).whenComplete((report, failure) -> {
                if (failure != null) {
                    LOG.log(
                            Level.WARNING,
                            "The loop " + live.loop.name() + " " + otherwise + " and does not go to " + next.name()
                                    + ": "
                                    + (failure instanceof SwapRefusedException ? failure.getMessage() : failure));
                } else {
                    LOG.log(Level.INFO, "The loop " + live.loop.name() + " has another backend: " + report);
                    leaveIfGone(live, next);
                }
            });
        } catch (RuntimeException e) {
            complain(live, e);
        }
    }

    private void leaveIfGone(Live live, LoopBackendProvider taken) {
        boolean there = registry.all(LoopBackendProvider.class).stream().anyMatch(each -> each.provider() == taken);
        if (!there && live.loop.backend().equals(taken.name()) && !live.loop.isClosed()) {
            try {
                evacuate(live, registry.settings().grace());
            } catch (RuntimeException e) {
                complain(live, e);
            }
        }
    }

    private @Nullable LoopBackendProvider next(Live live) {
        return new Choice(
                        Preference.of(live.config, registry.settings()),
                        registry.all(LoopBackendProvider.class),
                        List.of())
                .best();
    }

    /** Ends the loops of an engine that is no longer in the registry, unless another instance of it is. */
    void engineLeft(EventLoopFactory engine) {
        Duration grace = registry.settings().grace();
        Map<EventLoop, Live> orphans = new IdentityHashMap<>();
        collect(engine, orphans);
        alive().forEach(live -> orphans.remove(live.loop));
        each(_ -> true, orphans.values(), grace.plusSeconds(1), live -> live.loop.shutdown(grace));
    }

    private void each(
            Predicate<Live> concerned, Collection<Live> loops, Duration deadline, Function<Live, Future<?>> what) {
        long until = System.nanoTime() + deadline.toNanos();
        List<Pending> pending = new ArrayList<>();
        for (Live live : loops) {
            try {
                if (concerned.test(live)) {
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
        } catch (CancellationException _) {
            LOG.log(
                    Level.INFO,
                    "The loop " + pending.loop.name() + " has ended instead of following its provider's departure");
        } catch (ExecutionException e) {
            LOG.log(
                    Level.WARNING,
                    "The loop " + pending.loop.name() + " could not follow the departure of its provider",
                    e.getCause());
        }
        return true;
    }
}
