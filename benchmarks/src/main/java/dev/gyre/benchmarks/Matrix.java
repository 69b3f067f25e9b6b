package dev.gyre.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Gyre's echo servers beside their peers, over all kinds of load: {@code gyre bench}. */
@Command(
        name = "gyre bench",
        description =
                "Measures Gyre's echo servers beside the same in C, over plain java.nio and with Netty, and writes a report.",
        footer = {
            "",
            "Cells and servers are named with commas in between; * stands for any letters, as in --cells '64B*,udp'.",
            "--list says which there are. Leave the machine alone meanwhile."
        },
        sortOptions = false)
public final class Matrix implements Callable<Integer> {
    private static final String REPORT = "performance.md";
    private static final String PLOT = "performance.svg";
    private static final Schedule QUICK = new Schedule(1, 0.3, 0.3);

    @Spec
    private CommandSpec spec;

    @Option(names = "--cells", split = ",", paramLabel = "NAME", description = "the kinds of load; all by default")
    private @Nullable List<String> cells;

    @Option(names = "--servers", split = ",", paramLabel = "NAME", description = "the servers; all by default")
    private @Nullable List<String> servers;

    @Option(names = "--rounds", description = "rounds of each cell (${DEFAULT-VALUE})", defaultValue = "15")
    private int rounds;

    @Option(names = "--seconds", description = "of each measurement (${DEFAULT-VALUE})", defaultValue = "2")
    private double seconds;

    @Option(
            names = "--warm-up",
            description = "seconds of load for each server before the first round of a cell (${DEFAULT-VALUE})",
            defaultValue = "8")
    private double warmUp;

    @Option(
            names = "--start-ups",
            description = "rounds of measuring times to the first echo; 0 for none (${DEFAULT-VALUE})",
            defaultValue = "11")
    private int startUps;

