package dev.gyre.container.servers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Dictionary;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads settings from a configuration first, where keys go without their prefix, then from a service's properties. */
final class SettingSource {
    private static final String PREFIX = "gyre.";

    private final @Nullable Dictionary<String, ?> configuration;
    private final Function<String, @Nullable Object> properties;

    SettingSource(@Nullable Dictionary<String, ?> configuration, Function<String, @Nullable Object> properties) {
        this.configuration = configuration;
        this.properties = properties;
    }

    /** {@return a property's name as it stands in a configuration} */
    static String key(String property) {
        return property.substring(PREFIX.length());
    }

    private @Nullable Object raw(String property) {
        Object configured = configuration == null ? null : configuration.get(key(property));
        return configured != null ? configured : properties.apply(property);
    }

    @Nullable
    String text(String property) {
        Object value = raw(property);
        String text = value == null ? "" : value.toString().strip();
        return text.isEmpty() ? null : text;
    }

    List<String> texts(String property) {
        Object value = raw(property);
        List<String> found = new ArrayList<>();
        if (value instanceof Object[] several) {
            Arrays.stream(several).forEach(each -> split(each, found));
        } else if (value instanceof Collection<?> several) {
            several.forEach(each -> split(each, found));
        } else if (value != null) {
            split(value, found);
        }
        return found;
    }

    private static void split(Object value, List<String> into) {
        for (String part : value.toString().split(",")) {
            if (!part.isBlank()) {
                into.add(part.strip());
            }
        }
    }

    double number(String property, double unset, double lowest, double highest) throws SettingException {
        String text = text(property);
        if (text == null) {
            return unset;
        }
        try {
            double value = Double.parseDouble(text);
            if (value >= lowest && value <= highest) {
                return value;
            }
        } catch (NumberFormatException _) {
            // said below
        }
        throw refused(property, text, "a number from " + (long) lowest + " to " + (long) highest);
    }

    boolean truth(String property, boolean unset) throws SettingException {
        String text = text(property);
        if (text == null) {
            return unset;
        }
        if (text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false")) {
            return Boolean.parseBoolean(text);
        }
        throw refused(property, text, "true or false");
    }

    SettingException refused(String property, String found, String allowed) {
        boolean configured = configuration != null && configuration.get(key(property)) != null;
        String name = configured ? key(property) : property;
        return new SettingException(name, name + "=" + found + " was found where " + allowed + " belongs");
    }
}
