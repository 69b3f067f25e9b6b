package dev.gyre.launcher;

import dev.gyre.container.ServerInfo;
import dev.gyre.container.Snapshot;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code gyre run}: serves until the process is told to end, then lets the connections end. */
@Command(
        name = "run",
        description = "Runs the container in the foreground, until Ctrl-C, SIGTERM or \"gyre stop\".",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:it was stopped, by gyre stop from elsewhere or in the shell",
            "1:it cannot start, or runs already",
            "2:an option is wrong",
            "130, 143:it was stopped by Ctrl-C, by SIGTERM"
        })
final class RunCommand implements Callable<Integer> {
    /** What is written to standard output in the background, as soon as it serves. */
    static final String READY = "ready";

    @Mixin
    private BaseOption baseOption = new BaseOption();

    @Mixin
    private RunOptions options = new RunOptions();

    @Option(names = "--background", hidden = true)
    private boolean background;

    @Override
    public Integer call() throws Exception {
        options.apply();
        PrintStream starter = System.out;
        if (background) {
            TerminalSession.leave();
            // Standard error is the log; standard output is where somebody waits for the word.
            System.setOut(System.err);
        }
        Distribution distribution = Distribution.ofLauncher();
        Base base = baseOption.base(distribution);
        base.create(distribution);
        try (PidFile _ = PidFile.take(base.pidFile());
                LastWords words = LastWords.at(base.lastWords())) {
            Container container = Container.create(base);
            Ending ending = new Ending(container, words);
            Runtime.getRuntime().addShutdownHook(new Thread(ending::end, "gyre-stop"));
            try {
                container.start(distribution);
                checkBackend(container);
                Snapshot snapshot = container.startPlugins();
                checkServers(snapshot.servers());
                ending.serving();
                Report.print(container, snapshot, base, System.out);
                tellStarter(starter);
                container.await();
            } finally {
                ending.end();
            }
        }
        return ExitCode.OK;
    }

    private void tellStarter(PrintStream starter) {
        if (background) {
            starter.println(READY);
            starter.close();
        } else {
            System.out.println("Ctrl-C or \"gyre stop" + baseOption.hint() + "\" stops it.");
        }
    }

    private void checkBackend(Container container) throws StartException {
        List<String> installed = container.backends();
        if (!options.backends().isEmpty() && options.backends().stream().noneMatch(installed::contains)) {
            throw StartException.badValue("--backend: there is no backend " + String.join(" or ", options.backends())
                    + "; installed are " + String.join(", ", installed));
        }
        if (container.ladder().chosen().isEmpty()) {
            throw new StartException("no backend can serve. Considered:\n" + container.ladder()
                    + "Choose one that is available with --backend NAME.");
        }
    }

    /** One plug-in that fails does not disturb the others, but when none serves there is nothing to run for. */
    private void checkServers(List<ServerInfo> servers) throws StartException {
        List<ServerInfo> failed = servers.stream()
                .filter(server -> server.state() == ServerInfo.State.FAILED)
                .toList();
        boolean asked = options.listens()
                && failed.stream().anyMatch(server -> server.name().equals("echo"));
        if (asked || !failed.isEmpty() && failed.size() == servers.size()) {
            throw new StartException(
                    "a server that is needed cannot listen; why is said above. Choose another address with --listen HOST:PORT, or"
                            + " in etc/dev.gyre.server.NAME.cfg.");
        }
    }
}
