package dev.gyre.loop.tck;

import dev.gyre.loop.spi.BackendConfig;
import dev.gyre.loop.spi.LoopBackendProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * The whole contract of {@link dev.gyre.loop.spi.LoopBackend}, to be extended by a test class of each backend:
 *
 * <pre>{@code
 * final class MyBackendContractTest extends BackendContractTest {
 *     @Override
 *     protected LoopBackendProvider provider() {
 *         return new MyBackendProvider();
 *     }
 * }
 * }</pre>
 *
 * <p>A test's name begins with the number of the clause that it is about. A test that needs a {@link dev.gyre.loop.spi.Capability} the
 * provider does not declare is skipped and says so; one that the provider declares is tested. What no test can see from here is the
 * number of kernel calls (the second half of clause 2): count those with a tracer.
 *
 * <p>Every test also holds each poll to this: reports come inside it, on its thread, about nothing that is closed,
 * and about nothing the owner did not ask for; and at the end nothing may be open.
 */
public abstract class BackendContractTest
        implements PollContract,
                WakeupContract,
                InterestContract,
                ReceiveContract,
                SendContract,
                ConnectContract,
                StreamEndContract,
                ListenerContract,
                SocketControlContract,
                UnixContract,
                DatagramContract,
                DatagramBatchContract,
                PipeContract,
                WatchContract,
                OwnershipContract,
                SwapContract {
    private BackendHarness harness;

    /** For subclasses. */
    protected BackendContractTest() {}

    /**
     * {@return the provider under test; asked before each test}
     *
     * @throws Exception when there is none
     */
    protected abstract LoopBackendProvider provider() throws Exception;

    /**
     * {@return for how long the backend spins before it waits; 0 unless overridden}
     */
    protected long spinNanos() {
        return 0;
    }

    /**
     * Opens the backend.
     *
     * @throws Exception when it cannot be opened
     */
    @BeforeEach
    public final void openBackend() throws Exception {
        harness = new BackendHarness(
                provider(), new BackendConfig(BackendHarness.RECEIVE_BUFFER, "contract", spinNanos()));
    }

    /**
     * Closes what the test has opened. One that overrides it, to look for leaks of its own afterwards, calls this first.
     *
     * @throws Exception when something was left open
     */
    @AfterEach
    public void closeBackend() throws Exception {
        if (harness != null) {
            harness.close();
        }
    }

    @Override
    public final BackendHarness harness() {
        return harness;
    }
}
