package dev.gyre.loop.sim;

/** Operations also take up to 300 µs of virtual time. */
final class SimLatencyContractTest extends SimContract {
    SimLatencyContractTest() {
        super(3, usual -> usual.latency(300_000));
    }
}
