package dev.gyre.launcher;

import java.io.PrintStream;
import org.osgi.framework.Bundle;

/** Says plainly what runs, on what, and how to end it. */
final class Report {
    private Report() {}

    static void print(Container container, PrintStream out) {
        out.println("Gyre " + Version.ofGyre() + " on Java " + Runtime.version() + ", " + container.frameworkName());
        out.println("Bundles:");
        for (Bundle bundle : container.bundles()) {
            out.printf(
                    "  %-26s %s%s%n",
                    bundle.getSymbolicName(),
                    bundle.getVersion(),
                    bundle.getState() == Bundle.ACTIVE ? "" : " (not active)");
        }
        out.println("Backends, best first (* is taken):");
        container.ladder().toString().lines().forEach(line -> out.println("  " + line));
        out.println("The echo server is listening on " + container.address() + " with the backend "
                + container.backend() + ".");
        out.println("Ctrl-C or \"kill " + ProcessHandle.current().pid() + "\" stops it.");
        out.flush();
    }
}
