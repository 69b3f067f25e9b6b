package dev.gyre.loop.transport;

import dev.gyre.loop.protocol.BaseProtocol;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What every transport can do. A transport carries one connection and calls one protocol at a time.
 *
 * <p><b>Threading</b>: the loop's thread only, for every method of every transport; only {@link #getExtraInfo} may be asked from any
 * thread for what never changes: addresses, socket and loop. In debug mode a call from another thread is refused.
 *
 * <p><b>Ownership</b>: a transport owns its socket or pipe and closes it exactly once. It lives until it is closed, as its loop holds it;
 * one that is open when the loop is closed is closed with it, and named in the log, in debug mode with where it was made.
 *
 * <p><b>Errors</b>: a failure of the connection is never thrown from here; it ends in {@link
 * BaseProtocol#connectionLost}.
 *
 * <p><b>Differences from asyncio</b>: transports are {@link AutoCloseable}. A transport lives on, unchanged, when the
 * backend under its loop is exchanged.
 */
@ProviderType
public interface BaseTransport extends AutoCloseable {
    /**
     * Begins to close: no more data is received, what was written is sent, then {@link BaseProtocol#connectionLost}
     * comes with null. It does not wait. A second call does nothing.
     */
    @Override
    void close();

    /**
     * {@return whether the transport is closing or closed}
     */
    boolean isClosing();

    /**
     * Tells something about the connection or what lies under it. Addresses stay known after the transport is closed.
     *
     * @param <T> the type of the answer
     * @param key what is asked
     * @return the answer; empty when this transport has none
     */
    <T> Optional<T> getExtraInfo(ExtraInfo<T> key);

    /**
     * Replaces the protocol; the next event goes to the new one. Neither {@code connectionLost} of the old protocol nor
     * {@code connectionMade} of the new one is called.
     *
     * @param protocol the new protocol. The compiler cannot tell that it suits this transport: that is the caller's
     *     part
     * @throws IllegalArgumentException when it is of a kind that this transport does not call, such as a {@code
     *     DatagramProtocol} on a stream
     */
    void setProtocol(BaseProtocol<?> protocol);

    /**
     * {@return the protocol that is called now}
     */
    BaseProtocol<?> getProtocol();
}
