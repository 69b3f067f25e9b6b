package dev.gyre.launcher;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code gyre stop}: lets the connections of a container end, and the container. */
@Command(
        name = "stop",
        description =
                "Stops the container: no new connections, those there are may end, the rest is aborted. Waits for all that.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:it has stopped",
            "1:it still runs when the time is over; it goes on stopping",
            "2:an option is wrong",
            "3:it does not run"
        })
final class StopCommand implements Callable<Integer> {
    private static final long LOOK_MILLIS = 50;

    @Mixin
    private BaseOption baseOption = new BaseOption();

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            description = "How long to wait for its end; ${DEFAULT-VALUE} unless set.")
    private String timeout = "60";

    @Override
    public Integer call() throws Exception {
        long seconds = seconds();
        Base base = baseOption.base(Distribution.ofLauncher());
        PidFile.Running running = PidFile.running(base.pidFile()).orElse(null);
        ProcessHandle process = running == null ? null : running.process().orElse(null);
        if (process == null) {
            System.err.println("gyre: " + new NoContainerException(base.folder()).getMessage());
            return ExitCode.NOT_RUNNING;
        }
        process.destroy();
        boolean over = await(process, seconds);
        System.out.print(lastWords(base.lastWords()));
        System.out.flush();
        if (!over) {
            System.err.println("gyre: the process " + process.pid() + " still runs after " + seconds
                    + " seconds; it goes on stopping, \"kill -9 " + process.pid() + "\" would end it at once.");
            return ExitCode.FAILED;
        }
        return ExitCode.OK;
    }

    private long seconds() throws StartException {
        try {
            long seconds = Long.parseLong(timeout);
            if (seconds >= 0) {
                return seconds;
            }
        } catch (NumberFormatException _) {
            // said below
        }
        throw StartException.badValue("--timeout: \"" + timeout + "\" is no number of seconds");
    }

    /** By looking often: Java looks less and less often at a process that is not its own child. */
    private static boolean await(ProcessHandle process, long seconds) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (process.isAlive()) {
            if (System.nanoTime() - end > 0) {
                return false;
            }
            Thread.sleep(LOOK_MILLIS);
        }
        return true;
    }

    private static String lastWords(Path file) throws IOException {
        return Files.exists(file) ? Files.readString(file, StandardCharsets.UTF_8) : "";
    }
}
