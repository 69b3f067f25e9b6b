package dev.gyre.launcher;

import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code gyre status}: whether a container runs. */
@Command(
        name = "status",
        description = "Says whether the container runs, since when, and what it serves.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:it runs", "1:it runs but does not answer", "2:an option is wrong", "3:it does not run"})
final class StatusCommand implements Callable<Integer> {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss").withZone(ZoneId.systemDefault());

    @Mixin
    private BaseOption baseOption = new BaseOption();

    @Override
    public Integer call() throws Exception {
        Base base = baseOption.base(Distribution.ofLauncher());
        PidFile.Running running = PidFile.running(base.pidFile()).orElse(null);
        if (running == null) {
            System.out.println("gyre: " + new NoContainerException(base.folder()).getMessage());
            return ExitCode.NOT_RUNNING;
        }
        Instant since = running.since();
        System.out.println("Running with pid " + running.pid() + (since == null ? "" : " since " + TIME.format(since))
                + " in " + base.folder() + ".");
        return details(base);
    }

    private static int details(Base base) {
        try {
            return new ControlClient(base.folder()).execute("gyre:status", System.out, System.err);
        } catch (IOException e) {
            System.err.println("gyre: it does not answer, so it is starting or stopping, or stuck: " + e.getMessage());
            return ExitCode.FAILED;
        }
    }
}
