package dev.gyre.loop.sim;

/**
 * One operation that completes some rounds and some virtual time after it was started. States: {@code IDLE → IN_FLIGHT → IDLE}; it is
 * ripe when it is in flight and both waits are over, and ends when the network has answered.
 */
final class SimOperation {
    private boolean inFlight;
    private int rounds;
    private long due;

    boolean inFlight() {
        return inFlight;
    }

    void start(SimDice dice, long now) {
        inFlight = true;
        rounds = dice.rounds();
        due = now + dice.latency();
    }

    void end() {
        inFlight = false;
    }

    /** One round has passed. */
    boolean tick() {
        if (inFlight && rounds > 0) {
            rounds--;
            return true;
        }
        return false;
    }

    boolean ripe(long now) {
        return inFlight && rounds == 0 && due <= now;
    }

    /** {@return when it may complete, if time is all it waits for; else {@link Long#MAX_VALUE}} */
    long dueAfter(long now) {
        return inFlight && due > now ? due : Long.MAX_VALUE;
    }
}
