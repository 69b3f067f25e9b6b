package dev.gyre.policy;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What is set for a policy as a whole: by configuration, which can change at any time, else by system properties and environment.
 *
 * @param backends names of backends in order of preference; empty leaves that to what is not configuration
 * @param swapGrace how long a loop without a backend waits for one; null leaves that to what is not configuration
 */
record PolicySettings(List<String> backends, @Nullable Duration swapGrace) {
    static final String GRACE = "gyre.swap.grace";
    static final String ALLOWED_GRACE = "a number of seconds from 0 to 86400";
    static final String ALLOWED_BACKENDS = "a list of names with commas between them";
    static final PolicySettings UNSET = new PolicySettings(List.of(), null);

    private static final Duration DEFAULT_GRACE = Duration.ofSeconds(10);

    static List<String> split(@Nullable String names) {
        return names == null
                ? List.of()
                : Arrays.stream(names.split(","))
                        .map(String::strip)
                        .filter(name -> !name.isEmpty())
                        .toList();
    }

    /** {@return the names that a text lists, none when it is blank; null when a name is empty or has a blank in it} */
    static @Nullable List<String> names(String text) {
        if (text.isBlank()) {
            return List.of();
        }
        List<String> names =
                Arrays.stream(text.split(",", -1)).map(String::strip).toList();
        boolean wrong =
                names.stream().anyMatch(name -> name.isEmpty() || name.chars().anyMatch(Character::isWhitespace));
        return wrong ? null : names;
    }

    /** {@return the time that a text says; null when it says none} */
    static @Nullable Duration seconds(String text) {
        try {
            double value = Double.parseDouble(text.strip());
            if (value >= 0 && value <= TimeUnit.DAYS.toSeconds(1)) {
                return Duration.ofMillis((long) (value * 1000));
            }
        } catch (NumberFormatException _) {
            // null says it
        }
        return null;
    }

    /** {@return how long a loop without a backend waits for one} */
    Duration grace() {
        if (swapGrace != null) {
            return swapGrace;
        }
        String property = System.getProperty(GRACE);
        if (property == null || property.isBlank()) {
            return DEFAULT_GRACE;
        }
        Duration set = seconds(property);
        if (set == null) {
            System.getLogger("dev.gyre.policy")
                    .log(
                            Level.WARNING,
                            "The system property " + GRACE + "=" + property + " is not " + ALLOWED_GRACE + "; "
                                    + DEFAULT_GRACE.toSeconds() + " is taken");
            return DEFAULT_GRACE;
        }
        return set;
    }
}
