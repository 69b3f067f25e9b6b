package dev.gyre.launcher;

import java.lang.System.Logger;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What is wrong with plug-ins, each thing said once, by the name of the file. */
final class PluginProblems {
    private static final Logger LOG = System.getLogger("dev.gyre.deploy");

    private final Map<String, String> reasons = new ConcurrentHashMap<>();

    /** Says what is wrong, unless that was said of this file already. */
    void report(String file, String reason) {
        if (!reason.equals(reasons.put(file, reason))) {
            LOG.log(Logger.Level.WARNING, file + ": " + reason);
        }
    }

    void report(String file, Throwable failure) {
        LOG.log(Logger.Level.DEBUG, file, failure);
        report(file, PluginReason.of(failure));
    }

    /** The file is another by now, or gone. */
    void forget(String file) {
        reasons.remove(file);
    }
}
