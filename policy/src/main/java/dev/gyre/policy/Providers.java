package dev.gyre.policy;

import dev.gyre.loop.spi.Provider;
import dev.gyre.loop.spi.Registration;
import java.util.Objects;

/**
 * Adds providers by hand, beside those that are discovered: engines, backends and whatever loops ask for.
 *
 * <p><b>Threading</b>: any thread.
 *
 * <p><b>Ownership</b>: a provider is held until its registration is closed.
 */
public final class Providers {
    private Providers() {}

    /**
     * Adds a provider. A loop that has lost its backend goes to one that comes this way; when a backend is taken back, its loops go to the
     * next best one, or are parked for {@code gyre.swap.grace} seconds (10 unless set), before the closing of the registration returns.
     *
     * @param <S> the service
     * @param service the service, an interface of {@code dev.gyre.loop.spi}
     * @param provider the provider
     * @param ranking its preference, which may differ from its own
     * @return how to take it back
     * @throws IllegalArgumentException when nobody looks for that service
     */
    public static <S extends Provider> Registration register(Class<S> service, S provider, int ranking) {
        Objects.requireNonNull(provider, "provider");
        if (!Services.ALL.contains(service)) {
            throw new IllegalArgumentException(service + " is not a service of Gyre; those are " + Services.ALL);
        }
        ProviderRegistry registry = ProviderRegistry.SHARED;
        Candidate<S> candidate = registry.add(service, provider, ranking);
        return () -> registry.leave(candidate);
    }
}
