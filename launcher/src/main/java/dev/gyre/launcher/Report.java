package dev.gyre.launcher;

import dev.gyre.container.LoopInfo;
import dev.gyre.container.ServerInfo;
import dev.gyre.container.Snapshot;
import dev.gyre.loop.EventLoops;
import java.io.PrintStream;
import java.util.List;
import java.util.stream.Collectors;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;

/** Says plainly what runs, on what, and where its files are. */
final class Report {
    private Report() {}

    static void print(Container container, Snapshot snapshot, Base base, PrintStream out) throws StartException {
        out.println("Gyre " + Version.ofGyre() + " on Java " + Runtime.version() + ", " + container.frameworkName());
        out.println("Bundles:");
        line(
                out,
                "dev.gyre.loop",
                Distribution.header(EventLoops.class, Constants.BUNDLE_VERSION) + " (the API, lent by the launcher)");
        for (Bundle bundle : container.bundles()) {
            String remark = bundle.getState() == Bundle.ACTIVE ? "" : " (not active)";
            line(out, bundle.getSymbolicName(), bundle.getVersion() + remark);
        }
        out.println("Backends, best first (* is taken):");
        snapshot.backends().toString().lines().forEach(line -> out.println("  " + line));
        loops(snapshot.loops(), out);
        servers(snapshot.servers(), out);
        out.println("Plug-ins: " + base.deploy() + ", configurations: " + base.etc());
        out.flush();
    }

    private static void loops(List<LoopInfo> loops, PrintStream out) {
        out.println("Loops: "
                + loops.stream()
                        .map(loop -> loop.name() + " (" + loop.backend() + ")")
                        .collect(Collectors.joining(", ")));
    }

    private static void servers(List<ServerInfo> servers, PrintStream out) {
        if (servers.isEmpty()) {
            out.println("No servers: there is no plug-in that serves.");
            return;
        }
        out.println("Servers:");
        servers.forEach(server -> line(out, server.name(), where(server)));
    }

    private static String where(ServerInfo server) {
        String problem = server.problem() == null ? "" : " (" + server.problem() + ")";
        return switch (server.state()) {
            case LISTENING -> String.join(", ", server.addresses()) + problem;
            case FAILED -> "does not serve" + problem;
            case WAITING -> "waits for the pieces of a loop" + problem;
            case DRAINING -> "is being stopped";
            case DISABLED -> "is switched off by its configuration";
        };
    }

    private static void line(PrintStream out, String name, String what) {
        out.printf("  %-34s %s%n", name, what);
    }
}
