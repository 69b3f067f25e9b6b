package dev.gyre.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The distribution as its users start it, as a process of its own. */
final class LauncherIT {
    private static final Path JAR = Path.of(System.getProperty("gyre.distribution"), "lib", "gyre-launcher.jar");
    private static final Path SCRIPT = Path.of(System.getProperty("gyre.script"));
    private static final Pattern LISTENING = Pattern.compile("listening on (\\S+) with the backend (\\S+)\\.");
    private static final long END_SECONDS = 30;

    @TempDir
    private Path temporary;

    private Process process;
    private BufferedReader output;
    private final List<String> lines = new ArrayList<>();

    private void start(List<String> jvm, String... args) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("--sun-misc-unsafe-memory-access=allow");
        command.add("-XX:+UseSerialGC");
        command.add("-Djava.io.tmpdir=" + temporary);
        command.addAll(jvm);
        command.addAll(List.of("-jar", JAR.toString(), "start"));
        command.addAll(List.of(args));
        run(command);
    }

    private void run(List<String> command) throws IOException {
        process = new ProcessBuilder(command).redirectErrorStream(true).start();
        output = process.inputReader();
    }

    private Matcher awaitListening() throws IOException {
        Matcher matcher = LISTENING.matcher(await("listening on"));
        assertTrue(matcher.find(), said());
        return matcher;
    }

    /** Reads up to a line that has something in it. */
    private String await(String part) throws IOException {
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            lines.add(line);
            if (line.contains(part)) {
                return line;
            }
        }
        throw new AssertionError("the launcher ended without saying \"" + part + "\": " + lines);
    }

    private int awaitEnd() throws Exception {
        output.lines().forEach(lines::add);
        assertTrue(process.waitFor(END_SECONDS, TimeUnit.SECONDS), "still runs: " + lines);
        return process.exitValue();
    }

    private String said() {
        return String.join("\n", lines);
    }

    private void signal(String name) throws Exception {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .inheritIO()
                .start()
                .waitFor();
    }

    @AfterEach
    void shouldLeaveNothing() throws Exception {
        if (process != null && process.isAlive()) {
            process.destroyForcibly().waitFor();
            throw new AssertionError("still ran at the end of the test: " + lines);
        }
        try (Stream<Path> left = Files.list(temporary)) {
            assertEquals(
                    List.of(),
                    left.filter(path -> path.getFileName().toString().startsWith("gyre-"))
                            .toList());
        }
        assertFalse(said().contains("\tat "), "a stack trace: " + said());
    }

    @ParameterizedTest(name = "SIG{0}")
    @CsvSource({"TERM,143", "INT,130"})
    void shouldServeUntilASignalAndThenDrain(String signal, int code) throws Exception {
        start(List.of(), "--listen", "127.0.0.1:0");
        Matcher listening = awaitListening();
        assertEquals("nio", listening.group(2));
        assertTrue(said().contains("* nio (ranking 0): best ranking"), said());
        assertTrue(said().contains("dev.gyre.transports.tcp"), said());
        assertFalse(said().contains("WARNING"), said());

        String address = listening.group(1);
        try (EchoClient client = EchoClient.to(address)) {
            client.echo(1_000_000);
            signal(signal);
            await("Stopping: no new connections");
            client.echo(1_000_000);
        }
        assertEquals(code, awaitEnd(), said());
        assertTrue(said().contains("1 connections ended by themselves, 0 were aborted"), said());
        assertThrows(IOException.class, () -> EchoClient.to(address));
    }

    @Test
    void shouldAbortWhatDoesNotEndInTime() throws Exception {
        start(List.of("-Dgyre.echo.drain=1"), "--listen=127.0.0.1:0", "--backend=nio");
        try (EchoClient client = EchoClient.to(awaitListening().group(1))) {
            client.echo(10);
            signal("TERM");
            assertEquals(143, awaitEnd(), said());
        }
        assertTrue(said().contains("0 connections ended by themselves, 1 were aborted"), said());
    }

    @Test
    void shouldSayThatTheAddressIsInUse() throws Exception {
        try (ServerSocket taken = new ServerSocket(0)) {
            start(List.of(), "--listen", "127.0.0.1:" + taken.getLocalPort());
            assertEquals(1, awaitEnd());
            assertTrue(said().contains("127.0.0.1:" + taken.getLocalPort()), said());
            assertTrue(said().contains("choose another address with --listen"), said());
        }
    }

    @Test
    void shouldListTheBackendsWhenOneIsUnknown() throws Exception {
        start(List.of(), "--backend", "abacus", "--listen", "127.0.0.1:0");
        assertEquals(1, awaitEnd());
        assertTrue(said().contains("abacus (ranking 0): no installed backend has this name"), said());
        assertTrue(said().contains("nio (ranking 0): available"), said());
    }

    @Test
    void shouldRefuseWhatIsNoAddress() throws Exception {
        start(List.of(), "--listen", "7007");
        assertEquals(1, awaitEnd());
        assertTrue(said().contains("write it like 127.0.0.1:7007"), said());
    }

    @ParameterizedTest(name = "gyre {0}")
    @CsvSource({"--help,0", "help,0", "dance,2", "'',2"})
    void shouldShowHelpFromAnywhereThroughALink(String argument, int code) throws Exception {
        Path link = Files.createSymbolicLink(temporary.resolve("link"), SCRIPT);
        run(List.of(link.toString(), argument));
        assertEquals(code, awaitEnd());
        assertTrue(said().contains("Usage: gyre COMMAND"), said());
    }
}
