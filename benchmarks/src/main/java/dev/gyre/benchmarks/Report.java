package dev.gyre.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Writes the results for readers. */
final class Report {
    private static final int SHORT = 10;
    private static final double MICRO = 1000;
    private static final String NOTHING = "–";

    private final Results results;
    private final Schedule schedule;
    private final String command;
    private final List<String> machine;
    private final List<StartUp.Time> startUps;

    /**
     * Begins a report.
     *
     * @param results what was measured
     * @param schedule how
     * @param command the command that does it again
     * @param machine its description
     * @param startUps times to the first echo
     */
    Report(Results results, Schedule schedule, String command, List<String> machine, List<StartUp.Time> startUps) {
        this.results = results;
        this.schedule = schedule;
        this.command = command;
        this.machine = machine;
        this.startUps = startUps;
    }

    /**
     * {@return the document}
     *
     * @param plot the file with the plot beside it; empty when there is none
     */
    String markdown(String plot) {
        StringBuilder text = new StringBuilder();
        text.append("# Performance\n\n");
        text.append("An echo server on one loop, beside what else can be had: ")
                .append("the same in C over epoll, over plain `java.nio`, and with Netty. ")
                .append(
                        "`./gyre bench` measures it and writes this file; [benchmarks.md](benchmarks.md) says how.\n\n");
        if (schedule.rounds() < SHORT) {
            text.append("**A short run of ")
                    .append(schedule.rounds())
                    .append(schedule.rounds() == 1 ? " round" : " rounds")
                    .append(": it shows that the measuring works. Draw no conclusions from its figures.**\n\n");
        }
        text.append(schedule.rounds())
                .append(schedule.rounds() == 1 ? " round of " : " rounds of ")
                .append(number(schedule.seconds()))
                .append(" s for each server and cell, after ")
                .append(number(schedule.warmUp()))
                .append(" s of warming up; one server after the other in each round, in changing order. ")
                .append("A ratio is the median of the ratios of the rounds, with its 95 % bootstrap interval.\n\n");
        ratios(text, "Requests per second", Metric.REQUESTS, "More than 1: Gyre serves more.");
        if (!plot.isEmpty()) {
            text.append("![Requests per second, ratios](").append(plot).append(")\n\n");
        }
        ratios(
                text,
                "Processor time of the server per request",
                Metric.CPU,
                "Less than 1: Gyre needs less. This is the steadier figure.");
        figures(text, "Requests per second, in thousands", Metric.REQUESTS, 1000, "%.1f");
        figures(text, "Processor time of the server per request, in µs", Metric.CPU, MICRO, "%.2f");
        figures(text, "Median latency, in µs", Metric.P50, MICRO, "%.0f");
        figures(text, "99th percentile of latency, in µs", Metric.P99, MICRO, "%.0f");
        figures(text, "Allocated by the loop's thread per request, in bytes", Metric.ALLOCATED, 1, "%.1f");
        figures(text, "How busy the load generator was, in percent of a processor", Metric.LOAD_BUSY, 0.01, "%.0f");
        startUps(text);
        gaps(text);
        again(text);
        return text.toString();
    }

    private void ratios(StringBuilder text, String title, Metric metric, String reading) {
        text.append("## ").append(title).append(", ratios\n\n").append(reading).append("\n\n");
        List<Comparison> comparisons = Comparison.all().stream()
                .filter(each -> results.overall(each, metric) != null)
                .toList();
        if (comparisons.isEmpty()) {
            text.append("Nothing was measured beside its peer.\n\n");
            return;
        }
        List<String> head = new ArrayList<>(List.of("message × connections"));
        comparisons.forEach(each -> head.add(each.title()));
        MarkdownTable table = new MarkdownTable(head);
        for (Cell cell : results.cells()) {
            List<String> row = new ArrayList<>(List.of(cell.title()));
            comparisons.forEach(each -> row.add(format(results.ratio(cell, each, metric))));
            table.row(row);
        }
        List<String> last = new ArrayList<>(List.of("**geometric mean**"));
        comparisons.forEach(each -> last.add("**" + format(results.overall(each, metric)) + "**"));
        table.row(last);
        text.append(table).append('\n');
    }

    private void figures(StringBuilder text, String title, Metric metric, double unit, String format) {
        List<Subject> subjects = results.cells().stream()
                .flatMap(cell -> results.subjects(cell).stream()
                        .filter(each -> results.median(cell, each, metric).isPresent()))
                .distinct()
                .sorted()
                .toList();
        if (subjects.isEmpty()) {
            return;
        }
        text.append("## ").append(title).append("\n\n");
        List<String> head = new ArrayList<>(List.of("message × connections"));
        subjects.forEach(each -> head.add(each.title()));
        MarkdownTable table = new MarkdownTable(head);
        for (Cell cell : results.cells()) {
            List<String> row = new ArrayList<>(List.of(cell.title()));
            for (Subject each : subjects) {
                OptionalDouble value = results.median(cell, each, metric);
                row.add(value.isEmpty() ? NOTHING : String.format(Locale.ROOT, format, value.getAsDouble() / unit));
            }
            table.row(row);
        }
        text.append(table).append('\n');
    }

    private void startUps(StringBuilder text) {
        if (startUps.isEmpty()) {
            return;
        }
        text.append("## Start-up\n\nFrom the start of the process to its first echo, on all processors, medians of ")
                .append(startUps.getFirst().millis().length)
                .append(".\n\n");
        MarkdownTable table = new MarkdownTable(List.of("server", "ms"));
        startUps.forEach(each ->
                table.row(List.of(each.title(), String.format(Locale.ROOT, "%.0f", Statistics.median(each.millis())))));
        text.append(table).append('\n');
    }

    private void gaps(StringBuilder text) {
        List<String> lines = new ArrayList<>(results.gaps());
        for (Cell cell : results.cells()) {
            for (Subject each : results.subjects(cell)) {
                double lost = results.median(cell, each, Metric.LOST).orElse(0);
                if (lost > 0) {
                    lines.add(each.title() + " lost datagrams in " + cell.title() + ", in the median "
                            + Math.round(lost) + " a round");
                }
            }
        }
        if (!lines.isEmpty()) {
            text.append("## What is missing\n\n");
            lines.forEach(
                    line -> text.append("- ").append(line.replace("\n", " ")).append('\n'));
            text.append('\n');
        }
    }

    private void again(StringBuilder text) {
        text.append("## Measured on\n\n");
        machine.forEach(line -> text.append("- ").append(line).append('\n'));
        text.append("- All JVMs: `").append(String.join(" ", Programs.flags())).append("`\n\n");
        text.append("Again:\n\n```sh\n").append(command).append("\n```\n");
    }

    private static String format(@Nullable Ratio ratio) {
        return ratio == null ? NOTHING : ratio.format();
    }

    /** A number without a fraction that says nothing. */
    static String number(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }
}
