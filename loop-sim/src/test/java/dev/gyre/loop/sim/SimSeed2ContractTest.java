package dev.gyre.loop.sim;

/** The same, dealt out otherwise. */
final class SimSeed2ContractTest extends SimContract {
    SimSeed2ContractTest() {
        super(2, usual -> usual);
    }
}
