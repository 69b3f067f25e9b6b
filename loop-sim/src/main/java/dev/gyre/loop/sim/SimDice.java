package dev.gyre.loop.sim;

import java.util.SplittableRandom;

/**
 * What a seed decides: how long operations take, how many bytes go at once, when readiness turns out to be false, and in which order
 * ports are served. Seed 0 plays no tricks. Datagrams are lost and the like only where {@link SimHazards} ask for it, under any seed.
 */
final class SimDice {
    private static final int MOST_ROUNDS = 3;
    private static final int ONE_IN_SPURIOUS = 16;
    private static final int ONE_IN_BLOCKED = 8;
    private static final int SMALL_PART = 16;

    private final SplittableRandom random;
    private final boolean tricks;
    private final long latencyNanos;
    private final SimHazards hazards;

    SimDice(SimOptions options) {
        random = new SplittableRandom(options.seed());
        tricks = options.seed() != 0;
        latencyNanos = options.latencyNanos();
        hazards = options.hazards();
    }

    /** {@return in how many rounds of polling an operation completes that starts now; 0 is this one} */
    int rounds() {
        return tricks ? random.nextInt(MOST_ROUNDS + 1) : 0;
    }

    /** {@return how much time an operation takes that starts now} */
    long latency() {
        return tricks && latencyNanos > 0 ? random.nextLong(latencyNanos) : latencyNanos;
    }

    /** {@return how many of some bytes go at once: all, a few or a part of them, but one at least} */
    int part(int most) {
        if (!tricks || most <= 1) {
            return most;
        }
        return switch (random.nextInt(3)) {
            case 0 -> most;
            case 1 -> 1 + random.nextInt(Math.min(most, SMALL_PART));
            default -> 1 + random.nextInt(most);
        };
    }

    /** {@return whether to report a port that has nothing} */
    boolean spurious() {
        return oneIn(ONE_IN_SPURIOUS);
    }

    /** {@return whether an attempt blocks that need not} */
    boolean blocked() {
        return oneIn(ONE_IN_BLOCKED);
    }

    /** {@return whether a connect is answered at once} */
    boolean atOnce() {
        return oneIn(2);
    }

    /** {@return which of so many ports comes first in this round} */
    int first(int count) {
        return tricks && count > 1 ? random.nextInt(count) : 0;
    }

    /** {@return whether a datagram does not arrive} */
    boolean lost() {
        return happens(hazards.loss());
    }

    /** {@return whether a datagram arrives twice} */
    boolean doubled() {
        return happens(hazards.duplication());
    }

    /** {@return whether a datagram is overtaken} */
    boolean overtaken() {
        return happens(hazards.reordering());
    }

    private boolean happens(int percent) {
        return percent > 0 && random.nextInt(SimHazards.ALL) < percent;
    }

    private boolean oneIn(int n) {
        return tricks && random.nextInt(n) == 0;
    }
}
