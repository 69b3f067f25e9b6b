package dev.gyre.loop.core;

/**
 * What a loop counts of itself. Written by the loop's thread alone and without a barrier: a reader elsewhere may be a moment behind.
 */
final class Gauges {
    private static final int BUCKETS = 64;

    /** How late timers ran: how many of them by less than 2^i nanoseconds. */
    private final long[] late = new long[BUCKETS];

    private long iterations;
    private long callbacks;
    private long swaps;
    private long latest;

    void iteration() {
        iterations++;
    }

    void callback() {
        callbacks++;
    }

    void swapped() {
        swaps++;
    }

    /** A timer runs so many nanoseconds after its time. */
    void late(long nanos) {
        long positive = Math.max(0, nanos);
        late[BUCKETS - Long.numberOfLeadingZeros(positive | 1)]++;
        latest = Math.max(latest, positive);
    }

    long iterations() {
        return iterations;
    }

    long callbacks() {
        return callbacks;
    }

    long swaps() {
        return swaps;
    }

    /** {@return the most that a timer was late, in microseconds} */
    double latestMicros() {
        return latest / 1e3;
    }

    /** {@return how late at the most that share of the timers was, in microseconds, rounded up to the next power of two of nanoseconds; 0 without any} */
    double lateMicros(double share) {
        long all = 0;
        for (long count : late) {
            all += count;
        }
        long seen = 0;
        for (int i = 0; i < BUCKETS; i++) {
            seen += late[i];
            if (seen > 0 && seen >= share * all) {
                return Math.min(latest, 1L << i) / 1e3;
            }
        }
        return 0;
    }
}
