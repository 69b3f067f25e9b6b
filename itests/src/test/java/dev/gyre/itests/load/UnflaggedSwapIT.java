package dev.gyre.itests.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A JVM that does not open its channels: what has one, or needs one, does not move, and nothing is lost. */
final class UnflaggedSwapIT {
    private static final String FLAG = "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED";

    @Timeout(60)
    @ParameterizedTest(name = "{0} to {1}")
    @CsvSource({"epoll, nio", "nio, epoll"})
    void shouldNameTheFlagAndGoOn(String from, String to) throws Exception {
        List<String> said = run(from, to);
        assertEquals(4, said.size(), said::toString);
        assertTrue(said.get(0).startsWith("refused "), said::toString);
        assertTrue(said.get(0).contains("java.base/sun.nio.ch=ALL-UNNAMED"), said::toString);
        assertEquals(from + " hello", said.get(1));
        assertEquals(to, said.get(2), "without handles there is nothing to move");
        assertEquals("closed 1", said.get(3), "what the backend before has made");
    }

    @Timeout(60)
    @ParameterizedTest(name = "{0} to {1}")
    @CsvSource({"epoll, nio", "nio, epoll"})
    void shouldMoveWithTheFlag(String from, String to) throws Exception {
        assertEquals(List.of("swapped", to + " hello", to, "closed 1"), run(from, to, FLAG));
    }

    /** Another JDK may lack what is used of its insides, though it opens them. */
    @Timeout(60)
    @Test
    void shouldNameWhatTheJdkLacksAndGoOn(@TempDir Path folder) throws Exception {
        Path source = folder.resolve("source/sun/nio/ch/InheritedChannel.java");
        Files.createDirectories(source.getParent());
        Files.writeString(source, """
                package sun.nio.ch;
                class InheritedChannel {
                    static java.nio.channels.Channel getChannel() {
                        return null;
                    }
                }
                """);
        Path patch = Files.createDirectory(folder.resolve("patch"));
        String sources = "java.base=" + folder.resolve("source");
        int failed = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "--patch-module", sources, "-d", patch.toString(), source.toString());
        assertEquals(0, failed);
        List<String> said = run("epoll", "nio", FLAG, "--patch-module=java.base=" + patch);
        assertEquals(4, said.size(), said::toString);
        assertTrue(said.get(0).startsWith("refused "), said::toString);
        assertTrue(said.get(0).contains("a JDK that has sun.nio.ch.InheritedChannel."), said::toString);
        assertEquals(List.of("epoll hello", "nio", "closed 1"), said.subList(1, 4));
    }

    private static List<String> run(String from, String to, String... flags) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED"));
        command.addAll(List.of(flags));
        command.addAll(
                List.of("-cp", System.getProperty("java.class.path"), UnflaggedSwapProcess.class.getName(), from, to));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            List<String> said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            assertTrue(process.waitFor(20, TimeUnit.SECONDS));
            assertEquals(0, process.exitValue(), said::toString);
            return said;
        } finally {
            process.destroyForcibly();
        }
    }
}
