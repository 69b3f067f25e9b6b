package dev.gyre.loop;

import org.jspecify.annotations.Nullable;

/**
 * How a task is made. Provisional.
 *
 * @param name its name; null for {@code Task-N}
 * @param context what it runs in; null for a capture of the present one
 * @param eagerStart whether it runs at once, up to its first suspension; null asks the task factory
 */
public record TaskOptions(
        @Nullable String name,
        @Nullable LoopContext context,
        @Nullable Boolean eagerStart) {
    /**
     * {@return the usual options}
     */
    public static TaskOptions defaults() {
        return new TaskOptions(null, null, null);
    }

    /**
     * {@return options with a name}
     *
     * @param name the name
     */
    public static TaskOptions named(String name) {
        return new TaskOptions(name, null, null);
    }
}
