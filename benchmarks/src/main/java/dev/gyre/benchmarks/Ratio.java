package dev.gyre.benchmarks;

import java.util.Locale;

/**
 * A ratio and the interval that has it with 95 %.
 *
 * @param value the ratio
 * @param low where the interval begins
 * @param high where it ends
 */
record Ratio(double value, double low, double high) {
    /** {@return such as 1.05 (1.02–1.07)} */
    String format() {
        return String.format(Locale.ROOT, "%.2f (%.2f–%.2f)", value, low, high);
    }
}
