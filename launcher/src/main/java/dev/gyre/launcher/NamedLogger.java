package dev.gyre.launcher;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.ServiceReference;
import org.osgi.service.log.LogLevel;
import org.osgi.service.log.Logger;
import org.osgi.service.log.LoggerConsumer;

/** Behind {@link Logger}: methods are told by their names, which are those of the levels. */
final class NamedLogger implements InvocationHandler {
    private static final Map<String, LogLevel> LEVELS = Map.of(
            "audit", LogLevel.AUDIT,
            "error", LogLevel.ERROR,
            "warn", LogLevel.WARN,
            "info", LogLevel.INFO,
            "debug", LogLevel.DEBUG,
            "trace", LogLevel.TRACE);

    private final String name;
    private final boolean printf;
    private final BundleLog.LogLine line;

    NamedLogger(String name, boolean printf, BundleLog.LogLine line) {
        this.name = name;
        this.printf = printf;
        this.line = line;
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] args) throws Throwable {
        LogLevel level = LEVELS.get(method.getName());
        if (level != null && args != null) {
            log(proxy, level, args);
            return null;
        }
        return switch (method.getName()) {
            case "getName", "toString" -> name;
            case "hashCode" -> System.identityHashCode(proxy);
            case "equals" -> args != null && proxy == args[0];
            // The question "is…Enabled": the handlers decide.
            default -> true;
        };
    }

    private void log(Object proxy, LogLevel level, Object[] args) throws Throwable {
        if (args[0] instanceof LoggerConsumer<?> consumer) {
            accept(consumer, (Logger) proxy);
            return;
        }
        List<Object> values = Arrays.stream(args, 1, args.length)
                .flatMap(arg -> arg instanceof Object[] several ? Arrays.stream(several) : Stream.of(arg))
                .toList();
        Throwable thrown = values.stream()
                .filter(Throwable.class::isInstance)
                .map(Throwable.class::cast)
                .reduce((_, last) -> last)
                .orElse(null);
        List<Object> shown = values.stream()
                .filter(value -> value != thrown && !(value instanceof ServiceReference))
                .toList();
        line.log(name, level, format(String.valueOf(args[0]), shown), thrown);
    }

    @SuppressWarnings("unchecked") // it was given to a method of this logger
    private static <E extends Exception> void accept(LoggerConsumer<E> consumer, Logger logger) throws E {
        consumer.accept(logger);
    }

    private String format(String text, List<Object> values) {
        if (printf) {
            return String.format(Locale.ROOT, text, values.toArray());
        }
        StringBuilder result = new StringBuilder(text);
        int from = 0;
        for (Object value : values) {
            int at = result.indexOf("{}", from);
            if (at < 0) {
                break;
            }
            String shown = String.valueOf(value);
            result.replace(at, at + 2, shown);
            from = at + shown.length();
        }
        return result.toString();
    }
}
