package dev.gyre.loop.sim;

import dev.gyre.loop.spi.LoopBackendProvider;
import dev.gyre.loop.tck.BackendContractTest;
import org.junit.jupiter.api.Nested;

/** The contract under several seeds; a failure names the seed to try again with. */
final class SimContractTest {
    private abstract static class Seeded extends BackendContractTest {
        private final SimNetwork network = new SimNetwork();
        private final SimOptions options;

        Seeded(long seed) {
            options = SimOptions.of(network, seed);
        }

        @Override
        protected LoopBackendProvider provider() {
            return new SimBackendProvider(configure(options));
        }

        SimOptions configure(SimOptions usual) {
            return usual;
        }

        @Override
        public AutoCloseable exhaustDescriptors() {
            network.limit(network.open());
            return () -> network.limit(Integer.MAX_VALUE);
        }
    }

    @Nested
    final class Seed0 extends Seeded {
        Seed0() {
            super(0);
        }
    }

    @Nested
    final class Seed1 extends Seeded {
        Seed1() {
            super(1);
        }
    }

    @Nested
    final class Seed2 extends Seeded {
        Seed2() {
            super(2);
        }
    }

    @Nested
    final class Seed3WithLatency extends Seeded {
        Seed3WithLatency() {
            super(3);
        }

        @Override
        SimOptions configure(SimOptions usual) {
            return usual.latency(300_000);
        }
    }

    @Nested
    final class Seed4WithLittleMemory extends Seeded {
        Seed4WithLittleMemory() {
            super(4);
        }

        @Override
        SimOptions configure(SimOptions usual) {
            return usual.memory(777);
        }
    }
}
