package dev.gyre.policy;

import dev.gyre.loop.LoopConfig;
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

    private static final String CONFIGURATION = "the configuration dev.gyre.policy, backends=";

    static Preference of(LoopConfig config, PolicySettings settings) {
        return of(config, settings, System.getProperty(PROPERTY), System.getenv(VARIABLE));
    }

    static Preference of(
            LoopConfig config, PolicySettings settings, @Nullable String property, @Nullable String variable) {
        if (!config.backends().isEmpty()) {
            return new Preference(config.backends(), "the loop's configuration");
        }
        if (!settings.backends().isEmpty()) {
            return new Preference(settings.backends(), CONFIGURATION + String.join(",", settings.backends()));
        }
        List<String> names = PolicySettings.split(property);
        if (!names.isEmpty()) {
            return new Preference(names, "the system property " + PROPERTY + "=" + property);
        }
        names = PolicySettings.split(variable);
        return names.isEmpty()
                ? new Preference(List.of(), "ranking")
                : new Preference(names, "the environment variable " + VARIABLE + "=" + variable);
    }

    boolean isExplicit() {
        return !names.isEmpty();
    }
}
