package dev.gyre.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The linked image, as someone uses it who has no JDK. */
final class ImageIT {
    private static final Path IMAGE = Path.of(System.getProperty("gyre.image"));
    private static final long END_SECONDS = 30;
    private static final int PIECE = 64 * 1024;
    private static final int PIECES = 16;
    private static final int ENDED_BY_SIGTERM = 143;

    /** Half as much again as it was when this was written: something has come in that was not meant to. */
    private static final long MOST_BYTES = 64L * 1024 * 1024;

    private final List<Process> started = new ArrayList<>();
    private Process process;
    private BufferedReader output;

    @BeforeEach
    void shouldBeLinked() throws IOException {
        assumeFalse(Boolean.getBoolean("gyre.image.skip"), "no image is linked: the build runs with -Dgyre.image.skip");
        Path missing = IMAGE.resolveSibling(IMAGE.getFileName() + ".missing");
        assumeTrue(Files.notExists(missing), () -> "no image is linked: " + Documents.read(missing));
        assertTrue(Files.isDirectory(IMAGE), "there is no " + IMAGE);
    }

    @AfterEach
    void shouldLeaveNothing() throws Exception {
        List<Process> left = started.stream().filter(Process::isAlive).toList();
        for (Process each : left) {
            each.destroyForcibly().waitFor();
        }
        assertEquals(List.of(), left, "still ran at the end of the test");
    }

    private void start(Path program, String... args) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                Stream.concat(Stream.of(program.toString()), Stream.of(args)).toList());
        builder.environment().remove("JAVA_HOME");
        process = builder.redirectErrorStream(true).start();
        started.add(process);
        output = process.inputReader();
    }

    /** By the handle: {@code Process.destroy} would also close the output that is read afterwards. */
    private void terminate() {
        process.toHandle().destroy();
    }

    private int awaitEnd() throws Exception {
        assertTrue(process.waitFor(END_SECONDS, TimeUnit.SECONDS), "still runs");
        return process.exitValue();
    }

    private String awaitAddress() throws IOException {
        String line = output.readLine();
        assertTrue(line != null && line.startsWith("Serving on /"), line);
        return line.substring("Serving on /".length());
    }

    @Test
    void shouldEchoAndEndInOrderOnSigterm() throws Exception {
        start(IMAGE.resolve("bin/gyre-echo"), "0");
        String address = awaitAddress();
        try (EchoClient client = EchoClient.to(address)) {
            for (int i = 0; i < PIECES; i++) {
                client.echo(PIECE);
            }
        }
        terminate();

        assertEquals("Served.", output.readLine());
        assertEquals(ENDED_BY_SIGTERM, awaitEnd());
        assertThrows(IOException.class, () -> EchoClient.to(address));
    }

    @Test
    void shouldStartThroughALink(@TempDir Path elsewhere) throws Exception {
        start(Files.createSymbolicLink(elsewhere.resolve("echo"), IMAGE.resolve("bin/gyre-echo")), "0");
        try (EchoClient client = EchoClient.to(awaitAddress())) {
            client.echo(1);
        }
        terminate();

        assertEquals(ENDED_BY_SIGTERM, awaitEnd());
    }

    @Test
    void shouldFailWhenItCannotListen() throws Exception {
        start(IMAGE.resolve("bin/gyre-echo"), "0");
        String address = awaitAddress();
        Process first = process;
        start(IMAGE.resolve("bin/gyre-echo"), address.substring(address.lastIndexOf(':') + 1));
        String said = output.lines().collect(Collectors.joining("\n"));

        assertEquals(1, awaitEnd());
        assertTrue(said.contains(address.substring(address.lastIndexOf(':'))), said);
        first.destroy();
        assertTrue(first.waitFor(END_SECONDS, TimeUnit.SECONDS), "the first still runs");
    }

    @Test
    void shouldHoldNothingSuperfluous() throws Exception {
        start(IMAGE.resolve("bin/java"), "--list-modules");
        Set<String> modules =
                output.lines().map(line -> line.replaceFirst("@.*", "")).collect(Collectors.toSet());

        assertEquals(0, awaitEnd());
        assertEquals(
                Set.of(
                        "java.base",
                        "dev.gyre.examples.image",
                        "dev.gyre.loop",
                        "dev.gyre.loop.core",
                        "dev.gyre.loop.nio",
                        "dev.gyre.policy",
                        "dev.gyre.transports.tcp"),
                modules);
        try (Stream<Path> files = Files.walk(IMAGE)) {
            long size = files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
            assertTrue(size < MOST_BYTES, size + " bytes");
        }
    }
}
