package dev.gyre.container;

/**
 * A loop.
 *
 * @param name its name
 * @param backend the name of its backend
 * @param state how it is
 * @param debug whether it is in debug mode
 * @param servers how many servers listen on it
 * @param connections how many connections of servers are on it
 */
public record LoopInfo(String name, String backend, State state, boolean debug, int servers, int connections) {
    /** How a loop is. */
    public enum State {
        /** It runs and answers. */
        RUNNING,
        /** Its backend has left; it waits for another, and does no input or output until then. */
        PARKED,
        /** It runs, but did not answer in time: a callback is blocking it. */
        BUSY,
        /** It is open, and nobody runs it. */
        IDLE
    }
}
