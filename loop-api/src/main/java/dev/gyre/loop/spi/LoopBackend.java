package dev.gyre.loop.spi;

import java.io.IOException;

/**
 * A mechanism for waiting and I/O under one running loop. Seen by the engine alone; after a swap it is another object.
 *
 * <p>The contract, by number (the contract suite cites these):
 *
 * <ol>
 *   <li>{@link #poll} runs no user code; the engine dispatches.
 *   <li>Interest behaves level-triggered and is applied lazily: at most one kernel call per port and iteration, none for an
 *       unchanged interest.
 *   <li>Spurious readiness is legal; "would block" is a value, never an exception.
 *   <li>After {@link Port#close()} or {@link Port#detach()} returns, or interest was withdrawn before a poll, no report comes from
 *       that poll. (Reports already fetched are the engine's to drop.)
 *   <li>Identity is the owner object, never the descriptor. Every descriptor has one owner and is closed exactly once; the
 *       wake-up mechanism is never touched after {@link #release()}.
 *   <li>A lent view is valid until this backend lends the next; receiving into a buffer, and datagrams, leave it as it is. A source of bytes is the caller's again on return; what is
 *       in flight is the backend's.
 *   <li>Closing may be asynchronous; memory goes only after the last outstanding completion.
 *   <li>Timeouts round up; 0 does not wait; a negative one waits for ever.
 *   <li>{@link #wakeup()} before {@link #poll} makes that {@code poll} return at once; one wake-up ends one poll.
 *   <li>A port's failure goes to its owner, by readiness and the next attempt; only a broken backend throws from {@code poll}.
 *   <li>Running out of descriptors or buffers on accept is a failure of that accept alone: the connection stays queued and the
 *       listener goes on being ready.
 *   <li>One poll reports every ready port: a busy one does not hide the others.
 * </ol>
 *
 * <p><b>Threading</b>: the loop's thread only, except {@link #wakeup()}.
 */
public interface LoopBackend {
    /**
     * Waits for readiness and reports it.
     *
     * @param timeoutNanos how long to wait at the most, in nanoseconds; 0 does not wait; a negative one waits for ever
     * @param sink where to report
     * @return how many reports were made
     * @throws IOException when the backend itself is broken
     */
    int poll(long timeoutNanos, ReadySink sink) throws IOException;

    /** Ends the present or the next {@link #poll}. Any thread; harmless after {@link #release()}. */
    void wakeup();

    /**
     * {@return this backend's clock in nanoseconds, monotonic; {@link System#nanoTime()} unless time is virtual}
     */
    default long nanoTime() {
        return System.nanoTime();
    }

    /**
     * {@return what one does with sockets but I/O. It opens and binds none after {@link #release()}; the rest goes on to work, for sockets that are parked
     *     until the next backend comes}
     */
    SocketControl sockets();

    /**
     * Says whether {@link #prepare} would take this, without side effect.
     *
     * @param kind what for
     * @param what the thing
     * @return the answer; a refusal names the flag or capability that is missing
     */
    Adoption canAdopt(PortKind kind, Owned what);

    /**
     * Registers, disarmed, on the same descriptor. A registration with another backend is left alone; {@link #release()} undoes
     * this one without closing anything.
     *
     * @param kind decides the port's type
     * @param what the thing, open and non-blocking
     * @param owner whom to report
     * @return a {@link StreamPort} (of pipe ends too), {@link ListenerPort}, {@link DatagramPort} or plain {@link Port}, by {@code kind}
     * @throws IOException when the mechanism refuses
     */
    Port prepare(PortKind kind, Owned what, PortOwner owner) throws IOException;

    /**
     * Starts no operation from now on; operations in flight end through {@link #poll}.
     *
     * @return true when none is left (a readiness mechanism: at once)
     */
    boolean quiesce();

    /** Takes {@link #quiesce()} back. */
    void resume();

    /**
     * Drops every registration and the backend's own descriptors; closes nothing it borrowed from a port. The single step of a
     * roll-back, and the last of a swap. A second call does nothing.
     */
    void release();

    /**
     * {@return how many ports are open, for checks that nothing leaks}
     */
    int openPorts();
}
