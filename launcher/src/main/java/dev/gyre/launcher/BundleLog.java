package dev.gyre.launcher;

import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;
import org.osgi.service.log.LogLevel;
import org.osgi.service.log.LogService;
import org.osgi.service.log.Logger;

/** The log service of one bundle: what it says stands among all other log lines, under the bundle's name. */
final class BundleLog implements LogService {
    private final String source;
    private final LogLine line;

    BundleLog(String source, LogLine line) {
        this.source = source;
        this.line = line;
    }

    /** Where a line goes. */
    @FunctionalInterface
    interface LogLine {
        void log(String source, LogLevel level, String message, @Nullable Throwable thrown);
    }

    @Override
    @Deprecated
    public void log(int level, String message) {
        log(level, message, null);
    }

    @Override
    @Deprecated
    public void log(int level, String message, @Nullable Throwable thrown) {
        line.log(source, level(level), message, thrown);
    }

    @Override
    @Deprecated
    public void log(@Nullable ServiceReference<?> reference, int level, String message) {
        log(level, message, null);
    }

    @Override
    @Deprecated
    public void log(@Nullable ServiceReference<?> reference, int level, String message, @Nullable Throwable thrown) {
        log(level, message, thrown);
    }

    @SuppressWarnings("deprecation") // the numbers of the old methods
    private static LogLevel level(int level) {
        return switch (level) {
            case LOG_ERROR -> LogLevel.ERROR;
            case LOG_WARNING -> LogLevel.WARN;
            case LOG_INFO -> LogLevel.INFO;
            default -> LogLevel.DEBUG;
        };
    }

    @Override
    public Logger getLogger(String name) {
        return getLogger(name, Logger.class);
    }

    @Override
    public Logger getLogger(Class<?> type) {
        return getLogger(type.getName(), Logger.class);
    }

    @Override
    public <L extends Logger> L getLogger(Class<?> type, Class<L> kind) {
        return getLogger(type.getName(), kind);
    }

    @Override
    public <L extends Logger> L getLogger(Bundle bundle, String name, Class<L> kind) {
        return getLogger(name, kind);
    }

    /** A proxy: thirty methods in five shapes, and two interfaces of them. */
    @Override
    public <L extends Logger> L getLogger(String name, Class<L> kind) {
        return kind.cast(Proxy.newProxyInstance(
                kind.getClassLoader(), new Class<?>[] {kind}, new NamedLogger(name, kind != Logger.class, line)));
    }
}
