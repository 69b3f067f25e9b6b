package dev.gyre.loop.spi;

/** What a server hears of its listening socket, on the loop's thread. */
public interface AcceptListener {
    /**
     * A connection was accepted.
     *
     * @param connection the socket, free; the listener takes it or closes it
     */
    void accepted(Owned connection);

    /**
     * An accept has failed. Running out of descriptors or buffers is reported once; the handle backs off and recovers by itself
     * (clause 11).
     *
     * @param cause why
     * @param retryNanos after how many nanoseconds it tries again; negative when the listener is broken and was closed
     */
    void acceptFailed(Exception cause, long retryNanos);

    /**
     * A shortage has ended under which waiting connections were accepted and closed at once, so that they had an answer.
     *
     * @param count how many
     */
    default void turnedAway(long count) {}

    /** The engine has closed the socket: the loop is ending, or a forced swap could not keep it. Not called after the holder's own close. */
    default void closed() {}
}
