package dev.gyre.policy;

import dev.gyre.loop.BackendLadder;
import dev.gyre.loop.EventLoop;
import dev.gyre.loop.EventLoopPolicy;
import dev.gyre.loop.LoopConfig;
import dev.gyre.loop.spi.Availability;
import dev.gyre.loop.spi.EventLoopFactory;
import dev.gyre.loop.spi.LoopBackendProvider;
import dev.gyre.loop.spi.ThreadLoop;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The default policy. A loop's backend is the first available of those that {@link LoopConfig#backends()} names; else of those that, in an
 * OSGi framework, the configuration {@code dev.gyre.policy} names in {@code backends}; else the system property {@code gyre.loop} names, then the environment variable {@code GYRE_LOOP} (both separated by commas); else the one of the
 * best ranking, where backends with a negative ranking serve only when they are named. When a backend cannot be opened, the next rung
 * is tried.
 *
 * <p><b>Threading</b>: any thread.
 *
 * <p><b>Errors</b>: {@link IllegalStateException} when no backend or no engine can serve; its message is the ladder.
 */
public final class GyrePolicy implements EventLoopPolicy {
    private final ProviderRegistry registry;
    private final @Nullable Discovery discovery;

    /** Makes one that finds providers by {@link java.util.ServiceLoader} and {@link Providers}; service loaders call it. */
    public GyrePolicy() {
        this(ProviderRegistry.SHARED, true);
    }

    GyrePolicy(ProviderRegistry registry, boolean discovers) {
        this.registry = registry;
        this.discovery = discovers ? new Discovery(registry) : null;
    }

    @Override
    public EventLoop getEventLoop() {
        EventLoop loop = ThreadLoop.get();
        if (loop == null) {
            throw new IllegalStateException(
                    "The thread " + Thread.currentThread().getName()
                            + " has no event loop; call EventLoops.setEventLoop, or make one by EventLoops.newEventLoop or EventLoops.run");
        }
        return loop;
    }

    @Override
    public void setEventLoop(@Nullable EventLoop loop) {
        ThreadLoop.set(loop);
    }

    @Override
    public BackendLadder ladder(LoopConfig config) {
        return choice(config).ladder();
    }

    @Override
    public EventLoop newEventLoop(LoopConfig config) {
        EventLoop loop = tryNewEventLoop(config);
        while (loop == null) {
            loop = tryNewEventLoop(config);
        }
        return loop;
    }

    /** {@return null when the engine or the backend left while it opened the loop} */
    private @Nullable EventLoop tryNewEventLoop(LoopConfig config) {
        Choice choice = choice(config);
        Candidate<EventLoopFactory> engine = engine();
        List<Throwable> failures = new ArrayList<>();
        for (Candidate<LoopBackendProvider> candidate : List.copyOf(choice.usable())) {
            try {
                EventLoop loop = engine.provider().open(candidate.provider(), config);
                candidate.lastFailure(null);
                if (!registry.has(engine) || !registry.has(candidate)) {
                    loop.close();
                    return null;
                }
                report(config, choice, failures);
                return loop;
            } catch (IOException | RuntimeException | LinkageError e) {
                String reason = "could not be opened: " + (e instanceof IOException ? e.getMessage() : e);
                candidate.lastFailure(reason);
                choice.failed(candidate, reason);
                failures.add(e);
            }
        }
        IllegalStateException none = new IllegalStateException(choice.complaint(config.name()));
        failures.forEach(none::addSuppressed);
        throw none;
    }

    private Choice choice(LoopConfig config) {
        if (discovery != null) {
            discovery.refresh();
        }
        return new Choice(
                Preference.of(config, registry.settings()),
                registry.all(LoopBackendProvider.class),
                discovery == null ? List.of() : discovery.unloadable());
    }

    private Candidate<EventLoopFactory> engine() {
        StringBuilder reasons = new StringBuilder();
        for (Candidate<EventLoopFactory> candidate : registry.all(EventLoopFactory.class)) {
            Availability answer = candidate.availability();
            if (answer.available()) {
                return candidate;
            }
            reasons.append("; ").append(candidate.name()).append(": ").append(answer.reason());
        }
        throw new IllegalStateException(
                reasons.isEmpty()
                        ? "No engine is installed: add dev.gyre.loop.core (gyre-loop-core.jar) to the class path, module path or container"
                        : "No engine can serve" + reasons);
    }

    private static void report(LoopConfig config, Choice choice, List<Throwable> failures) {
        System.Logger log = System.getLogger("dev.gyre.policy");
        Level level = failures.isEmpty() ? Level.DEBUG : Level.WARNING;
        if (log.isLoggable(level)) {
            log.log(level, "The backends considered for the loop " + config.name() + ":\n" + choice.ladder());
        }
    }
}
