package dev.gyre.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gyre.itests.modes.oracle.Scenario;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The oracle's scenarios, its record of asyncio, and the table of both in the documentation. {@code OracleIT} holds Gyre to them. */
final class OracleRecordTest {
    private static final Path TABLE = Documents.root().resolve("docs").resolve("asyncio-differences.md");
    private static final String BEGIN = "<!-- the oracle's table; written by OracleRecordTest -->";
    private static final String END = "<!-- end of the table -->";
    private static final Path SCRIPT = Documents.root().resolve("itests/src/test/resources/oracle/oracle.py");
    private static final int PATIENCE_SECONDS = 120;

    static List<Scenario> scenarios() {
        return Scenario.all();
    }

    @Test
    void shouldAskForEachThingOnce() {
        List<Scenario> all = Scenario.all();
        assertEquals(all.size(), all.stream().map(Scenario::name).distinct().count(), "a name stands twice");
        assertTrue(all.size() >= 60, () -> all.size() + " scenarios");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("scenarios")
    void shouldKnowWhatAsyncioIsHeardOf(Scenario scenario) {
        List<String> recorded = Scenario.recorded().get(scenario.name());
        assertEquals(
                recorded == null,
                !scenario.expected().isEmpty(),
                "a scenario has a recorded trace, or one from the documentation, and not both");
        assertEquals(
                scenario.difference().isEmpty(), scenario.gyre().isEmpty(), "a difference has a reason and a trace");
        assertNotEquals(recorded == null ? scenario.expected() : recorded, scenario.gyre(), "there is no difference");
    }

    @Test
    void shouldHaveRecordedWhatAsyncioDoesHere() throws Exception {
        Map<String, List<String>> recorded = Scenario.recorded();
        Map<String, List<String>> heard = play();
        recorded.forEach((name, trace) -> {
            if (heard.containsKey(name)) {
                assertEquals(String.join("\n", trace), String.join("\n", heard.get(name)), name);
            }
        });
        List<String> unrecorded = new ArrayList<>(heard.keySet());
        unrecorded.removeAll(recorded.keySet());
        Scenario.all().stream()
                .filter(scenario -> !scenario.expected().isEmpty() && heard.containsKey(scenario.name()))
                .forEach(scenario -> {
                    unrecorded.remove(scenario.name());
                    assertEquals(
                            String.join("\n", scenario.expected()),
                            String.join("\n", heard.get(scenario.name())),
                            () -> scenario.name() + ": this Python is new enough to be asked, and says otherwise");
                });
        assertEquals(List.of(), unrecorded, "run: python3 oracle.py > asyncio.traces");
    }

    /** Asks the Python that is here; the record is of 3.11, and other versions may word things differently. */
    private static Map<String, List<String>> play() throws Exception {
        assumeTrue(runs("import sys; sys.exit(sys.version_info < (3, 11))"), "no python3 of 3.11 or later here");
        Path said = Files.createTempFile("oracle", ".traces");
        try {
            Process python = new ProcessBuilder("python3", SCRIPT.toString())
                    .redirectOutput(said.toFile())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            assertTrue(python.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), "oracle.py does not end");
            assertEquals(0, python.exitValue());
            Map<String, List<String>> heard = new LinkedHashMap<>();
            List<String> present = new ArrayList<>();
            for (String line : Files.readAllLines(said)) {
                if (line.startsWith("== ")) {
                    present = new ArrayList<>();
                    heard.put(line.substring(3), present);
                } else {
                    present.add(line.strip());
                }
            }
            return heard;
        } finally {
            Files.delete(said);
        }
    }

    private static boolean runs(String program) throws InterruptedException {
        try {
            Process python = new ProcessBuilder("python3", "-c", program)
                    .redirectErrorStream(true)
                    .start();
            return python.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) && python.exitValue() == 0;
        } catch (IOException notThere) {
            return false;
        }
    }

    @Test
    void shouldStandInTheDocumentation() throws IOException {
        String text = Documents.read(TABLE);
        int begin = text.indexOf(BEGIN) + BEGIN.length();
        int end = text.indexOf(END);
        assertFalse(end < begin, "the marks of the table are gone");
        String table = "\n\n" + table() + "\n";
        if (Boolean.getBoolean("gyre.oracle.write")) {
            Files.writeString(TABLE, text.substring(0, begin) + table + text.substring(end), StandardCharsets.UTF_8);
        } else {
            assertEquals(table, text.substring(begin, end), "run this test with -Dgyre.oracle.write=true");
        }
    }

    private static String table() {
        return Scenario.FILES.stream().map(OracleRecordTest::table).collect(Collectors.joining("\n"));
    }

    private static String outcome(Scenario scenario) {
        if (scenario.difference().isEmpty()) {
            return "the same";
        }
        return (scenario.on().isEmpty() ? "differs: " : "differs on " + String.join(" and ", scenario.on()) + ": ")
                + scenario.difference();
    }

    private static String table(String file) {
        StringBuilder table = new StringBuilder("### " + Character.toUpperCase(file.charAt(0)) + file.substring(1)
                + "\n\n([steps](../itests/src/test/resources/oracle/" + file
                + ".scenarios))\n\n| scenario | checked against | Gyre |\n|---|---|---|\n");
        for (Scenario each : Scenario.all()) {
            if (each.file().equals(file)) {
                table.append("| ")
                        .append(each.name())
                        .append(" | ")
                        .append(each.expected().isEmpty() ? "asyncio 3.11" : "the documentation of " + each.python())
                        .append(" | ")
                        .append(outcome(each))
                        .append(" |\n");
            }
        }
        return table.toString();
    }
}
