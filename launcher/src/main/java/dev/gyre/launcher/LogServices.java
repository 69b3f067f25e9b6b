package dev.gyre.launcher;

import java.lang.System.Logger.Level;
import java.net.URI;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceFactory;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.log.LogLevel;
import org.osgi.service.log.LogService;
import org.osgi.service.log.LoggerFactory;

/** Gives every bundle a log service, and tells what File Install says about a plug-in apart. */
final class LogServices implements ServiceFactory<LogService> {
    private static final String FILE_INSTALL = "org.apache.felix.fileinstall";
    private static final Pattern ABOUT_A_FILE =
            Pattern.compile("(?:Error while starting bundle:|Failed to (?:install|update) artifact:?) (\\S.*)");

    private final PluginProblems problems;

    private LogServices(PluginProblems problems) {
        this.problems = problems;
    }

    static void register(BundleContext context, PluginProblems problems) {
        context.registerService(
                new String[] {LogService.class.getName(), LoggerFactory.class.getName()},
                new LogServices(problems),
                null);
    }

    @Override
    public LogService getService(Bundle bundle, ServiceRegistration<LogService> registration) {
        String name = String.valueOf(bundle.getSymbolicName());
        return new BundleLog(name, name.equals(FILE_INSTALL) ? this::fileInstall : LogServices::log);
    }

    @Override
    public void ungetService(Bundle bundle, ServiceRegistration<LogService> registration, LogService service) {}

    private void fileInstall(String source, LogLevel level, String message, @Nullable Throwable thrown) {
        Matcher matcher = ABOUT_A_FILE.matcher(message);
        if (thrown != null && matcher.matches()) {
            problems.report(name(matcher.group(1)), thrown);
        } else {
            log(source, level, message, thrown);
        }
    }

    private static String name(String file) {
        Path path = file.startsWith("file:") ? Path.of(URI.create(file)) : Path.of(file);
        return path.getFileName().toString();
    }

    private static void log(String source, LogLevel level, String message, @Nullable Throwable thrown) {
        System.Logger log = System.getLogger(source);
        log.log(level(level), message + LogLines.reason(thrown));
        if (thrown != null) {
            log.log(Level.DEBUG, message, thrown);
        }
    }

    private static Level level(LogLevel level) {
        return switch (level) {
            case ERROR -> Level.ERROR;
            case WARN -> Level.WARNING;
            case AUDIT, INFO -> Level.INFO;
            case DEBUG -> Level.DEBUG;
            case TRACE -> Level.TRACE;
        };
    }
}
