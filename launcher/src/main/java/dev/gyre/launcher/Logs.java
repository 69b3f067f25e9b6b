package dev.gyre.launcher;

import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;

/** One line for each thing that is said: when, how grave, who, what. */
final class Logs {
    private static final String FORMAT = "java.util.logging.SimpleFormatter.format";
    private static final String MANAGER = "java.util.logging.manager";

    /** Held here, or their levels would be forgotten with them. */
    private static List<Logger> ours = List.of();

    private Logs() {}

    /** To be called before anything logs. */
    static void setUp() {
        setUnlessSet(FORMAT, "%1$tF %1$tT %4$s %3$s: %5$s%6$s%n");
        setUnlessSet(MANAGER, SteadyLogManager.class.getName());
    }

    private static void setUnlessSet(String key, String value) {
        if (System.getProperty(key) == null) {
            System.setProperty(key, value);
        }
    }

    /** Says also what is of interest to those who look for a fault, stack traces among it. */
    static void sayMore() {
        ours = List.of(Logger.getLogger("dev.gyre"), Logger.getLogger("org.apache.felix"));
        ours.forEach(logger -> logger.setLevel(Level.FINE));
        for (Handler handler : LogManager.getLogManager().getLogger("").getHandlers()) {
            handler.setLevel(Level.FINE);
        }
    }
}
