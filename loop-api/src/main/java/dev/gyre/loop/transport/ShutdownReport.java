package dev.gyre.loop.transport;

import java.time.Duration;

/**
 * How a {@link Server#shutdown} went.
 *
 * @param drained how many connections ended before the deadline
 * @param aborted how many were still there and were aborted
 * @param took how long it was from the call to the end of the last connection
 */
public record ShutdownReport(int drained, int aborted, Duration took) {
    /**
     * {@return whether the deadline came before the last connection's end}
     */
    public boolean timedOut() {
        return aborted > 0;
    }
}
