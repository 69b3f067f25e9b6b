package dev.gyre.loop;

import java.time.Duration;

/**
 * What a suspended coroutine waits for.
 *
 * @param future the future, or the loop's view of the stage that was awaited
 * @param time how long it has waited by the loop's clock
 */
public record TaskWait(LoopFuture<?> future, Duration time) {}
