package dev.gyre.transports.pipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A JVM that does not open its channels: pipes that cannot move stay and go on. */
class UnflaggedTest {
    private static final String NATIVE = "--enable-native-access=ALL-UNNAMED";
    private static final String OPENED = "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED";
    private static final String ENDED = "null, null";

    @ParameterizedTest(name = "{0} to {1}, {2}")
    @CsvSource({"nio, epoll, streams", "epoll, nio, streams", "nio, epoll, channels", "epoll, nio, channels"})
    void shouldNameTheFlagAndGoOn(String from, String to, String ends) throws Exception {
        List<String> said = run(from, to, ends, NATIVE);
        assertEquals(3, said.size(), said::toString);
        assertTrue(said.get(0).startsWith("refused "), said::toString);
        assertTrue(said.get(0).contains("java.base/sun.nio.ch=ALL-UNNAMED"), said::toString);
        assertEquals(List.of(from + " hello", ENDED), said.subList(1, 3));
    }

    @ParameterizedTest(name = "{0} to {1}, {2}")
    @CsvSource({"nio, epoll, streams", "epoll, nio, streams", "nio, epoll, channels", "epoll, nio, channels"})
    void shouldMoveWithTheFlag(String from, String to, String ends) throws Exception {
        assertEquals(List.of("swapped", to + " hello", ENDED), run(from, to, ends, NATIVE, OPENED));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @CsvSource({"nio, streams", "epoll, streams", "nio, channels", "epoll, channels"})
    void shouldMoveToABackendOfItsKind(String backend, String ends) throws Exception {
        assertEquals(
                List.of("swapped", backend + " hello", ENDED),
                backend.equals("nio") ? run(backend, backend, ends) : run(backend, backend, ends, NATIVE));
    }

    private static List<String> run(String from, String to, String ends, String... flags) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of(flags));
        command.addAll(List.of(
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Swapping.class.getName(),
                from,
                to,
                ends));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            List<String> said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            assertEquals(0, process.waitFor(), said::toString);
            return said;
        } finally {
            process.destroyForcibly();
        }
    }
}
