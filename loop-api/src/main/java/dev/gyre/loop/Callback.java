package dev.gyre.loop;

/**
 * Something a loop calls back: a scheduled callback, a watch, a signal.
 *
 * <p><b>Threading</b>: run on the loop's thread.
 *
 * <p><b>Errors</b>: what it throws goes to the loop's exception handler, and the loop goes on.
 */
@FunctionalInterface
public interface Callback {
    /**
     * Runs.
     *
     * @throws Exception anything; it is reported, never lost
     */
    void run() throws Exception;
}
