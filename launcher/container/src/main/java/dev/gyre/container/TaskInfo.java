package dev.gyre.container;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A task of a loop, in its place among those that wait for each other: below a task, one deeper, come those it waits for.
 *
 * @param loop the loop's name
 * @param name its name
 * @param depth how many tasks stand above it, of which each waits for the next
 * @param again whether it stands in the list already
 * @param state how it is
 * @param waitsFor what it waits for; empty when it does not
 * @param waited for how long; null when it does not
 * @param at where its coroutine stands; empty before it begins
 */
public record TaskInfo(
        String loop,
        String name,
        int depth,
        boolean again,
        State state,
        String waitsFor,
        @Nullable Duration waited,
        String at) {
    /** How a task is. */
    public enum State {
        /** It has not begun. */
        NEW,
        /** It waits for a future. */
        WAITING,
        /** Its coroutine runs just now. */
        RUNNING,
        /** Something else than an await has suspended it: a lock, a sleep, a socket of the JDK. */
        BLOCKED
    }
}
