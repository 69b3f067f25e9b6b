package dev.gyre.loop.protocol;

import dev.gyre.loop.transport.BaseTransport;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * What every protocol hears. Call grammar: {@code made → (pause → resume)* → lost}. A connection may be lost while
 * writing is paused; {@code resumeWriting} does not come then.
 *
 * <p><b>Threading</b>: every method is called on the loop's thread, each as a callback of its own, never inside a call
 * that the protocol makes to its transport; {@link #pauseWriting()} and {@link #resumeWriting()} are the exceptions,
 * which may come inside a write or a change of limits.
 *
 * <p><b>Errors</b>: a method that throws has its transport aborted and the failure reported to the loop's exception
 * handler; {@link #connectionLost} then gets the failure. What {@code connectionLost} itself throws is reported.
 *
 * <p><b>Differences from asyncio</b>: the transport's type is a parameter, so a protocol says what it can be used with.
 * A method that throws never leaves a connection open and silent.
 *
 * @param <T> the transport it can be used with
 */
@ConsumerType
public interface BaseProtocol<T extends BaseTransport> {
    /**
     * The connection is made. Called once, before anything else.
     *
     * @param transport the connection's transport, to be kept by the protocol
     * @throws Exception anything; the transport is then aborted
     */
    default void connectionMade(T transport) throws Exception {}

    /**
     * The connection is lost or closed. Called once, after everything else, and only if {@link #connectionMade} was.
     *
     * @param cause why; null after a close or abort by this side and after an orderly end by the peer
     * @throws Exception anything; it is reported to the loop's exception handler
     */
    default void connectionLost(@Nullable Throwable cause) throws Exception {}

    /**
     * The transport's write buffer has grown above the high limit. Writing stays possible and goes on filling memory; a
     * protocol stops until {@link #resumeWriting()}. Calls of the two alternate.
     *
     * @throws Exception anything; the transport is then aborted
     */
    default void pauseWriting() throws Exception {}

    /**
     * The transport's write buffer has shrunk to the low limit or below.
     *
     * @throws Exception anything; the transport is then aborted
     */
    default void resumeWriting() throws Exception {}
}
