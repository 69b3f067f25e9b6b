package dev.gyre.loop.transport;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A transport that sends a byte stream. Writing never waits: what cannot be sent now is queued, and the protocol is
 * told by {@code pauseWriting} and {@code resumeWriting} when the queue is too long.
 *
 * <p><b>Threading</b>: the loop's thread only.
 *
 * <p><b>Ownership</b>: buffers are consumed to their limit and are the caller's again on return.
 *
 * <p><b>Errors</b>: a failure of the connection ends in {@code connectionLost}. What is written after {@link #close()},
 * {@link #abort()} or a loss is dropped; in debug mode, repeated, it is logged. Writing after {@link #writeEof()}, or
 * while a {@code sendfile} is under way, is refused.
 *
 * <p><b>Differences from asyncio</b>: {@link #writelines} obeys the high limit like {@link #write(ByteBuffer)}.
 */
@ProviderType
public interface WriteTransport extends BaseTransport {
    /**
     * Sends bytes, at once when nothing is queued.
     *
     * @param data the bytes between position and limit, consumed
     * @throws IllegalStateException after {@link #writeEof()}, or while a {@code sendfile} is under way
     */
    void write(ByteBuffer data);

    /**
     * Sends bytes.
     *
     * @param data the bytes; the array is the caller's again on return
     * @throws IllegalStateException after {@link #writeEof()}, or while a {@code sendfile} is under way
     */
    default void write(byte[] data) {
        write(ByteBuffer.wrap(data));
    }

    /**
     * Sends text. What the charset cannot encode is replaced, as in {@link Charset#encode(CharBuffer)}.
     *
     * @param text the text
     * @param charset how to encode it
     * @throws IllegalStateException after {@link #writeEof()}, or while a {@code sendfile} is under way
     */
    default void write(CharSequence text, Charset charset) {
        write(charset.encode(CharBuffer.wrap(text)));
    }

    /**
     * Sends the bytes of several buffers in order, with one call of the kernel where possible.
     *
     * @param data the buffers, each consumed to its limit
     * @throws IllegalStateException after {@link #writeEof()}, or while a {@code sendfile} is under way
     */
    void writelines(List<ByteBuffer> data);

    /**
     * {@return whether {@link #writeEof()} is supported}
     */
    boolean canWriteEof();

    /**
     * Ends the sending side after what is queued; receiving goes on. A second call does nothing.
     *
     * @throws UnsupportedOperationException when {@link #canWriteEof()} is false
     */
    void writeEof();

    /** Closes at once and drops what is queued; {@code connectionLost} follows with null. It works in every state. */
    void abort();

    /**
     * {@return how many bytes are queued}
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
