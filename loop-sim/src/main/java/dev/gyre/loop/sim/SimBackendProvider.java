package dev.gyre.loop.sim;

import dev.gyre.loop.ErrorKind;
import dev.gyre.loop.LoopIOException;
import dev.gyre.loop.spi.Availability;
import dev.gyre.loop.spi.BackendConfig;
import dev.gyre.loop.spi.Capability;
import dev.gyre.loop.spi.LoopBackend;
import dev.gyre.loop.spi.LoopBackendProvider;
import java.io.IOException;
import java.util.Set;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The in-memory backend as a service: a network without a kernel, time that passes only while a loop waits, and the adversities of real
 * networks (partial reads and writes, false readiness, late and reordered completions) dealt out by a seed, the same in every run.
 *
 * <p>The seed is read from the system property {@value #SEED_PROPERTY} each time a backend is opened; without it it is 0, and 0 plays no
 * tricks: everything is taken whole and completes in the next poll. A test that wants its own seed without a property of the whole
 * process uses {@link #SimBackendProvider(long)}. All backends that a provider opens start from the same seed, and all backends of the
 * process share one network, so that two loops reach each other and a loop can be swapped from one seed to another.
 */
public final class SimBackendProvider implements LoopBackendProvider {
    /** Names the property that holds the seed, a whole number. */
    public static final String SEED_PROPERTY = "gyre.sim.seed";

    static final String NAME = "sim";

    private static final int RANKING = -100;
    private static final Set<Capability> CAPABILITIES =
            Set.of(Capability.TCP, Capability.UNIX_STREAM, Capability.VIRTUAL_TIME);

    private final @Nullable Long seed;
    private final LongFunction<SimOptions> options;

    /** For service loaders: the seed is the system property's. */
    public SimBackendProvider() {
        this(null, s -> SimOptions.of(SimNetwork.ofProcess(), s));
    }

    /**
     * Makes a provider with a seed of its own.
     *
     * @param seed the seed; 0 plays no tricks
     */
    public SimBackendProvider(long seed) {
        this(seed, s -> SimOptions.of(SimNetwork.ofProcess(), s));
    }

    SimBackendProvider(SimOptions options) {
        this(options.seed(), s -> options);
    }

    private SimBackendProvider(@Nullable Long seed, LongFunction<SimOptions> options) {
        this.seed = seed;
        this.options = options;
    }

    @Override
    public String name() {
        return NAME;
    }

    /** {@return so low a preference that it is never taken unless it is asked for by name} */
    @Override
    public int ranking() {
        return RANKING;
    }

    @Override
    public Availability availability() {
        try {
            return Availability.yes("in memory, with seed " + seed());
        } catch (NumberFormatException e) {
            return Availability.no(unreadable(e));
        }
    }

    @Override
    public Set<Capability> capabilities() {
        return CAPABILITIES;
    }

    @Override
    public LoopBackend open(BackendConfig config) throws IOException {
        try {
            return new SimBackend(config, options.apply(seed()));
        } catch (NumberFormatException e) {
            throw new LoopIOException(ErrorKind.OTHER, unreadable(e), e);
        }
    }

    private long seed() {
        return seed != null
                ? seed
                : Long.parseLong(System.getProperty(SEED_PROPERTY, "0").trim());
    }

    private static String unreadable(NumberFormatException e) {
        return "The system property " + SEED_PROPERTY + " must be a whole number: " + e.getMessage();
    }
}
