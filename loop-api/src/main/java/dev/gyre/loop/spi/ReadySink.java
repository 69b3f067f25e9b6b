package dev.gyre.loop.spi;

/** Where {@link LoopBackend#poll} reports. It records and returns; it runs no user code (clause 1). */
@FunctionalInterface
public interface ReadySink {
    /**
     * Records that a port's owner may make progress. Spurious reports are legal (clause 3).
     *
     * @param owner the owner given to {@link LoopBackend#prepare}
     * @param ops bits of {@link Ops}
     */
    void ready(PortOwner owner, int ops);
}
