package dev.gyre.loop.sim;

/** A port holds no more than 777 bytes each way. */
final class SimLittleMemoryContractTest extends SimContract {
    SimLittleMemoryContractTest() {
        super(4, usual -> usual.memory(777));
    }
}
