package dev.gyre.loop.transport;

/**
 * The limits of a transport's write queue: the protocol is paused strictly above the high one and resumed at or below
 * the low one.
 *
 * @param low bytes at or below which writing resumes
 * @param high bytes above which writing pauses; 0 pauses whenever anything is queued
 */
public record WriteBufferLimits(int low, int high) {
    /** What a transport has at first: 16 KiB and 64 KiB. */
    public static final WriteBufferLimits DEFAULT = new WriteBufferLimits(16 * 1024, 64 * 1024);

    /**
     * Checks the order.
     *
     * @throws IllegalArgumentException unless {@code 0 <= low <= high}
     */
    public WriteBufferLimits {
        if (low < 0 || low > high) {
            throw new IllegalArgumentException(
                    "Write buffer limits are low " + low + " and high " + high + "; it must be that 0 <= low <= high");
        }
    }

    /**
     * Makes limits of the high one.
     *
     * @param high bytes above which writing pauses
     * @return limits whose low one is a quarter of it
     * @throws IllegalArgumentException when it is negative
     */
    public static WriteBufferLimits ofHigh(int high) {
        return new WriteBufferLimits(high / 4, high);
    }

    /**
     * Makes limits of the low one.
     *
     * @param low bytes at or below which writing resumes
     * @return limits whose high one is four times it
     * @throws IllegalArgumentException when it is negative, or four times it is above {@link Integer#MAX_VALUE}
     */
    public static WriteBufferLimits ofLow(int low) {
        if (low > Integer.MAX_VALUE / 4) {
            throw new IllegalArgumentException(
                    "low is " + low + " bytes; four times that is too much for a high limit");
        }
        return new WriteBufferLimits(low, 4 * low);
    }
}
