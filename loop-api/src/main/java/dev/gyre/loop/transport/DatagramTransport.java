package dev.gyre.loop.transport;

import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A datagram socket. Sending never waits: what the kernel does not take now is queued, datagram by datagram. The first datagram that a callback
 * sends goes at once; those that follow it, and all that answer several datagrams which came together, leave together when the callbacks of that event
 * have returned.
 *
 * <p><b>Threading</b>: the loop's thread only.
 *
 * <p><b>Ownership</b>: buffers are consumed to their limit and are the caller's again on return.
 *
 * <p><b>Errors</b>: a send that fails, because the datagram is too long or because nobody listens at a peer's port, goes to
 * {@code errorReceived} and costs that datagram alone; for datagrams that leave together, when the callback that has sent them returns. When the kernel has no buffers left, the datagram waits in the
 * queue and is tried again after some milliseconds. What is sent after {@link #close()} or {@link #abort()} is dropped,
 * and the fifth is warned of. A datagram that is longer than the buffer it is received into, 64 KiB, would arrive cut
 * off; no internet datagram is. A backend that fails otherwise than the network does ends the endpoint: that is reported,
 * and {@code connectionLost} says why.
 *
 * <p><b>Differences from asyncio</b>: the limits of the queue can be read back. Addresses are resolved by whoever
 * sends, where asyncio would block the loop over it. Nobody to send to is refused; asyncio ends the endpoint. Dropped
 * datagrams are warned of once; asyncio warns again at each that follows. When the kernel has no buffers, asyncio tells
 * {@code error_received} and the datagram is lost. On the backend {@code nio} a connected socket sends no empty
 * datagrams, as {@code java.nio} does not; {@code errorReceived} says so.
 */
@ProviderType
public interface DatagramTransport extends BaseTransport {
    /**
     * Sends one datagram.
     *
     * @param data its bytes between position and limit, possibly none, consumed
     * @param to where to; null on a connected socket means its peer
     * @throws IllegalArgumentException when the socket is connected to another peer, or is not connected and {@code to}
     *     is null
     */
    void sendto(ByteBuffer data, @Nullable SocketAddress to);

    /**
     * Sends one datagram to the peer of a connected socket.
     *
     * @param data its bytes between position and limit, possibly none, consumed
     * @throws IllegalArgumentException when the socket is not connected
     */
    default void sendto(ByteBuffer data) {
        sendto(data, null);
    }

    /** Closes at once and drops what is queued; {@code connectionLost} follows with null. */
    void abort();

    /**
     * {@return how many bytes are queued, with 8 for each datagram's header, so that empty ones count too}
     */
    long getWriteBufferSize();

    /**
     * {@return the limits of the queue}
     */
    WriteBufferLimits getWriteBufferLimits();

    /**
     * Sets the limits of the queue and applies them at once: the protocol may be paused or resumed inside this call.
     *
     * @param limits the limits; null restores {@link WriteBufferLimits#DEFAULT}
     */
    void setWriteBufferLimits(@Nullable WriteBufferLimits limits);
}
