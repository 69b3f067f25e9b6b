package dev.gyre.transports.pipe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.CsvSource;

/** The standard input and output of a program, with and without the flags. */
@ParameterizedClass(name = "{0} {1} {2}")
@CsvSource({
    "epoll, --enable-native-access=ALL-UNNAMED, --add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
    "epoll, --enable-native-access=ALL-UNNAMED, -ea",
    "nio, --enable-native-access=ALL-UNNAMED, --add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
    "nio, --add-opens=java.base/sun.nio.ch=ALL-UNNAMED, -ea",
    "nio, -Xshare:auto, -ea"
})
class InheritedTest {
    @Parameter(0)
    String backend;

    @Parameter(1)
    String firstFlag;

    @Parameter(2)
    String secondFlag;

    @TempDir
    Path folder;

    private Process process;

    @AfterEach
    void endProcess() throws Exception {
        if (process != null) {
            process.destroyForcibly().waitFor();
        }
    }

    private List<String> command() {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return List.of(
                java,
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                firstFlag,
                secondFlag,
                "-cp",
                path,
                Upper.class.getName(),
                backend);
    }

    private void start(ProcessBuilder builder) throws IOException {
        process = builder.start();
    }

    private void feed(byte[] bytes) {
        Thread.ofPlatform().daemon().start(() -> {
            try (OutputStream input = process.getOutputStream()) {
                input.write(bytes);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private String errors() throws IOException {
        return new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void shouldServeInheritedPipes() throws Exception {
        byte[] sent = new byte[1 << 20];
        Random random = new Random(3);
        for (int i = 0; i < sent.length; i++) {
            sent[i] = (byte) ('a' + random.nextInt(26));
        }
        byte[] expected = sent.clone();
        for (int i = 0; i < expected.length; i++) {
            expected[i] = (byte) Character.toUpperCase(expected[i]);
        }
        start(new ProcessBuilder(command()));
        feed(sent);
        try (InputStream output = process.getInputStream()) {
            assertArrayEquals(expected, output.readAllBytes());
        }
        assertEquals("", errors());
        assertEquals(0, process.waitFor());
    }

    /** Who shares the open files afterwards finds them as they were. */
    @Test
    void shouldLeaveSharedPipesWaiting() throws Exception {
        List<String> shell = new ArrayList<>(List.of(
                "/bin/sh",
                "-c",
                "\"$@\"; python3 -c 'import os, sys; print(os.get_blocking(0), os.get_blocking(1))'",
                "sh"));
        shell.addAll(command());
        start(new ProcessBuilder(shell));
        feed("abc\n".getBytes(StandardCharsets.ISO_8859_1));
        assertEquals(
                "ABC\nTrue True\n", new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1));
        assertEquals("", errors());
    }

    @Test
    void shouldRefuseARegularFileAsStandardInput() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "abc");
        start(new ProcessBuilder(command()).redirectInput(file.toFile()));
        String errors = errors();
        assertTrue(errors.contains("descriptor 0 is a regular file"), errors);
        assertEquals(Upper.REFUSED, process.waitFor());
        assertEquals(
                "", Arrays.toString(process.getInputStream().readAllBytes()).replace("[]", ""));
    }
}
