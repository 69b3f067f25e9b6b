package dev.gyre.policy;

import dev.gyre.loop.spi.EventLoopFactory;
import dev.gyre.loop.spi.LoopBackendProvider;
import dev.gyre.loop.spi.Provider;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The providers that are here now, wherever they came from. It feeds the engines' subsystem registries and tells {@link LoopKeeper} of
 * backends and engines that come and go.
 *
 * <p><b>Threading</b>: any thread. Nothing is called out to under the lock but the engines' registries.
 */
final class ProviderRegistry {
    /** What {@link Providers} adds to; one for each copy of this module. */
    static final ProviderRegistry SHARED = new ProviderRegistry();

    private final List<Candidate<?>> candidates = new ArrayList<>();
    private final Map<EventLoopFactory, SubsystemFeed> feeds = new IdentityHashMap<>();
    private final LoopKeeper keeper = new LoopKeeper(this);
    private final AtomicLong added = new AtomicLong();
    private volatile PolicySettings settings = PolicySettings.UNSET;

    PolicySettings settings() {
        return settings;
    }

    /** Takes other settings over, and has the running loops follow them. */
    void configure(PolicySettings next) {
        PolicySettings before = settings;
        settings = next;
        if (!next.backends().equals(before.backends())) {
            keeper.reconsider();
        }
    }

    <S extends Provider> Candidate<S> add(Class<S> service, S provider, @Nullable Integer ranking) {
        Candidate<S> candidate = new Candidate<>(service, provider, ranking, added.getAndIncrement());
        synchronized (this) {
            candidates.add(candidate);
            candidates.sort(Candidate.BEST_FIRST);
            feed(candidate);
        }
        if (provider instanceof LoopBackendProvider || provider instanceof EventLoopFactory) {
            keeper.unpark();
        }
        return candidate;
    }

    private void feed(Candidate<?> candidate) {
        if (Services.isSubsystem(candidate.service())) {
            feeds.values().forEach(feed -> feed.add(candidate));
        } else if (candidate.service() == EventLoopFactory.class) {
            feedEngine((EventLoopFactory) candidate.provider());
        }
    }

    private void feedEngine(EventLoopFactory engine) {
        try {
            SubsystemFeed feed = SubsystemFeed.of(engine, feeds.values());
            feeds.put(engine, feed);
            candidates.stream()
                    .filter(each -> Services.isSubsystem(each.service()))
                    .forEach(feed::add);
        } catch (RuntimeException | LinkageError e) {
            System.getLogger("dev.gyre.policy")
                    .log(
                            System.Logger.Level.WARNING,
                            "The engine " + engine.getClass().getName() + " does not take subsystems",
                            e);
        }
    }

    /** Takes a provider out because it leaves: loops on a backend that leaves go elsewhere, those of an engine that leaves end. */
    void leave(Candidate<?> candidate) {
        if (!remove(candidate)) {
            return;
        }
        if (candidate.provider() instanceof LoopBackendProvider) {
            keeper.backendLeft(candidate.name());
        } else if (candidate.provider() instanceof EventLoopFactory engine) {
            keeper.engineLeft(engine);
        }
    }

    /** Gives a provider another ranking; loops that run stay where they are. */
    synchronized void rank(Candidate<?> candidate, @Nullable Integer ranking) {
        candidate.rank(ranking);
        candidates.sort(Candidate.BEST_FIRST);
        if (Services.isSubsystem(candidate.service()) && candidates.contains(candidate)) {
            feeds.values().forEach(feed -> {
                feed.remove(candidate);
                feed.add(candidate);
            });
        }
    }

    /** Takes a provider out of this registry alone: it stays where it is, and so do its loops. */
    void forget(Candidate<?> candidate) {
        remove(candidate);
    }

    private synchronized boolean remove(Candidate<?> candidate) {
        if (!candidates.remove(candidate)) {
            return false;
        }
        if (candidate.service() == EventLoopFactory.class) {
            SubsystemFeed feed = feeds.remove(candidate.provider());
            if (feed != null && !feeds.containsValue(feed)) {
                feed.close();
            }
        } else {
            feeds.values().forEach(feed -> feed.remove(candidate));
        }
        return true;
    }

    /** {@return the providers of a service, the best first} */
    @SuppressWarnings("unchecked") // a candidate's provider is of its service
    synchronized <S extends Provider> List<Candidate<S>> all(Class<S> service) {
        List<Candidate<S>> found = new ArrayList<>();
        for (Candidate<?> candidate : candidates) {
            if (candidate.service() == service) {
                found.add((Candidate<S>) candidate);
            }
        }
        return found;
    }

    /** {@return whether a provider has not left; who opened something by one that has is not told of its departure} */
    synchronized boolean has(Candidate<?> candidate) {
        return candidates.contains(candidate);
    }

    synchronized boolean has(Class<? extends Provider> service, Class<?> implementation) {
        return candidates.stream()
                .anyMatch(each -> each.service() == service && each.provider().getClass() == implementation);
    }
}
