package dev.gyre.loop.protocol;

import dev.gyre.loop.transport.ReadTransport;
import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A protocol of a byte stream that is lent the bytes. Call grammar: {@code made → (dataReceived)* → [eofReceived] →
 * lost}, with pauses and resumptions of writing anywhere between the first and the last.
 *
 * <p><b>Threading</b>: as in {@link BaseProtocol}.
 *
 * <p><b>Ownership</b>: the bytes lent to {@link #dataReceived} are the loop's; copy what is needed later.
 *
 * <p><b>Errors</b>: as in {@link BaseProtocol}.
 *
 * <p><b>Differences from asyncio</b>: the data is a view of the loop's receive buffer, not an object of its own.
 *
 * @param <T> the transport it can be used with
 */
@ConsumerType
public interface Protocol<T extends ReadTransport> extends StreamProtocol<T> {
    /**
     * Bytes have come. Their division into calls means nothing.
     *
     * @param data at least one byte between position and limit, read-only, valid until this method returns; it need not
     *     be consumed, and what is left is not offered again. In debug mode the memory is overwritten afterwards
     * @throws Exception anything; the transport is then aborted
     */
    default void dataReceived(ByteBuffer data) throws Exception {}
}
