package dev.gyre.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code gyre run}, as a process of its own, and the command line. */
final class LauncherIT {
    private static final Path SCRIPT = Path.of(System.getProperty("gyre.script"));

    @TempDir
    private Path base;

    private GyreCommand run;

    private void run(List<String> jvm, String... args) throws IOException {
        List<String> all = new ArrayList<>(List.of("run", "--base=" + base));
        all.addAll(List.of(args));
        run = GyreCommand.java(jvm, all.toArray(String[]::new));
    }

    @AfterEach
    void shouldLeaveNothing() throws Exception {
        if (run != null) {
            run.close();
        }
        if (Files.exists(base.resolve("run"))) {
            try (Stream<Path> left = Files.list(base.resolve("run"))) {
                assertEquals(
                        List.of(Path.of("gyre.pid"), Path.of("stop.log")),
                        left.map(Path::getFileName).sorted().toList());
            }
        }
    }

    @ParameterizedTest(name = "SIG{0}")
    @CsvSource({"TERM,143", "INT,130"})
    void shouldServeUntilASignalAndThenDrain(String signal, int code) throws Exception {
        run(List.of(), "--listen", "127.0.0.1:0");
        String address = run.awaitServing("echo");
        assertTrue(run.said().contains("Loops: gyre-0 (epoll)"), run.said());
        assertTrue(run.said().contains("* epoll (ranking 20): best ranking"), run.said());
        assertTrue(run.said().contains("dev.gyre.transports.tcp"), run.said());
        assertFalse(run.said().contains("WARNING"), run.said());

        try (EchoClient client = EchoClient.to(address)) {
            client.echo(1_000_000);
            run.signal(signal);
            run.await("Stopping: no new connections");
            EchoStage.await("the echo to accept no more", () -> EchoClient.refuses(address));
            client.echo(1_000_000);
        }
        assertEquals(code, run.awaitEnd(), run.said());
        assertTrue(
                Pattern.compile("echo: [1-9]\\d* connections ended by themselves, 0 were aborted")
                        .matcher(run.said())
                        .find(),
                run.said());
        assertTrue(run.said().endsWith("Stopped."), run.said());
        assertThrows(IOException.class, () -> EchoClient.to(address));
    }

    @Test
    void shouldAbortWhatDoesNotEndInTime() throws Exception {
        run(List.of("-Dgyre.echo.drain=1"), "--listen=127.0.0.1:0", "--backend=nio");
        try (EchoClient client = EchoClient.to(run.awaitServing("echo"))) {
            client.echo(10);
            run.signal("TERM");
            assertEquals(143, run.awaitEnd(), run.said());
        }
        assertTrue(run.said().contains("echo: 0 connections ended by themselves, 1 were aborted"), run.said());
    }

    @Test
    void shouldSayThatTheAddressIsInUse() throws Exception {
        try (ServerSocket taken = new ServerSocket(0)) {
            run(List.of(), "--listen", "127.0.0.1:" + taken.getLocalPort());
            assertEquals(1, run.awaitEnd());
            assertTrue(run.said().contains("127.0.0.1:" + taken.getLocalPort()), run.said());
            assertTrue(run.said().contains("another address with --listen"), run.said());
        }
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "--backend, abacus, 'gyre: --backend: there is no backend abacus; installed are epoll, nio'",
        "--backend, 'a b', 'gyre: --backend: \"a b\" is no name of a backend; write it like nio, or several like epoll,nio'",
        "--loops, 0, 'gyre: --loops: \"0\" is no number from 1 to 1024'",
        "--loops, many, 'gyre: --loops: \"many\" is no number from 1 to 1024'",
    })
    void shouldRefuseABadValueInALine(String option, String value, String message) throws Exception {
        run(List.of(), option, value, "--listen=127.0.0.1:0");
        assertEquals(2, run.awaitEnd());
        assertEquals(message, run.said().lines().toList().getLast());
    }

    @ParameterizedTest
    @CsvSource({"7007", "localhost", "localhost:70000", "::1:7007", "'a b:7007'"})
    void shouldRefuseWhatIsNoAddress(String address) throws Exception {
        run(List.of(), "--listen", address);
        assertEquals(2, run.awaitEnd());
        assertEquals(1, run.said().lines().count(), run.said());
        assertTrue(run.said().contains("write it like 127.0.0.1:7007"), run.said());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "file | 1 | Not a directory",
                "file/in it | 1 | Not a directory",
                "one,two | 2 | a comma or ${",
                "${one} | 2 | a comma or ${"
            })
    void shouldRefuseAFolderThatCannotBeUsed(String name, int code, String reason) throws Exception {
        Files.createFile(base.resolve("file"));
        run = GyreCommand.gyre("run", "--base", base.resolve(name).toString());
        assertEquals(code, run.awaitEnd(), run.said());
        assertEquals(1, run.said().lines().count(), run.said());
        assertTrue(run.said().contains(reason), run.said());
        assertTrue(run.said().endsWith("choose another one with --base DIR or GYRE_BASE."), run.said());
    }

    @ParameterizedTest(name = "gyre {0}")
    @CsvSource({
        "--help, 0, Usage: gyre",
        "--version, 0, Gyre 0.1",
        "run --help, 0, Exit codes:",
        "start --help, 0, Exit codes:",
        "stop --help, 0, Exit codes:",
        "status --help, 0, Exit codes:",
        "dance, 2, gyre: Unmatched argument at index 0: 'dance'",
        "'', 2, gyre: Say what to do"
    })
    void shouldExplainItselfFromAnywhereThroughALink(String arguments, int code, String said) throws Exception {
        Path link = Files.createSymbolicLink(base.resolve("link"), SCRIPT);
        List<String> command = new ArrayList<>(List.of(link.toString()));
        command.addAll(List.of(arguments.split(" ")));
        command.remove("");
        run = GyreCommand.of(new ProcessBuilder(command).directory(base.toFile()));
        assertEquals(code, run.awaitEnd());
        assertTrue(run.said().contains(said), run.said());
    }
}
