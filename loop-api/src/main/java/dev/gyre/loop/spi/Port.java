package dev.gyre.loop.spi;

/**
 * One registered thing, small and without policy. It is created disarmed and exchanged under its handle by a swap.
 *
 * <p><b>Threading</b>: the loop's thread only.
 *
 * <p><b>Ownership</b>: a port borrows its {@link Owned}; only {@link #close()} ends it.
 */
public interface Port {
    /**
     * Says what the owner wants to hear of. The meaning is level-triggered and applied lazily, at most one kernel call
     * per port and iteration, none for an unchanged interest (clause 2). It cannot fail here: a failure is reported as
     * readiness and found by the next attempt (clause 10).
     *
     * @param ops bits of {@link Ops}
     */
    void interest(int ops);

    /**
     * {@return what this port works on; the same object for the port's life}
     */
    Owned owned();

    /**
     * Ends the registration and leaves what was registered open and unchanged, for another loop or for the user
     * (clause 5). A second call, or one after {@link #close()}, does nothing.
     */
    void detach();

    /**
     * Ends the registration and closes what is owned, exactly once (clause 5); what is borrowed stays open. No report
     * about it reaches the sink afterwards. A second call does nothing.
     */
    void close();
}
