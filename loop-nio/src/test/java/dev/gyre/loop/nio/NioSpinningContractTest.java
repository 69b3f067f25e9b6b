package dev.gyre.loop.nio;

/** The contract holds for a backend that looks again and again before it waits, too. */
final class NioSpinningContractTest extends NioContractTest {
    @Override
    protected long spinNanos() {
        return 50_000;
    }
}
