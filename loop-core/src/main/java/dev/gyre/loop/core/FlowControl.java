package dev.gyre.loop.core;

/** When writing pauses (strictly above high) and resumes (at or below low). */
final class FlowControl {
    private static final long DEFAULT_HIGH = 64 * 1024;
    private static final long DEFAULT_LOW = DEFAULT_HIGH / 4;

    private long low = DEFAULT_LOW;
    private long high = DEFAULT_HIGH;
    private boolean paused;

    void limits(long newLow, long newHigh) {
        if (newLow < 0 || newHigh < newLow) {
            throw new IllegalArgumentException(
                    "Limits must be 0 <= low <= high, not low " + newLow + " and high " + newHigh);
        }
        low = newLow;
        high = newHigh;
    }

    boolean paused() {
        return paused;
    }

    /** Whether this size pauses what was not paused. */
    boolean pausesAt(long size) {
        if (paused || size <= high) {
            return false;
        }
        paused = true;
        return true;
    }

    /** Whether this size resumes what was paused. */
    boolean resumesAt(long size) {
        if (!paused || size > low) {
            return false;
        }
        paused = false;
        return true;
    }
}
