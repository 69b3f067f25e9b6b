package dev.gyre.launcher;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.osgi.framework.BundleException;

/** Why a bundle cannot be used, in a line. */
final class PluginReason {
    private static final Pattern REQUIREMENT =
            Pattern.compile("missing requirement \\[.*?\\)] ([\\w.]+); (.*?)(?= \\[caused by| Unresolved|$)");
    private static final Pattern PACKAGE = Pattern.compile("osgi\\.wiring\\.package=([\\w.]+)");
    private static final Pattern FROM = Pattern.compile("\\(version>=([\\w.]+)\\)");
    private static final Pattern BELOW = Pattern.compile("\\(!\\(version>=([\\w.]+)\\)\\)");
    private static final Pattern PLATFORM = Pattern.compile("osgi\\.ee=([\\w/.]+)\\)\\(version=([\\w.]+)");

    private PluginReason() {}

    static String of(Throwable failure) {
        return failure instanceof BundleException e ? ofBundle(e) : said(failure);
    }

    private static String ofBundle(BundleException e) {
        Throwable cause = e.getCause();
        if (cause instanceof ClassNotFoundException) {
            return "it does not start: " + said(cause);
        }
        return switch (e.getType()) {
            case BundleException.RESOLVE_ERROR -> unresolved(String.valueOf(e.getMessage()));
            case BundleException.ACTIVATOR_ERROR -> "it does not start: " + said(cause == null ? e : cause);
            default -> cause == null ? firstLine(e) : firstLine(e) + ": " + said(cause);
        };
    }

    /** Of a resolver's chain of reasons the last one is the one to mend. */
    private static String unresolved(String message) {
        List<String> missing = new ArrayList<>();
        Matcher matcher = REQUIREMENT.matcher(message);
        while (matcher.find()) {
            missing.add(requirement(matcher.group(1), matcher.group(2)));
        }
        return missing.isEmpty() ? "it does not resolve: " + message : "it needs " + missing.getLast();
    }

    private static String requirement(String namespace, String filter) {
        Matcher matcher = PACKAGE.matcher(filter);
        if (matcher.find()) {
            return "the package " + matcher.group(1) + versions(filter) + ", which no bundle here exports";
        }
        matcher = PLATFORM.matcher(filter);
        if (matcher.find()) {
            return matcher.group(1) + " " + matcher.group(2) + ", and this is Java "
                    + Runtime.version().feature();
        }
        return "the capability " + namespace + " " + filter + ", which no bundle here has";
    }

    private static String versions(String filter) {
        Matcher below = BELOW.matcher(filter);
        Matcher from = FROM.matcher(below.replaceAll(""));
        below.reset();
        return (from.find() ? " from version " + from.group(1) : "")
                + (below.find() ? " and below " + below.group(1) : "");
    }

    private static String said(Throwable failure) {
        if (failure instanceof ClassNotFoundException) {
            return "the class " + firstLine(failure).replaceFirst(" not found by .*", "") + " is not in it";
        }
        String line = firstLine(failure);
        return line.isEmpty()
                ? failure.getClass().getName()
                : failure.getClass().getSimpleName() + ": " + line;
    }

    private static String firstLine(Throwable failure) {
        return String.valueOf(failure.getMessage() == null ? "" : failure.getMessage())
                .lines()
                .findFirst()
                .orElse("");
    }
}
