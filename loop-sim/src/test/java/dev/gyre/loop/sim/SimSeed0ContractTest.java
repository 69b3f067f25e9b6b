package dev.gyre.loop.sim;

/** Without tricks. */
final class SimSeed0ContractTest extends SimContract {
    SimSeed0ContractTest() {
        super(0, usual -> usual);
    }
}
