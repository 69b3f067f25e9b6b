package dev.gyre.launcher;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A process that does {@code gyre run} with the Java and the options of this one. */
final class BackgroundRun {
    private static final long LOG_BYTES = 10 << 20;

    private final Process process;

    private BackgroundRun(Process process) {
        this.process = process;
    }

    static BackgroundRun of(Distribution distribution, Base base, RunOptions options)
            throws StartException, IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-jar", distribution.launcher().toString(), "run", "--background"));
        command.add("--base=" + base.folder());
        command.addAll(options.arguments());
        ProcessBuilder builder = new ProcessBuilder(command);
        // The options in them are among the input arguments.
        Map<String, String> environment = builder.environment();
        environment.remove("JDK_JAVA_OPTIONS");
        environment.remove("JAVA_TOOL_OPTIONS");
        builder.redirectInput(Path.of("/dev/null").toFile());
        builder.redirectError(ProcessBuilder.Redirect.appendTo(base.logFile().toFile()));
        return new BackgroundRun(builder.start());
    }

    /** Puts a log away that has become long. The process writes to the end of the file, so others may also empty it. */
    static void roll(Path log) throws IOException {
        if (Files.exists(log) && Files.size(log) > LOG_BYTES) {
            Files.move(log, log.resolveSibling(log.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    long pid() {
        return process.pid();
    }

    /** Waits until it serves or has ended. */
    boolean awaitReady() throws IOException {
        Thread interrupted = new Thread(process::destroy, "gyre-interrupted");
        Runtime.getRuntime().addShutdownHook(interrupted);
        String line = process.inputReader().readLine();
        Runtime.getRuntime().removeShutdownHook(interrupted);
        return RunCommand.READY.equals(line);
    }

    int exitCode() throws InterruptedException {
        int code = process.waitFor();
        return code == ExitCode.OK ? ExitCode.FAILED : code;
    }
}
