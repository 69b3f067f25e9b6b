package dev.gyre.benchmarks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Results, and what is written of them. */
final class ReportTest {
    private static final Cell CELL = Cell.all().getFirst();
    private static final Cell OTHER = Cell.all().getLast();
    private static final Comparison TO_C = new Comparison(Subject.GYRE_EPOLL, Subject.C);
    private static final Comparison TO_NETTY = new Comparison(Subject.GYRE_EPOLL, Subject.NETTY_EPOLL);

    private final Results results = new Results();

    private static Measurement measured(double requests) {
        return new Measurement(requests, 50_000, 90_000, 4000, 1.5, 0, 0.5);
    }

    private String report(int rounds, String plot) {
        return new Report(
                        results,
                        new Schedule(rounds, 2, 5),
                        "./gyre bench --rounds " + rounds,
                        List.of("Processor: one"),
                        List.of())
                .markdown(plot);
    }

    @Test
    void shouldCompareRoundByRound() {
        results.add(CELL, Subject.GYRE_EPOLL, 0, measured(110));
        results.add(CELL, Subject.C, 0, measured(100));
        results.add(CELL, Subject.GYRE_EPOLL, 1, measured(45));
        results.add(CELL, Subject.C, 1, measured(50));

        assertArrayEquals(new double[] {1.1, 0.9}, results.ratios(CELL, TO_C, Metric.REQUESTS), 1e-12);
    }

    @Test
    void shouldLeaveOutARoundThatOneOfThemMissed() {
        results.add(CELL, Subject.GYRE_EPOLL, 0, measured(110));
        results.add(CELL, Subject.GYRE_EPOLL, 1, measured(100));
        results.add(CELL, Subject.C, 1, measured(50));

        assertArrayEquals(new double[] {2}, results.ratios(CELL, TO_C, Metric.REQUESTS));
        assertNull(results.ratio(CELL, TO_NETTY, Metric.REQUESTS));
        assertNull(results.overall(TO_NETTY, Metric.REQUESTS));
    }

    @Test
    void shouldShowRatiosAndWhatIsNotThere() {
        results.add(CELL, Subject.GYRE_EPOLL, 0, measured(200));
        results.add(CELL, Subject.C, 0, measured(100));
        results.add(OTHER, Subject.GYRE_EPOLL, 0, measured(100));
        results.add(OTHER, Subject.C, 0, measured(200));
        results.add(OTHER, Subject.NETTY_EPOLL, 0, measured(50));
        String text = report(15, "");

        assertTrue(text.contains("| message × connections | Gyre epoll / C epoll | Gyre epoll / Netty epoll |"), text);
        assertTrue(text.contains("| 64 B × 1 | 2.00 (2.00–2.00) | – |"), text);
        assertTrue(text.contains("| Unix 64 B × 10 | 0.50 (0.50–0.50) | 2.00 (2.00–2.00) |"), text);
        assertTrue(text.contains("| **geometric mean** | **1.00 (1.00–1.00)** | **2.00 (2.00–2.00)** |"), text);
        assertFalse(text.contains("NaN"), text);
        assertFalse(text.contains("Draw no conclusions"), text);
    }

    @Test
    void shouldWarnOfAShortRun() {
        results.add(CELL, Subject.GYRE_EPOLL, 0, measured(200));

        assertTrue(report(3, "").contains("**A short run of 3 rounds"), report(3, ""));
        assertTrue(report(3, "").contains("Nothing was measured beside its peer."), report(3, ""));
    }

    @Test
    void shouldSayWhatIsMissing() {
        results.add(CELL, Subject.GYRE_EPOLL, 0, measured(200));
        results.missing("C epoll is left out: no compiler");
        results.missing("C epoll is left out: no compiler");
        results.add(OTHER, Subject.GYRE_EPOLL, 0, new Measurement(1, 1, 1, 1, 1, 7, 1));
        String text = report(15, "");

        assertEquals(1, results.gaps().size());
        assertTrue(text.contains("## What is missing\n\n- C epoll is left out: no compiler\n"), text);
        assertTrue(text.contains("- Gyre epoll lost datagrams in Unix 64 B × 10, in the median 7 a round"), text);
    }

    @Test
    void shouldSayHowToRepeatItAndWhere() {
        results.add(CELL, Subject.GYRE_EPOLL, 0, measured(200));
        String text = report(15, "performance.svg");

        assertTrue(text.contains("```sh\n./gyre bench --rounds 15\n```"), text);
        assertTrue(text.contains("- Processor: one\n"), text);
        assertTrue(text.contains("](performance.svg)"), text);
    }

    @Test
    void shouldKeepEveryMeasurement() {
        results.add(CELL, Subject.C, 2, measured(100));

        assertEquals(
                "64Bx1,c,2,100.000,4000.000,50000.000,90000.000,1.500,0.000,0.500",
                results.csv().lines().skip(1).findFirst().orElse(""));
    }

    @Test
    void shouldDescribeAMachineWithoutItsName() {
        assertTrue(Machine.describe().stream().anyMatch(line -> line.startsWith("Java: ")));
    }

    @Test
    void shouldDrawWhatThereIs(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("plot.svg");
        assertFalse(Plot.write(results, file));

        results.add(CELL, Subject.GYRE_EPOLL, 0, measured(200));
        results.add(CELL, Subject.C, 0, measured(100));

        assertTrue(Plot.write(results, file));
        assertTrue(Files.readString(file).contains("<svg"));
    }
}
