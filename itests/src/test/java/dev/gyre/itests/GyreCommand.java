package dev.gyre.itests;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A process of the {@code gyre} command, and what it says. */
final class GyreCommand implements AutoCloseable {
    private static final Path JAR = Path.of(System.getProperty("gyre.distribution"), "lib", "gyre-launcher.jar");
    private static final Pattern SERVING = Pattern.compile("  (\\w+) +tcp://(\\S+:\\d+)");
    private static final long END_SECONDS = 30;

    private final Process process;
    private final BufferedReader output;
    private final List<String> lines = new ArrayList<>();

    private GyreCommand(ProcessBuilder builder) throws IOException {
        builder.environment().keySet().removeIf(name -> name.startsWith("GYRE_"));
        process = builder.redirectErrorStream(true).start();
        output = process.inputReader();
    }

    /** Starts it by Java, with options for the JVM. */
    static GyreCommand java(List<String> jvm, String... args) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("--sun-misc-unsafe-memory-access=allow", "-XX:+UseSerialGC"));
        // Other tests, and whoever works on this machine, may have the usual ports.
        for (String server : List.of("echo", "chat", "status")) {
            command.add("-Dgyre." + server + ".listen=127.0.0.1:0");
        }
        command.addAll(jvm);
        command.addAll(List.of("-jar", JAR.toString()));
        command.addAll(List.of(args));
        return new GyreCommand(new ProcessBuilder(command));
    }

    static GyreCommand gyre(String... args) throws IOException {
        return java(List.of(), args);
    }

    /** Starts any command. */
    static GyreCommand of(ProcessBuilder builder) throws IOException {
        return new GyreCommand(builder);
    }

    /** Reads up to a line that has something in it. */
    String await(String part) throws IOException {
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            lines.add(line);
            if (line.contains(part)) {
                return line;
            }
        }
        throw new AssertionError("it ended without saying \"" + part + "\": " + said());
    }

    /** Reads up to the end of the report; returns the address of a server that is in it. */
    String awaitServing(String server) throws IOException {
        await("stops it.");
        return address(server);
    }

    /** {@return where a server listens according to the report} */
    String address(String server) {
        return serving(server).group(2);
    }

    private Matcher serving(String server) {
        return lines.stream()
                .map(SERVING::matcher)
                .filter(Matcher::matches)
                .filter(matcher -> matcher.group(1).equals(server))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no server " + server + ": " + said()));
    }

    int awaitEnd() throws Exception {
        output.lines().forEach(lines::add);
        assertTrue(process.waitFor(END_SECONDS, TimeUnit.SECONDS), "still runs: " + said());
        return process.exitValue();
    }

    String said() {
        return String.join("\n", lines);
    }

    long pid() {
        return process.pid();
    }

    void signal(String name) throws Exception {
        signal(name, process.pid());
    }

    static void signal(String name, long pid) throws Exception {
        new ProcessBuilder("kill", "-" + name, Long.toString(pid))
                .inheritIO()
                .start()
                .waitFor();
    }

    /** Ends a container that runs in the background. */
    static void endBackground(Path base) throws Exception {
        Path file = base.resolve("run").resolve("gyre.pid");
        String pid = Files.exists(file) ? Files.readString(file).strip() : "";
        ProcessHandle process =
                pid.isEmpty() ? null : ProcessHandle.of(Long.parseLong(pid)).orElse(null);
        if (process != null
                && process.info().arguments().map(List::of).orElse(List.of()).contains("--base=" + base)) {
            process.destroyForcibly();
            throw new AssertionError("still ran in the background: " + pid);
        }
    }

    /** No process is left, also when a test failed; what was said is readable. */
    @Override
    public void close() {
        if (process.isAlive()) {
            process.destroyForcibly().onExit().join();
            throw new AssertionError("still ran at the end of the test: " + said());
        }
        assertFalse(said().contains("\tat "), "a stack trace: " + said());
    }
}
