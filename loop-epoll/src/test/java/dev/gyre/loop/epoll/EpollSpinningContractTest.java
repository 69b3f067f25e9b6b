package dev.gyre.loop.epoll;

/** The contract holds for a backend that looks again and again before it waits, too. */
final class EpollSpinningContractTest extends EpollContractTest {
    @Override
    protected long spinNanos() {
        return 50_000;
    }
}
