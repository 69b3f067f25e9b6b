package dev.gyre.itests;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A process of the {@code gyre} command, and what it says. */
final class GyreCommand implements AutoCloseable {
    private static final Path JAR = Path.of(System.getProperty("gyre.distribution"), "lib", "gyre-launcher.jar");
    private static final Pattern SERVING = Pattern.compile("  (\\w+) +tcp://(\\S+:\\d+)");
    private static final long END_SECONDS = 30;
    private static final long LINE_SECONDS = 45;

    private final Process process;
    private final BlockingQueue<Optional<String>> output = new LinkedBlockingQueue<>();
    private final List<String> lines = new ArrayList<>();
    /** Lines that were read while another was awaited. */
    private final List<String> passed = new ArrayList<>();

    private GyreCommand(ProcessBuilder builder) throws IOException {
        builder.environment().keySet().removeIf(name -> name.startsWith("GYRE_"));
        process = builder.redirectErrorStream(true).start();
        Thread.ofPlatform().daemon().name("output of " + process.pid()).start(this::read);
    }

    /** Lines, then nothing. */
    private void read() {
        try (BufferedReader reader = process.inputReader()) {
            reader.lines().map(Optional::of).forEach(output::add);
        } catch (IOException | UncheckedIOException e) {
            output.add(Optional.of("cannot be read: " + e));
        } finally {
            output.add(Optional.empty());
        }
    }

    /** The next line; nothing when it has ended. */
    private Optional<String> next() throws InterruptedException {
        Optional<String> line = output.poll(LINE_SECONDS, TimeUnit.SECONDS);
        if (line == null) {
            throw new AssertionError("it says nothing more: " + said());
        }
        line.ifPresent(lines::add);
        return line;
    }

    /** Starts it by Java, with options for the JVM. */
    static GyreCommand java(List<String> jvm, String... args) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("--sun-misc-unsafe-memory-access=allow", "-XX:+UseSerialGC"));
        // Other tests, and whoever works on this machine, may have the usual ports.
        for (String server : List.of("echo", "chat", "lines", "status")) {
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
    String await(String part) throws InterruptedException {
        for (Optional<String> line = next(); line.isPresent(); line = next()) {
            if (line.get().contains(part)) {
                return line.get();
            }
            passed.add(line.get());
        }
        throw new AssertionError("it ended without saying \"" + part + "\": " + said());
    }

    /** As {@link #await}, for what another part of the container says: it may have come before the last line that was awaited. */
    String awaitInAnyOrder(String part) throws InterruptedException {
        for (String line : passed) {
            if (line.contains(part)) {
                passed.remove(line);
                return line;
            }
        }
        return await(part);
    }

    /** Reads up to the end of the report; returns the address of a server that is in it. */
    String awaitServing(String server) throws InterruptedException {
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
        while (next().isPresent()) {
            // kept by next()
        }
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
