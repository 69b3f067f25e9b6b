package dev.gyre.loop.protocol;

import dev.gyre.loop.transport.ReadTransport;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * What protocols of byte streams have in common. One implements {@link Protocol}, which is lent the bytes, or {@link
 * BufferedProtocol}, which gives the memory they go to. Call grammar: {@code made → (data)* → [eof] → lost}, with
 * pauses and resumptions of writing anywhere between the first and the last.
 *
 * <p><b>Threading</b>, <b>Errors</b>: as in {@link BaseProtocol}.
 *
 * <p><b>Differences from asyncio</b>: the type has no name there; a protocol that is neither of the two is refused by
 * the operation that gets it.
 *
 * @param <T> the transport it can be used with
 */
@ConsumerType
public interface StreamProtocol<T extends ReadTransport> extends BaseProtocol<T> {
    /**
     * The peer has ended its side; no data follows. Called once at the most.
     *
     * @return true to keep the transport open for writing, where its kind can be half open; false to close it after
     *     what is queued
     * @throws Exception anything; the transport is then aborted
     */
    default boolean eofReceived() throws Exception {
        return false;
    }
}
