package dev.gyre.policy;

import dev.gyre.loop.LoopConfig;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which backends may serve, in which order, and who says so.
 *
 * @param names the backends; empty leaves it to ranking
 * @param source who named them, for messages
 */
record Preference(List<String> names, String source) {
    static final String PROPERTY = "gyre.loop";
    static final String VARIABLE = "GYRE_LOOP";

    static Preference of(LoopConfig config) {
        return of(config, System.getProperty(PROPERTY), System.getenv(VARIABLE));
    }

    static Preference of(LoopConfig config, @Nullable String property, @Nullable String variable) {
        if (!config.backends().isEmpty()) {
            return new Preference(config.backends(), "the loop's configuration");
        }
        List<String> names = split(property);
        if (!names.isEmpty()) {
            return new Preference(names, "the system property " + PROPERTY + "=" + property);
        }
        names = split(variable);
        return names.isEmpty()
                ? new Preference(List.of(), "ranking")
                : new Preference(names, "the environment variable " + VARIABLE + "=" + variable);
    }

    private static List<String> split(@Nullable String names) {
        return names == null
                ? List.of()
                : Arrays.stream(names.split(","))
                        .map(String::strip)
                        .filter(name -> !name.isEmpty())
                        .toList();
    }

    boolean isExplicit() {
        return !names.isEmpty();
    }
}
