package dev.gyre.loop.protocol;

import dev.gyre.loop.transport.ReadTransport;
import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A protocol of a byte stream that gives the memory the bytes are received into. Call grammar: {@code made → (getBuffer
 * → [bufferUpdated])* → [eofReceived] → lost}, with pauses and resumptions of writing anywhere between the first and
 * the last.
 *
 * <p><b>Threading</b>: as in {@link BaseProtocol}.
 *
 * <p><b>Ownership</b>: a buffer that {@link #getBuffer} returned is borrowed by the transport until the {@link
 * #bufferUpdated}, {@link #eofReceived()}, {@link #connectionLost} or {@code getBuffer} that follows. It is not to be
 * touched in between.
 *
 * <p><b>Errors</b>: as in {@link BaseProtocol}. A buffer without room or a read-only one is such a failure too.
 *
 * <p><b>Differences from asyncio</b>: the bytes are put from the buffer's position on, and the transport advances the
 * position by as many; there, a protocol keeps count itself.
 *
 * @param <T> the transport it can be used with
 */
@ConsumerType
public interface BufferedProtocol<T extends ReadTransport> extends StreamProtocol<T> {
    /**
     * Gives the memory for the next bytes. Called when the connection is reported readable, which once in a while turns out wrong: the next call then is this one
     * again.
     *
     * @param sizeHint the recommended room in bytes; -1 for any. A smaller or larger buffer is allowed
     * @return a writable buffer with at least one byte between position and limit
     * @throws Exception anything; the transport is then aborted
     */
    ByteBuffer getBuffer(int sizeHint) throws Exception;

    /**
     * Bytes were put into the buffer.
     *
     * @param count how many, at least 1; the buffer's position was advanced by as many
     * @throws Exception anything; the transport is then aborted
     */
    void bufferUpdated(int count) throws Exception;
}
