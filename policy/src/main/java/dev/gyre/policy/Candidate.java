package dev.gyre.policy;

import dev.gyre.loop.spi.Availability;
import dev.gyre.loop.spi.Provider;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * A provider that was found, with the ranking it has here. Providers must not throw from what they say of themselves; this class asks
 * them all the same as if they might, so that one broken provider cannot take the others down.
 */
final class Candidate<S extends Provider> {
    /** Best first; among equals the one that was found first. */
    static final Comparator<Candidate<?>> BEST_FIRST = Comparator.<Candidate<?>>comparingInt(Candidate::ranking)
            .reversed()
            .thenComparingLong(candidate -> candidate.order);

    private final Class<S> service;
    private final S provider;
    private final long order;
    private final String name;
    private volatile int ranking;
    private final @Nullable String defect;
    private volatile @Nullable String lastFailure;

    /**
     * Makes one.
     *
     * @param ranking its preference; null asks the provider
     * @param order how many were found before
     */
    Candidate(Class<S> service, S provider, @Nullable Integer ranking, long order) {
        this.service = service;
        this.provider = provider;
        this.order = order;
        String itsName = provider.getClass().getName();
        String itsDefect = null;
        try {
            itsName = provider.name();
            this.ranking = ranking != null ? ranking : provider.ranking();
        } catch (RuntimeException | LinkageError e) {
            itsDefect = "is broken: asked for its name and ranking it threw " + e;
        }
        this.name = itsName;
        this.defect = itsDefect;
    }

    /** Gives it another ranking; null asks the provider. The registry does this, and sorts. */
    void rank(@Nullable Integer other) {
        if (defect == null) {
            ranking = other != null ? other : provider.ranking();
        }
    }

    Class<S> service() {
        return service;
    }

    S provider() {
        return provider;
    }

    String name() {
        return name;
    }

    int ranking() {
        return ranking;
    }

    Availability availability() {
        if (defect != null) {
            return Availability.no(defect);
        }
        try {
            return provider.availability();
        } catch (RuntimeException | LinkageError e) {
            return Availability.no("is broken: asked for its availability it threw " + e);
        }
    }

    /** {@return why it could not be opened when it was last tried; null when it could, or was never tried} */
    @Nullable
    String lastFailure() {
        return lastFailure;
    }

    void lastFailure(@Nullable String reason) {
        lastFailure = reason;
    }

    @Override
    public String toString() {
        return service.getSimpleName() + " " + name + " (" + provider.getClass().getName() + ")";
    }
}
