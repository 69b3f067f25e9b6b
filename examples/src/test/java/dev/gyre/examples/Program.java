package dev.gyre.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** An example, or the same program for asyncio, as a process of its own. Closing it ends it. */
final class Program implements AutoCloseable {
    private static final long MOST_SECONDS = 40;
    private static final int SKIPPED = 77;
    private static final String SERVING = "Serving on ";

    private final String name;
    private final Process process;
    private final BufferedReader output;
    private final List<String> lines = new ArrayList<>();
    private final CompletableFuture<Void> deadline;

    private Program(String name, List<String> command) throws IOException {
        this.name = name;
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "GYRE_LOOP", "GYRE_DEBUG"));
        builder.environment().put("PYTHONUNBUFFERED", "1");
        process = builder.start();
        output = process.inputReader();
        // Reading its output cannot be interrupted: at the deadline the output ends with the process.
        deadline = CompletableFuture.runAsync(
                process::destroyForcibly, CompletableFuture.delayedExecutor(MOST_SECONDS, TimeUnit.SECONDS));
    }

    /** Starts an example. */
    static Program start(Class<?> example, String... args) throws IOException {
        return start(List.of(), example, args);
    }

    /** Starts an example with options for its JVM. */
    static Program start(List<String> options, Class<?> example, String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path")));
        command.addAll(options);
        command.add(example.getName());
        command.addAll(List.of(args));
        return new Program(example.getSimpleName(), command);
    }

    /** Starts what is written for asyncio; skips the test where there is no Python. */
    static Program startOriginal(String script, String... args) throws IOException {
        Optional<Path> python = onPath("python3");
        assumeTrue(python.isPresent(), "python3 is not on the PATH: nothing to compare with");
        List<String> command = new ArrayList<>(List.of(
                python.get().toString(),
                "-W",
                "ignore::DeprecationWarning",
                original(script).toString()));
        command.addAll(List.of(args));
        return new Program(script, command);
    }

    /** Starts a program of this machine; skips the test where there is none. */
    static Program startInstalled(String program, String... args) throws IOException {
        Optional<Path> found = onPath(program);
        assumeTrue(found.isPresent(), () -> program + " is not on the PATH");
        List<String> command = new ArrayList<>(List.of(found.get().toString()));
        command.addAll(List.of(args));
        return new Program(program, command);
    }

    private static Optional<Path> onPath(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static Path original(String script) {
        try {
            return Path.of(Objects.requireNonNull(Program.class.getResource("/asyncio/" + script), script)
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Waits until a server says where it serves; that line does not count as output. */
    String awaitAddress() throws IOException {
        String line = output.readLine();
        if (line == null || !line.startsWith(SERVING)) {
            throw new AssertionError(name + " said " + line + ", not where it serves: " + errors());
        }
        return line.substring(SERVING.length());
    }

    /** The port of an address as Java or Python prints it. */
    String awaitPort() throws IOException {
        return awaitAddress().replaceAll("\\D+$", "").replaceAll(".*\\D", "");
    }

    /** Gives it one line of input. */
    void say(String line) throws IOException {
        process.outputWriter().append(line).append('\n').flush();
    }

    /** Ends its input. */
    void endInput() throws IOException {
        process.outputWriter().close();
    }

    /** Waits for one more line. */
    String awaitLine() throws IOException {
        String line = output.readLine();
        lines.add(line);
        return line;
    }

    /** Waits for its end and returns all it has printed. */
    List<String> awaitSuccess() throws Exception {
        List<String> all = awaitEnd();
        if (process.exitValue() == SKIPPED) {
            assumeTrue(false, errors());
        }
        assertEquals(0, process.exitValue(), () -> name + " failed: " + errors());
        return all;
    }

    /** Waits for a failure and returns what it says of it. */
    String awaitFailure() throws Exception {
        awaitEnd();
        assertEquals(1, process.exitValue(), () -> name + " should have failed; it printed " + lines);
        return errors();
    }

    private List<String> awaitEnd() throws Exception {
        output.lines().forEach(lines::add);
        if (!process.waitFor(MOST_SECONDS, TimeUnit.SECONDS) || deadline.isDone()) {
            throw new AssertionError(name + " did not end; it printed " + lines);
        }
        return lines;
    }

    /** What it has written to standard error; after its end. */
    String errors() {
        return process.errorReader().lines().collect(Collectors.joining("\n"));
    }

    @Override
    public void close() {
        deadline.cancel(false);
        process.destroyForcibly().onExit().join();
    }
}
