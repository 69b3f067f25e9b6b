package dev.gyre.benchmarks;

/**
 * One server under one load for one round.
 *
 * @param requestsPerSecond how many
 * @param p50 the median latency in nanoseconds
 * @param p99 the 99th percentile
 * @param cpuPerRequest the server's processor time in nanoseconds
 * @param allocatedPerRequest what the loop's thread allocated, in bytes; NaN when it does not count
 * @param lost datagrams that did not come back
 * @param loadBusy the share of a processor that the load generator used
 */
record Measurement(
        double requestsPerSecond,
        double p50,
        double p99,
        double cpuPerRequest,
        double allocatedPerRequest,
        double lost,
        double loadBusy) {
    private static final double SECOND = 1e9;

    /**
     * {@return what the two sides say together}
     *
     * @param load the load generator's result
     * @param before what the server had used before
     * @param after and afterwards
     */
    static Measurement of(LoadResult load, ServerStat before, ServerStat after) {
        double all = load.all();
        return new Measurement(
                load.requests() * SECOND / load.nanos(),
                load.p50(),
                load.p99(),
                (after.cpuNanos() - before.cpuNanos()) / all,
                after.allocatedBytes() < 0 ? Double.NaN : (after.allocatedBytes() - before.allocatedBytes()) / all,
                load.lost(),
                load.cpuNanos() / (double) load.nanos());
    }
}
