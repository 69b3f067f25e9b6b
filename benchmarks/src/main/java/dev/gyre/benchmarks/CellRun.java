package dev.gyre.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Measures one cell: starts its servers, warms them up, and gives each a turn in every round. */
final class CellRun {
    private final Cell cell;
    private final Schedule schedule;
    private final Programs programs;
    private final Pinning pinning;
    private final Path folder;
    private final Results results;
    private final PrintStream log;
    private final LoadGenerator load;
    private final Map<Subject, ServerProcess> servers = new EnumMap<>(Subject.class);

    /**
     * Prepares it.
     *
     * @param cell the load
     * @param schedule how long
     * @param programs what is run
     * @param pinning and where
     * @param folder for sockets and error output
     * @param results where measurements go
     * @param log where progress goes
     */
    CellRun(
            Cell cell,
            Schedule schedule,
            Programs programs,
            Pinning pinning,
            Path folder,
            Results results,
            PrintStream log) {
        this.cell = cell;
        this.schedule = schedule;
        this.programs = programs;
        this.pinning = pinning;
        this.folder = folder;
        this.results = results;
        this.log = log;
        load = new LoadGenerator(programs, pinning);
    }

    /**
     * Measures.
     *
     * @param subjects the servers
     * @throws IOException when a server cannot be ended
     * @throws InterruptedException when interrupted
     */
    void run(List<Subject> subjects) throws IOException, InterruptedException {
        try {
            for (Subject each : subjects) {
                if (each.plays(cell.mode())) {
                    start(each);
                }
            }
            for (int round = 0; round < schedule.rounds(); round++) {
                log.println(cell.title() + ": round " + (round + 1) + " of " + schedule.rounds());
                for (Subject each : Schedule.order(List.copyOf(servers.keySet()), round)) {
                    measure(each, round);
                }
            }
        } finally {
            for (ServerProcess each : new ArrayList<>(servers.values())) {
                each.close();
            }
        }
        report();
    }

    private void start(Subject subject) throws IOException, InterruptedException {
        Path socket = folder.resolve(subject.id() + ".sock");
        Files.deleteIfExists(socket);
        ServerProcess server;
        try {
            server = ServerProcess.start(
                    pinning.server(subject.command(programs, cell.mode(), socket.toString())),
                    folder.resolve(subject.id() + ".err"));
        } catch (IOException e) {
            missing(subject.title() + " is left out of " + cell.title() + ": " + e.getMessage());
            return;
        }
        servers.put(subject, server);
        try {
            load.run(cell, server.target(), 0, schedule.warmUp());
        } catch (IOException e) {
            fail(subject, e);
        }
    }

    private void measure(Subject subject, int round) throws IOException, InterruptedException {
        ServerProcess server = servers.get(subject);
        if (server == null) {
            return;
        }
        try {
            ServerStat before = server.stat();
            LoadResult result = load.run(cell, server.target(), Schedule.SETTLING, schedule.seconds());
            results.add(cell, subject, round, Measurement.of(result, before, server.stat()));
        } catch (IOException e) {
            fail(subject, e);
        }
    }

    private void fail(Subject subject, IOException failure) throws IOException, InterruptedException {
        missing(subject.title() + " failed in " + cell.title() + ": " + failure.getMessage());
        ServerProcess server = servers.remove(subject);
        if (server != null) {
            server.close();
        }
    }

    private void missing(String gap) {
        log.println(gap);
        results.missing(gap);
    }

    private void report() {
        for (Subject each : results.subjects(cell)) {
            log.printf(
                    "  %-24s %,12.0f/s  %8.2f us cpu  p99 %,10.1f us%n",
                    each.title(),
                    results.median(cell, each, Metric.REQUESTS).orElse(Double.NaN),
                    results.median(cell, each, Metric.CPU).orElse(Double.NaN) / 1000,
                    results.median(cell, each, Metric.P99).orElse(Double.NaN) / 1000);
        }
    }
}
