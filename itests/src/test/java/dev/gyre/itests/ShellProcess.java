package dev.gyre.itests;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code gyre shell} as a process of its own. */
final class ShellProcess implements AutoCloseable {
    private static final Pattern ESCAPES = Pattern.compile("\u001b(\\[[?0-9;]*[A-Za-z]|[=>])");
    private static final long END_SECONDS = 30;

    private final Process process;
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private int awaited;

    private ShellProcess(Process process) {
        this.process = process;
    }

    private static List<String> command(Path base, List<String> words) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-jar",
                Path.of(System.getProperty("gyre.distribution"), "lib", "gyre-launcher.jar")
                        .toString(),
                "shell",
                "--base",
                base.toString()));
        command.addAll(words);
        return command;
    }

    /** Starts one without a terminal; both outputs become one. */
    static ShellProcess start(Path base, String... words) throws IOException {
        return new ShellProcess(new ProcessBuilder(command(base, List.of(words)))
                .redirectErrorStream(true)
                .start());
    }

    /** {@return whether a terminal can be had, which script(1) makes} */
    static boolean hasTerminals() {
        return Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "script")));
    }

    /** Starts one in a terminal of its own. */
    static ShellProcess inTerminal(Path base) throws IOException {
        String command = command(base, List.of()).stream()
                .map(word -> "'" + word + "'")
                .collect(Collectors.joining(" ", "stty cols 100 rows 30; exec ", ""));
        ProcessBuilder builder = new ProcessBuilder("script", "-qefc", command, "/dev/null").redirectErrorStream(true);
        builder.environment().put("TERM", "xterm");
        builder.environment().put("SHELL", "/bin/sh");
        ShellProcess shell = new ShellProcess(builder.start());
        shell.await("gyre> ");
        return shell;
    }

    void type(String text) throws IOException {
        OutputStream keyboard = process.getOutputStream();
        keyboard.write(text.getBytes(StandardCharsets.UTF_8));
        keyboard.flush();
    }

    void endInput() throws IOException {
        process.getOutputStream().close();
    }

    /** Reads until something is said that was not awaited before; returns all up to it, without escape sequences. */
    String await(String part) throws IOException {
        int found = text().indexOf(part, awaited);
        while (found < 0) {
            if (!read()) {
                throw new AssertionError("gyre shell ended without saying \"" + part + "\": " + text());
            }
            found = text().indexOf(part, awaited);
        }
        int begin = awaited;
        awaited = found + part.length();
        return text().substring(begin, awaited);
    }

    private boolean read() throws IOException {
        InputStream in = process.getInputStream();
        int first = in.read();
        if (first < 0) {
            return false;
        }
        said.write(first);
        said.writeBytes(in.readNBytes(in.available()));
        return true;
    }

    private String text() {
        return ESCAPES.matcher(raw()).replaceAll("");
    }

    /** Everything, escape sequences too. */
    String raw() {
        return said.toString(StandardCharsets.UTF_8);
    }

    /** Reads to the end; returns the exit code. */
    int awaitExit() throws Exception {
        while (read()) {
            // all is kept
        }
        if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("gyre shell still runs: " + text());
        }
        return process.exitValue();
    }

    /** Ends it without a chance to say goodbye. */
    void kill() {
        List<ProcessHandle> all = Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList();
        all.forEach(ProcessHandle::destroyForcibly);
        process.onExit().join();
    }

    @Override
    public void close() {
        kill();
    }
}
