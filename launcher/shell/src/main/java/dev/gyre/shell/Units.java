package dev.gyre.shell;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** Sizes and times as people read them. */
final class Units {
    private static final String PREFIXES = "KMGTPE";
    private static final long SECONDS_A_MINUTE = 60;
    private static final long SECONDS_AN_HOUR = 3600;
    private static final long SECONDS_A_DAY = 86_400;

    private Units() {}

    /** {@return a count of bytes, such as {@code 1.2 MiB}} */
    static String size(long bytes) {
        if (bytes < 1024) {
            return bytes + " B";
        }
        double value = bytes;
        int power = -1;
        // 1023.95 would be printed as 1024.0
        while (value >= 1023.95 && power < PREFIXES.length() - 1) {
            value /= 1024;
            power++;
        }
        return String.format(Locale.ROOT, "%.1f %siB", value, PREFIXES.charAt(Math.max(power, 0)));
    }

    /** {@return how long ago something was, its two largest units, such as {@code 3 m 12 s}} */
    static String age(Instant since, Instant now) {
        long seconds = Math.max(0, Duration.between(since, now).toSeconds());
        if (seconds < SECONDS_A_MINUTE) {
            return seconds + " s";
        }
        if (seconds < SECONDS_AN_HOUR) {
            return seconds / SECONDS_A_MINUTE + " m " + seconds % SECONDS_A_MINUTE + " s";
        }
        if (seconds < SECONDS_A_DAY) {
            return seconds / SECONDS_AN_HOUR + " h " + seconds % SECONDS_AN_HOUR / SECONDS_A_MINUTE + " m";
        }
        return seconds / SECONDS_A_DAY + " d " + seconds % SECONDS_A_DAY / SECONDS_AN_HOUR + " h";
    }

    /** {@return a short time, such as {@code 0.8 ms}} */
    static String pause(Duration pause) {
        double micros = pause.toNanos() / 1e3;
        if (micros < 1000) {
            return String.format(Locale.ROOT, "%.0f µs", micros);
        }
        if (micros < 1e6) {
            return String.format(Locale.ROOT, "%.1f ms", micros / 1e3);
        }
        return String.format(Locale.ROOT, "%.1f s", micros / 1e6);
    }

    /** {@return for how long something lasts, short or long, such as {@code 12 ms} or {@code 3 m 12 s}} */
    static String lasting(Duration time) {
        return time.toSeconds() < SECONDS_A_MINUTE ? pause(time) : age(Instant.EPOCH, Instant.EPOCH.plus(time));
    }

    /** {@return a count and what it counts, such as {@code 1 loop} or {@code 2 loops}} */
    static String count(long count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }
}
