package dev.gyre.loop.core;

import dev.gyre.loop.ResolverCapability;
import dev.gyre.loop.spi.Registration;
import dev.gyre.loop.spi.ResolverProvider;
import java.util.EnumSet;
import java.util.ServiceLoader;
import java.util.Set;

/** The resolvers the engine is tested with. */
enum Resolver {
    /** Its own. */
    JDK,
    NATIVE;

    /** Adds it to a loop, which has its own anyway. */
    Registration addTo(EngineLoop loop) {
        if (this == JDK) {
            return () -> {};
        }
        ResolverProvider found = ServiceLoader.load(ResolverProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(each -> each.name().equals("native"))
                .findFirst()
                .orElseThrow();
        return loop.subsystems().add(ResolverProvider.class, found, found.ranking());
    }

    Set<ResolverCapability> capabilities() {
        return this == JDK ? Set.of() : EnumSet.allOf(ResolverCapability.class);
    }
}
