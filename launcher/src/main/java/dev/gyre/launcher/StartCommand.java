package dev.gyre.launcher;

import java.io.PrintStream;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code gyre start}: serves until the process is told to end, then lets the connections end. */
@Command(
        name = "start",
        description = "Starts Gyre's bundles and an echo server, and serves until Ctrl-C or SIGTERM.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class StartCommand implements Callable<Integer> {
    private static final String LISTEN = "gyre.echo.listen";
    private static final String BACKEND = "gyre.loop";

    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            description =
                    "Where the echo server listens: 127.0.0.1:7007 unless set here or by the system property gyre.echo.listen; port 0"
                            + " takes any.")
    private @Nullable String listen;

    @Option(
            names = "--backend",
            paramLabel = "NAME",
            description =
                    "The loop's backend, or several in order of preference separated by commas; the best available unless set here, by"
                            + " the system property gyre.loop or the environment variable GYRE_LOOP.")
    private @Nullable String backend;

    private volatile boolean serving;

    @Override
    public Integer call() throws Exception {
        if (listen != null) {
            System.setProperty(LISTEN, listen);
        }
        if (backend != null) {
            System.setProperty(BACKEND, backend);
        }
        Container container = Container.create();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(container), "gyre-stop"));
        container.start(Distribution.ofLauncher());
        container.startPlugin();
        serving = true;
        Report.print(container, System.out);
        container.await();
        return 0;
    }

    /** Ends it all, in words when it had come to serving. */
    private void end(Container container) {
        PrintStream out = System.out;
        if (serving) {
            out.println("Stopping: no new connections; those there are have " + Container.drainSeconds()
                    + " seconds to end.");
        }
        container.stop().forEach(out::println);
        if (serving) {
            out.println("Stopped.");
        }
        out.flush();
    }
}
