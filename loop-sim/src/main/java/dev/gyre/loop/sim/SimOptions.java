package dev.gyre.loop.sim;

/**
 * How a backend of this kind is set up.
 *
 * @param network whose sockets it serves
 * @param seed what {@link SimDice} decide by; 0 plays no tricks
 * @param latencyNanos how much virtual time an operation takes at the most, in nanoseconds
 * @param memory bytes a port may hold received, and as many in flight to be sent; a single datagram may be longer
 * @param hazards what happens to datagrams
 */
record SimOptions(SimNetwork network, long seed, long latencyNanos, int memory, SimHazards hazards) {
    static final int DEFAULT_MEMORY = 64 * 1024;

    static SimOptions of(SimNetwork network, long seed) {
        return new SimOptions(network, seed, 0, DEFAULT_MEMORY, SimHazards.NONE);
    }

    SimOptions latency(long nanos) {
        return new SimOptions(network, seed, nanos, memory, hazards);
    }

    SimOptions memory(int bytes) {
        return new SimOptions(network, seed, latencyNanos, bytes, hazards);
    }

    SimOptions hazards(SimHazards wanted) {
        return new SimOptions(network, seed, latencyNanos, memory, wanted);
    }
}
