package dev.gyre.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What is said where Linux cannot be called. */
class LinuxTest {
    private static final String FLAG = "--enable-native-access=ALL-UNNAMED";

    @Test
    void shouldHaveNoProblemHere() {
        assertNull(Linux.problem());
    }

    @Test
    void shouldHaveNoProblemInAJvmWithTheFlag() throws Exception {
        assertEquals("null", problem(FLAG));
    }

    @Test
    void shouldAskForTheFlagAndCauseNoWarningWithoutIt() throws Exception {
        assertEquals("needs the flag " + FLAG, problem());
        assertEquals("needs the flag " + FLAG, problem("--illegal-native-access=deny"));
    }

    @Test
    void shouldAskForTheFlagOfItsModule() throws Exception {
        assertEquals("needs the flag --enable-native-access=dev.gyre.linux", asModule());
        assertEquals("null", asModule("--enable-native-access=dev.gyre.linux"));
    }

    @Test
    void shouldSayThatAnotherSystemIsNotLinux() throws Exception {
        assertEquals("needs Linux, and this is Plan 9", problem(FLAG, "-Dos.name=Plan 9"));
    }

    @Test
    void shouldSayThatAnotherProcessorIsNotKnown() throws Exception {
        assertEquals(
                "knows the layouts of x86-64 and AArch64, and this is riscv64", problem(FLAG, "-Dos.arch=riscv64"));
    }

    private static String problem(String... flags) throws Exception {
        List<String> command = new ArrayList<>(List.of(flags));
        command.addAll(List.of(
                "-cp",
                home(Linux.class) + File.pathSeparator + home(ProblemProgram.class),
                ProblemProgram.class.getName()));
        return run(command);
    }

    private static String asModule(String... flags) throws Exception {
        List<String> command = new ArrayList<>(List.of(flags));
        command.addAll(List.of(
                "-p",
                home(Linux.class).toString(),
                "--patch-module",
                "dev.gyre.linux=" + home(ProblemProgram.class),
                "-m",
                "dev.gyre.linux/" + ProblemProgram.class.getName()));
        return run(command);
    }

    private static Path home(Class<?> type) throws URISyntaxException {
        String resource = type.getName().replace('.', '/') + ".class";
        Path file = Path.of(type.getResource("/" + resource).toURI());
        for (int i = 0; i <= resource.chars().filter(c -> c == '/').count(); i++) {
            file = file.getParent();
        }
        return file;
    }

    /** {@return all that it prints, warnings too} */
    private static String run(List<String> arguments) throws Exception {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC"));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeAll(List.of("JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS"));
        Process program = builder.start();
        String said = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(program.waitFor(30, TimeUnit.SECONDS), () -> "does not end: " + command);
        return said.strip();
    }
}