    @Option(names = "--quick", description = "one round of 0.3 s: a check that all works, not a measurement")
    private boolean quick;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "where performance.md and performance.svg go; docs, or benchmarks/target/bench with --quick")
    private @Nullable Path out;

    @Option(names = "--server-core", description = "the servers' processor (${DEFAULT-VALUE})", defaultValue = "0")
    private int serverCore;

    @Option(
            names = "--load-core",
            description = "the load generator's processor (${DEFAULT-VALUE})",
            defaultValue = "1")
    private int loadCore;

    @Option(names = "--list", description = "list the cells and the servers, and measure nothing")
    private boolean list;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "show this and do nothing else")
    private boolean help;

    private String arguments = "";

    /** For picocli. */
    public Matrix() {}

    /**
     * Measures, and ends the process.
     *
     * @param args the command line
     */
    public static void main(String[] args) {
        Matrix matrix = new Matrix();
        matrix.arguments = String.join(" ", args);
        CommandLine line = new CommandLine(matrix);
        line.setExecutionExceptionHandler((failure, failed, _) -> {
            failed.getErr().println("gyre: " + failure.getMessage());
            return 1;
        });
        line.setParameterExceptionHandler((wrong, _) -> {
            line.getErr().println("gyre: " + wrong.getMessage() + " (\"gyre bench --help\" says more)");
            return line.getCommandSpec().exitCodeOnInvalidInput();
        });
        System.exit(line.execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<Cell> wanted = select("cell", cells, Cell.all(), Cell::name);
        List<Subject> subjects = select("server", servers, List.of(Subject.values()), Subject::id);
        if (list) {
            wanted.forEach(each -> System.out.printf("%-20s %s%n", each.name(), each.title()));
            subjects.forEach(each -> System.out.printf("%-20s %s%n", each.id(), each.title()));
            return 0;
        }
        if (rounds < 1 || seconds <= 0 || warmUp <= 0 || startUps < 0) {
            throw new ParameterException(
                    spec.commandLine(), "--rounds, --seconds and --warm-up must be positive, --start-ups not negative");
        }
        measure(wanted, subjects);
        return 0;
    }

    private void measure(List<Cell> wanted, List<Subject> subjects) throws IOException, InterruptedException {
        PrintStream log = System.err;
        Path home = Path.of(System.getProperty("gyre.home", ""));
        Path module = home.resolve("benchmarks");
        Path work = Files.createDirectories(module.resolve("target/bench"));
        Path sockets = Files.createTempDirectory("gyre-bench");
        Schedule schedule = quick ? QUICK : new Schedule(rounds, seconds, warmUp);
        Pinning pinning = Pinning.of(serverCore, loadCore);
        Programs programs = new Programs(module);
        Results results = new Results();
        List<Subject> present = compile(programs, subjects, results);
        int turns = wanted.stream()
                .mapToInt(cell -> (int)
                        present.stream().filter(each -> each.plays(cell.mode())).count())
                .sum();
        log.println("Measuring " + wanted.size() + " cells, about " + schedule.minutes(turns) + " minutes; "
                + pinning.describe());
        Path folder = out != null ? out : quick ? work : home.resolve("docs");
        try {
            List<StartUp.Time> times =
                    new StartUp(programs, sockets, results).run(present, quick ? Math.min(startUps, 1) : startUps, log);
            for (Cell cell : wanted) {
                new CellRun(cell, schedule, programs, pinning, sockets, results, log).run(present);
                // After each, so that nothing is lost when the rest is given up.
                Files.writeString(work.resolve("measurements.csv"), results.csv());
                write(results, schedule, pinning, times, folder);
            }
            log.println("Written: " + folder.resolve(REPORT) + " and " + PLOT);
        } finally {
            delete(sockets);
        }
    }

    /** {@return those that there are programs for}; without the load generator there is nothing. */
    private static List<Subject> compile(Programs programs, List<Subject> subjects, Results results)
            throws IOException, InterruptedException {
        try {
            programs.compile(programs.load());
        } catch (IOException e) {
            throw new IOException(
                    "The load generator is a program in C and cannot be compiled; install gcc: " + e.getMessage(), e);
        }
        try {
            programs.compile(programs.echo());
            return subjects;
        } catch (IOException e) {
            results.missing("The servers in C are left out, they cannot be compiled: " + e.getMessage());
            return subjects.stream().filter(each -> !each.isNative()).toList();
        }
    }

    private void write(Results results, Schedule schedule, Pinning pinning, List<StartUp.Time> times, Path folder)
            throws IOException {
        Files.createDirectories(folder);
        boolean drawn = Plot.write(results, folder.resolve(PLOT));
        List<String> machine = new ArrayList<>(Machine.describe());
        machine.add("Placed: " + pinning.describe());
        Report report = new Report(results, schedule, ("./gyre bench " + arguments).trim(), machine, times);
        Files.writeString(folder.resolve(REPORT), report.markdown(drawn ? PLOT : ""));
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.newDirectoryStream(folder)) {
            for (Path each : files) {
                Files.delete(each);
            }
        }
        Files.delete(folder);
    }

    private <T> List<T> select(String what, @Nullable List<String> names, List<T> all, Function<T, String> nameOf) {
        if (names == null) {
            return all;
        }
        List<T> selected = new ArrayList<>();
        for (T each : all) {
            if (names.stream()
                    .anyMatch(name -> glob(name).matcher(nameOf.apply(each)).matches())) {
                selected.add(each);
            }
        }
        for (String name : names) {
            if (all.stream()
                    .noneMatch(each -> glob(name).matcher(nameOf.apply(each)).matches())) {
                throw new ParameterException(
                        spec.commandLine(),
                        "There is no " + what + " " + name + "; there are "
                                + String.join(", ", all.stream().map(nameOf).toList()));
            }
        }
        return selected;
    }

    private static Pattern glob(String name) {
        return Pattern.compile(Pattern.quote(name).replace("*", "\\E.*\\Q"));
    }
}
