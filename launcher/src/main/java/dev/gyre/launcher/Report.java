package dev.gyre.launcher;

import java.io.PrintStream;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;

/** Says plainly what runs, on what, and how to end it. */
final class Report {
    private Report() {}

    static void print(Container container, PrintStream out) throws StartException {
        out.println("Gyre " + Version.ofGyre() + " on Java " + Runtime.version() + ", " + container.frameworkName());
        out.println("Bundles:");
        line(out, "dev.gyre.loop", Distribution.api(Constants.BUNDLE_VERSION), " (the API, lent by the launcher)");
        for (Bundle bundle : container.bundles()) {
            String remark = bundle.getState() == Bundle.ACTIVE ? "" : " (not active)";
            line(out, bundle.getSymbolicName(), bundle.getVersion().toString(), remark);
        }
        out.println("Backends, best first (* is taken):");
        container.ladder().toString().lines().forEach(line -> out.println("  " + line));
        out.println("The echo server is listening on " + container.address() + " with the backend "
                + container.backend() + ".");
        out.println("Ctrl-C or \"kill " + ProcessHandle.current().pid() + "\" stops it.");
        out.flush();
    }

    private static void line(PrintStream out, String name, String version, String remark) {
        out.printf("  %-26s %s%s%n", name, version, remark);
    }
}
