package dev.gyre.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All measurements, by cell, server and round, and what is missing. */
final class Results {
    private final Map<Cell, Map<Subject, TreeMap<Integer, Measurement>>> rounds = new LinkedHashMap<>();
    private final List<String> gaps = new ArrayList<>();

    /**
     * Adds a measurement.
     *
     * @param cell the load
     * @param subject the server
     * @param round the round, from 0
     * @param measurement what was measured
     */
    void add(Cell cell, Subject subject, int round, Measurement measurement) {
        rounds.computeIfAbsent(cell, _ -> new LinkedHashMap<>())
                .computeIfAbsent(subject, _ -> new TreeMap<>())
                .put(round, measurement);
    }

    /**
     * Notes what could not be measured.
     *
     * @param gap what, and why
     */
    void missing(String gap) {
        if (!gaps.contains(gap)) {
            gaps.add(gap);
        }
    }

    /** {@return what could not be measured} */
    List<String> gaps() {
        return List.copyOf(gaps);
    }

    /** {@return the cells with measurements} */
    List<Cell> cells() {
        return List.copyOf(rounds.keySet());
    }

    /**
     * {@return the servers measured in a cell, in their own order}
     *
     * @param cell the load
     */
    List<Subject> subjects(Cell cell) {
        return rounds.getOrDefault(cell, Map.of()).keySet().stream().sorted().toList();
    }

    /**
     * {@return the median over the rounds; empty when there is none}
     *
     * @param cell the load
     * @param subject the server
     * @param metric the figure
     */
    OptionalDouble median(Cell cell, Subject subject, Metric metric) {
        double[] values = of(cell, subject).values().stream()
                .mapToDouble(metric::of)
                .filter(value -> !Double.isNaN(value))
                .toArray();
        return values.length == 0 ? OptionalDouble.empty() : OptionalDouble.of(Statistics.median(values));
    }

    /**
     * {@return the ratio of each round in which both were measured}
     *
     * @param cell the load
     * @param comparison whom with whom
     * @param metric the figure
     */
    double[] ratios(Cell cell, Comparison comparison, Metric metric) {
        Map<Integer, Measurement> peers = of(cell, comparison.peer());
        return of(cell, comparison.subject()).entrySet().stream()
                .filter(entry -> peers.containsKey(entry.getKey()))
                .mapToDouble(entry -> metric.of(entry.getValue()) / metric.of(peers.get(entry.getKey())))
                .toArray();
    }

    /**
     * {@return the ratio in one cell; null when it was not measured}
     *
     * @param cell the load
     * @param comparison whom with whom
     * @param metric the figure
     */
    @Nullable
    Ratio ratio(Cell cell, Comparison comparison, Metric metric) {
        double[] ratios = ratios(cell, comparison, metric);
        return ratios.length == 0 ? null : Statistics.ratio(ratios);
    }

    /**
     * {@return the geometric mean over all cells in which both were measured; null when there is none}
     *
     * @param comparison whom with whom
     * @param metric the figure
     */
    @Nullable
    Ratio overall(Comparison comparison, Metric metric) {
        double[][] all = rounds.keySet().stream()
                .map(cell -> ratios(cell, comparison, metric))
                .filter(ratios -> ratios.length > 0)
                .toArray(double[][]::new);
        return all.length == 0 ? null : Statistics.ratioOfMeans(all);
    }

    /** {@return every measurement, as comma-separated values} */
    String csv() {
        StringBuilder csv = new StringBuilder(
                "cell,server,round,requests_per_second,cpu_ns_per_request,p50_ns,p99_ns,allocated_bytes_per_request,lost,load_busy\n");
        rounds.forEach((cell, servers) -> servers.forEach((subject, measured) -> measured.forEach((round, each) -> {
            csv.append(cell.name()).append(',').append(subject.id()).append(',').append(round);
            for (Metric metric : Metric.values()) {
                csv.append(',').append(String.format(Locale.ROOT, "%.3f", metric.of(each)));
            }
            csv.append('\n');
        })));
        return csv.toString();
    }

    private Map<Integer, Measurement> of(Cell cell, Subject subject) {
        TreeMap<Integer, Measurement> none = new TreeMap<>();
        return rounds.getOrDefault(cell, Map.of()).getOrDefault(subject, none);
    }
}
