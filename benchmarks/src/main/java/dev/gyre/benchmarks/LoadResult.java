package dev.gyre.benchmarks;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What the load generator says.
 *
 * @param requests those that count
 * @param all with the warm-up and the end
 * @param nanos how long it counted
 * @param p50 the median latency in nanoseconds
 * @param p99 the 99th percentile
 * @param lost datagrams that did not come back in time
 * @param cpuNanos its own processor time while it counted
 */
record LoadResult(long requests, long all, long nanos, long p50, long p99, long lost, long cpuNanos) {
    private static final String WORD = "result ";

    /**
     * {@return what its line says}
     *
     * @param line the line
     */
    static LoadResult parse(String line) {
        if (!line.startsWith(WORD)) {
            throw new IllegalArgumentException("The load generator said \"" + line + "\" instead of a result");
        }
        Map<String, Long> values = Arrays.stream(
                        line.substring(WORD.length()).trim().split(" "))
                .map(pair -> pair.split("="))
                .collect(Collectors.toMap(pair -> pair[0], pair -> Long.valueOf(pair[1])));
        return new LoadResult(
                value(values, "requests"),
                value(values, "all"),
                value(values, "nanos"),
                value(values, "p50"),
                value(values, "p99"),
                value(values, "lost"),
                value(values, "cpu"));
    }

    private static long value(Map<String, Long> values, String name) {
        Long value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("The load generator's result lacks " + name);
        }
        return value;
    }
}
