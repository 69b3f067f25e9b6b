package dev.gyre.launcher;

import java.lang.System.Logger.Level;
import org.apache.felix.framework.Logger;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.ServiceReference;

/** What the framework says, among all other log lines. */
final class FrameworkLog extends Logger {
    private final System.Logger log = System.getLogger("org.apache.felix.framework");

    FrameworkLog() {
        setLogLevel(LOG_WARNING);
    }

    @Override
    @SuppressWarnings("rawtypes") // as it is declared
    protected void doLog(
            @Nullable Bundle bundle, @Nullable ServiceReference sr, int level, String msg, @Nullable Throwable thrown) {
        if (thrown instanceof BundleException) {
            // Thrown as well, so somebody else says it.
            log.log(Level.DEBUG, msg, thrown);
            return;
        }
        log.log(
                level == LOG_ERROR ? Level.ERROR : Level.WARNING,
                (bundle == null ? "" : bundle.getSymbolicName() + ": ") + msg + LogLines.reason(thrown));
        if (thrown != null) {
            log.log(Level.DEBUG, msg, thrown);
        }
    }
}
