package dev.gyre.launcher;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code gyre start}: runs a container in the background. */
@Command(
        name = "start",
        description = "Starts the container in the background, with its output in log/gyre.log, and says what runs.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:it serves", "1:it cannot start, or runs already", "2:an option is wrong"})
final class StartCommand implements Callable<Integer> {
    @Mixin
    private BaseOption baseOption = new BaseOption();

    @Mixin
    private RunOptions options = new RunOptions();

    @Override
    public Integer call() throws Exception {
        options.check();
        Distribution distribution = Distribution.ofLauncher();
        Base base = baseOption.base(distribution);
        base.create(distribution);
        Optional<PidFile.Running> running = PidFile.running(base.pidFile());
        if (running.isPresent()) {
            throw PidFile.alreadyRunning(running.get());
        }
        Path log = base.logFile();
        BackgroundRun.roll(log);
        long from = Files.exists(log) ? Files.size(log) : 0;
        BackgroundRun run = BackgroundRun.of(distribution, base, options);
        if (!run.awaitReady()) {
            System.err.print(tail(log, from));
            System.err.println("gyre: the container did not start; its messages, above, are in " + log);
            return run.exitCode();
        }
        System.out.print(tail(log, from));
        System.out.println("It runs in the background with pid " + run.pid() + ", its log is " + log + ". \"gyre stop"
                + baseOption.hint() + "\" stops it.");
        return ExitCode.OK;
    }

    private static String tail(Path log, long from) throws IOException {
        byte[] all = Files.readAllBytes(log);
        return new String(all, (int) from, all.length - (int) from, StandardCharsets.UTF_8);
    }
}
