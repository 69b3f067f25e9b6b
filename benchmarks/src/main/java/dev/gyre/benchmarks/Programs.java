package dev.gyre.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Where the programs are, and how they are started: those in C are compiled when they are missing or older than their source. */
final class Programs {
    /** All JVMs have the same: what Gyre and Netty need to be at their best, and a heap of one size. */
    private static final List<String> FLAGS = List.of(
            "--enable-native-access=ALL-UNNAMED",
            "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-XX:+UseSerialGC",
            "-Xms256m",
            "-Xmx256m");

    private static final List<String> COMPILER = List.of("gcc", "-O2", "-Wall");

    private final Path sources;
    private final Path target;

    /**
     * Names the folders.
     *
     * @param home the module's folder
     */
    Programs(Path home) {
        sources = home.resolve("src/main/c");
        target = home.resolve("target/native");
    }

    /** {@return the echo server in C} */
    Path echo() {
        return target.resolve("echo");
    }

    /** {@return the load generator} */
    Path load() {
        return target.resolve("load");
    }

    /** {@return the flags of every JVM} */
    static List<String> flags() {
        return FLAGS;
    }

    /** {@return the compiler's command, without files} */
    static List<String> compiler() {
        return COMPILER;
    }

    /**
     * {@return the beginning of a Java command line}
     *
     * @param main the class
     */
    List<String> java(String main) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(FLAGS);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
        return command;
    }

    /**
     * Compiles a program if it is not compiled.
     *
     * @param program one of those above
     * @throws IOException when there is no compiler, or it refuses; the message says so
     * @throws InterruptedException when interrupted
     */
    void compile(Path program) throws IOException, InterruptedException {
        Files.createDirectories(target);
        Path source = sources.resolve(program.getFileName() + ".c");
        if (!Files.exists(program)
                || Files.getLastModifiedTime(program).compareTo(Files.getLastModifiedTime(source)) < 0) {
            List<String> command = new ArrayList<>(COMPILER);
            command.addAll(List.of("-o", program.toString(), source.toString()));
            run(command);
        }
    }

    private static void run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + " failed: " + said);
        }
    }
}
