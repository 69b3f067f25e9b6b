package dev.gyre.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.EventLoops;
import dev.gyre.loop.spi.Provider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code docs/examples.md} against the programs, their tests, and the services that some wait for. */
final class ExamplesTest {
    private static final Path DOCUMENT = Documents.root().resolve("docs/examples.md");
    private static final Path PROGRAMS = Documents.root().resolve("examples/src/main/java/dev/gyre/examples");
    private static final Path TESTS = Documents.root().resolve("examples/src/test/java/dev/gyre/examples");
    private static final Path ORIGINALS = Documents.root().resolve("examples/src/test/resources/asyncio");
    private static final Pattern LINK = Pattern.compile("\\[(\\w+)]\\(\\.\\./\\S+/(\\w+)\\.java\\)");
    private static final Pattern WAITING = Pattern.compile("arrives with .+ \\(`(\\w+)`\\)");
    private static final int COLUMNS = 3;

    /** One row of the tables. */
    record Row(String example, String gyre, String test) {
        @Override
        public String toString() {
            return example.replace("`", "");
        }
    }

    private static List<Row> rows() {
        return Documents.read(DOCUMENT)
                .lines()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| asyncio's example"))
                .map(ExamplesTest::row)
                .toList();
    }

    private static Row row(String line) {
        String[] cells = line.substring(1, line.length() - 1).split("\\|", -1);
        assertEquals(COLUMNS, cells.length, line);
        return new Row(cells[0].strip(), cells[1].strip(), cells[2].strip());
    }

    static List<Row> written() {
        return rows().stream().filter(row -> LINK.matcher(row.gyre()).matches()).toList();
    }

    static List<Row> waiting() {
        return rows().stream()
                .filter(row -> !LINK.matcher(row.gyre()).matches())
                .toList();
    }

    private static String linked(String cell) {
        Matcher link = LINK.matcher(cell);
        assertTrue(link.matches(), cell + " is no link to a class");
        assertEquals(link.group(1), link.group(2));
        return link.group(1);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("written")
    void shouldHaveAProgramThatIsTested(Row row) {
        String program = linked(row.gyre());
        String source = Documents.read(PROGRAMS.resolve(program + ".java"));
        String test = Documents.read(TESTS.resolve(linked(row.test()) + ".java"));

        assertTrue(source.contains("public static void main(String[] args)"), program + " is no program");
        assertTrue(
                test.matches("(?s).*\\b" + program + "(\\.class|::new)\\b.*"), row.test() + " does not run " + program);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("waiting")
    void shouldWaitOnlyForWhatNobodyServes(Row row) {
        Matcher waiting = WAITING.matcher(row.gyre());
        assertTrue(waiting.matches(), "neither a program nor what it waits for: " + row.gyre());
        Class<?> service = ApiTypes.named(waiting.group(1));
        assertNotNull(service, waiting.group(1) + " is not in loop-api");
        try (EventLoop loop = EventLoops.newEventLoop()) {
            assertEquals(
                    List.of(),
                    loop.subsystems().all(service.asSubclass(Provider.class)),
                    "there is one now: write the example, and its test");
        }
    }

    @Test
    void shouldListEveryProgram() throws IOException {
        Set<String> programs = new TreeSet<>();
        for (Path source : files(PROGRAMS, ".java")) {
            if (Documents.read(source).contains("void main(")) {
                programs.add(source.getFileName().toString().replace(".java", ""));
            }
        }
        Set<String> listed = new TreeSet<>();
        written().forEach(row -> assertTrue(listed.add(linked(row.gyre())), row.gyre() + " is listed twice"));

        assertEquals(programs, listed);
        assertFalse(listed.isEmpty());
    }

    @Test
    void shouldCompareWithEveryOriginal() throws IOException {
        String tests = files(TESTS, "Test.java").stream().map(Documents::read).collect(Collectors.joining());
        for (Path original : files(ORIGINALS, ".py")) {
            assertTrue(tests.contains("\"" + original.getFileName() + "\""), "no test runs " + original);
        }
    }

    private static List<Path> files(Path folder, String end) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(end)).sorted().toList();
        }
    }
}
