package dev.gyre.loop;

import java.time.Duration;
import java.util.List;

/**
 * What a change of backend did.
 *
 * @param from the name of the backend before
 * @param to the name of the backend now
 * @param moved how many handles were moved
 * @param failed the handles that could not be moved and were failed, with the reason; empty unless the backend was forced out
 * @param pause how long no I/O was served
 */
public record SwapReport(String from, String to, int moved, List<String> failed, Duration pause) {
    /** Copies the list. */
    public SwapReport {
        failed = List.copyOf(failed);
    }
}
