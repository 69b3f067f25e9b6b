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
import java.util.function.Supplier;

/**
 * The in-memory backend as a service: a network without a kernel, time that passes only while a loop waits, and the adversities of real
 * networks (partial reads and writes, false readiness, late and reordered completions) dealt out by a seed, the same in every run.
 *
 * <p>The seed is read from the system property {@value #SEED_PROPERTY} each time a backend is opened; without it it is 0, and 0 plays no
 * tricks: everything is taken whole and completes in the next poll. A test that wants its own seed without a property of the whole
 * process uses {@link #SimBackendProvider(long)}. Datagrams are lost, come twice or overtake each other only where it is asked for, by the
 * properties {@value #LOSS_PROPERTY}, {@value #DUPLICATION_PROPERTY} and {@value #REORDERING_PROPERTY}, each in percent of those sent and
 * read like the seed; which ones, the seed decides. All backends that a provider opens start from the same seed, and all backends of the
 * process share one network, so that two loops reach each other and a loop can be swapped from one seed to another.
 */
public final class SimBackendProvider implements LoopBackendProvider {
    /** Names the property that holds the seed, a whole number. */
    public static final String SEED_PROPERTY = "gyre.sim.seed";

    /** Names the property that holds how many percent of datagrams are lost. */
    public static final String LOSS_PROPERTY = "gyre.sim.loss";
    /** Names the property that holds how many percent of datagrams come twice. */
    public static final String DUPLICATION_PROPERTY = "gyre.sim.duplication";
    /** Names the property that holds how many percent of datagrams are overtaken by those sent after them that are under way too. */
    public static final String REORDERING_PROPERTY = "gyre.sim.reordering";

    static final String NAME = "sim";

    private static final int RANKING = -100;
    private static final Set<Capability> CAPABILITIES = Set.of(
            Capability.TCP,
            Capability.UNIX_STREAM,
            Capability.DATAGRAM,
            Capability.REUSE_PORT,
            Capability.VIRTUAL_TIME);

    private final Supplier<SimOptions> options;

    /** For service loaders: the seed and what happens to datagrams are the system properties'. */
    public SimBackendProvider() {
        this(SimBackendProvider::ofProperties);
    }

    /**
     * Makes a provider with a seed of its own, which reads no property.
     *
     * @param seed the seed; 0 plays no tricks
     */
    public SimBackendProvider(long seed) {
        this(SimOptions.of(SimNetwork.ofProcess(), seed));
    }

    SimBackendProvider(SimOptions options) {
        this(() -> options);
    }

    private SimBackendProvider(Supplier<SimOptions> options) {
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
            SimOptions present = options.get();
            String hazards = present.hazards().equals(SimHazards.NONE) ? "" : "; " + present.hazards();
            return Availability.yes("in memory, with seed " + present.seed() + hazards);
        } catch (IllegalArgumentException e) {
            return Availability.no(e.getMessage());
        }
    }

    @Override
    public Set<Capability> capabilities() {
        return CAPABILITIES;
    }

    @Override
    public LoopBackend open(BackendConfig config) throws IOException {
        try {
            return new SimBackend(config, options.get());
        } catch (IllegalArgumentException e) {
            throw new LoopIOException(ErrorKind.OTHER, e.getMessage(), e);
        }
    }

    private static SimOptions ofProperties() {
        return SimOptions.of(SimNetwork.ofProcess(), number(SEED_PROPERTY))
                .hazards(new SimHazards(
                        percent(LOSS_PROPERTY), percent(DUPLICATION_PROPERTY), percent(REORDERING_PROPERTY)));
    }

    private static long number(String property) {
        try {
            return Long.parseLong(System.getProperty(property, "0").trim());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "The system property " + property + " must be a whole number: " + e.getMessage(), e);
        }
    }

    private static int percent(String property) {
        long percent = number(property);
        if (percent < 0 || percent > SimHazards.ALL) {
            throw new IllegalArgumentException(
                    "The system property " + property + " must be a percentage, 0 to 100: " + percent);
        }
        return (int) percent;
    }
}
