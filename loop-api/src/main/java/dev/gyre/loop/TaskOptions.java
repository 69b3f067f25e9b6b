package dev.gyre.loop;

import org.jspecify.annotations.Nullable;

/**
 * How a task is made.
 *
 * @param name its name; null for {@code Task-N}, numbered through
 * @param context what it runs in; null for a capture of the present one
 * @param eagerStart whether it runs at once, inside the call that makes it, up to its first suspension; null leaves it to the task factory, and the
 *     default one starts it in the next iteration. Before the loop runs, none starts at once
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

    /**
     * {@return options of a task that runs at once, up to its first suspension}
     */
    public static TaskOptions eager() {
        return new TaskOptions(null, null, true);
    }
}
