package dev.gyre.loop.sim;

/** With partial, late, reordered and false completions. */
final class SimSeed1ContractTest extends SimContract {
    SimSeed1ContractTest() {
        super(1, usual -> usual);
    }
}
