package dev.gyre.shell;

import dev.gyre.container.ServerInfo;
import dev.gyre.container.Snapshot;
import java.io.PrintStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;

/** The commands of the scope {@code gyre}. */
final class GyreCommands {
    static final String SCOPE = "gyre";
    static final String[] FUNCTIONS = {"status", "stop"};

    private static final Logger LOG = System.getLogger("dev.gyre.shell");

    private final BundleContext context;
    private final Inventories inventories;

    GyreCommands(BundleContext context, Inventories inventories) {
        this.context = context;
        this.inventories = inventories;
    }

    @Descriptor("tells since when the container runs, on what, and what it serves")
    public void status(CommandSession session) throws Exception {
        PrintStream console = Console.of(session).stream();
        Instant started =
                Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime());
        Bundle framework = context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION);
        console.println("Gyre " + context.getBundle().getVersion() + " runs as process "
                + ProcessHandle.current().pid() + " for " + Units.age(started, Instant.now()) + ", on Java "
                + Runtime.version() + ", " + framework.getSymbolicName() + " " + framework.getVersion());
        Snapshot snapshot = inventories.snapshot();
        console.println(Units.count(snapshot.loops().size(), "loop") + ", "
                + Units.count(snapshot.servers().size(), "server") + ", "
                + Units.count(
                        snapshot.servers().stream().mapToLong(ServerInfo::open).sum(), "connection"));
        if (!snapshot.servers().isEmpty()) {
            console.println();
            Servers.table(snapshot).lines().forEach(console::println);
            Servers.problems(snapshot).forEach(console::println);
        }
    }

    /** Answers before anything stops: the session that asked gets its answer and its exit code, as the shell's own stop waits for those. */
    @Descriptor("stops the container: connections have some time to end, this shell ends with it")
    public void stop(CommandSession session) {
        Bundle framework = context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION);
        Console.of(session).stream().println("The container stops; connections have some time to end.");
        Thread.ofPlatform().name("gyre-stop").start(() -> stop(framework));
    }

    private static void stop(Bundle framework) {
        try {
            framework.stop();
        } catch (BundleException | IllegalStateException e) {
            LOG.log(Level.ERROR, "The framework does not stop: " + e.getMessage(), e);
        }
    }
}
