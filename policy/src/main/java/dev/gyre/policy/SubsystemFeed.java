package dev.gyre.policy;

import dev.gyre.loop.spi.EventLoopFactory;
import dev.gyre.loop.spi.Provider;
import dev.gyre.loop.spi.Registration;
import dev.gyre.loop.spi.Subsystems;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.Map;

/** What this policy has put into one engine's subsystem registry. Engines that share a registry share the feed. */
final class SubsystemFeed {
    private final Subsystems into;
    private final Map<Candidate<?>, Registration> fed = new IdentityHashMap<>();

    private SubsystemFeed(Subsystems into) {
        this.into = into;
    }

    static SubsystemFeed of(EventLoopFactory engine, Collection<SubsystemFeed> others) {
        Subsystems registry = engine.subsystems();
        return others.stream()
                .filter(other -> other.into == registry)
                .findFirst()
                .orElseGet(() -> new SubsystemFeed(registry));
    }

    <S extends Provider> void add(Candidate<S> candidate) {
        fed.computeIfAbsent(candidate, _ -> into.add(candidate.service(), candidate.provider(), candidate.ranking()));
    }

    void remove(Candidate<?> candidate) {
        Registration registration = fed.remove(candidate);
        if (registration != null) {
            registration.close();
        }
    }

    void close() {
        fed.values().forEach(Registration::close);
        fed.clear();
    }
}
