package dev.gyre.loop.spi;

/**
 * Something of the user's that is watched; the same object across swaps.
 *
 * <p><b>Threading</b>: the loop's thread only.
 */
public interface WatchHandle {
    /**
     * Says what to hear of. The meaning is level-triggered; what was withdrawn is not reported any more, not even from a batch
     * already fetched (clause 4).
     *
     * @param ops bits of {@link Ops}
     */
    void interest(int ops);

    /** Ends the watch at once and leaves the user's thing as it was. A second call does nothing. */
    void close();
}
