package dev.gyre.loop.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gyre.loop.spi.LoopBackendProvider;
import dev.gyre.loop.tck.BackendContractTest;
import java.util.function.UnaryOperator;

/** The contract on a network of the test's own, under a seed that the subclass's name tells. */
abstract class SimContract extends BackendContractTest {
    private final SimNetwork network = new SimNetwork();
    private final SimOptions options;

    SimContract(long seed, UnaryOperator<SimOptions> adjust) {
        options = adjust.apply(SimOptions.of(network, seed));
    }

    @Override
    protected LoopBackendProvider provider() {
        return new SimBackendProvider(options);
    }

    @Override
    public AutoCloseable exhaustDescriptors() {
        network.limit(network.open());
        return () -> network.limit(Integer.MAX_VALUE);
    }

    @Override
    public void closeBackend() throws Exception {
        super.closeBackend();
        assertEquals(0, network.open(), "sockets that nobody closed");
    }
}
