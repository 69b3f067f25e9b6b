package dev.gyre.loop.spi;

import dev.gyre.loop.ReceivedDescriptors;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/**
 * Non-blocking attempts on a stream. "Would block" is a value, never an exception (clause 3). A completion mechanism
 * answers these from data it already holds and takes writes into bounded memory of its own.
 *
 * <p><b>Errors</b>: failures are {@link dev.gyre.loop.LoopIOException} with the same kind on every backend.
 */
public interface StreamPort extends Port {
    /**
     * Lends what has come, as a read-only view of the backend's memory that is valid until the same
     * backend lends the next (clause 6). A view shorter than the backend's buffer means that nothing more is at hand.
     *
     * @return the view; null when it would block; an empty view at the end of the stream
     * @throws IOException when the stream has failed
     */
    @Nullable
    ByteBuffer receive() throws IOException;

    /**
     * Receives into the caller's buffer.
     *
     * @param into where to put the bytes; its position advances
     * @return how many, {@link Outcome#WOULD_BLOCK} or {@link Outcome#END}
     * @throws IOException when the stream has failed
     */
    int receive(ByteBuffer into) throws IOException;

    /**
     * Takes what can be taken now. The rest stays in {@code src}, which is the caller's again on return (clause 6).
     *
     * @param src the bytes; its position advances by what was taken
     * @return how many were taken, or {@link Outcome#WOULD_BLOCK}
     * @throws IOException when the stream has failed
     */
    int send(ByteBuffer src) throws IOException;

    /**
     * Takes what can be taken now from several buffers, in order, with one call of the kernel where possible.
     *
     * @param srcs the buffers
     * @param offset the first of them
     * @param length how many
     * @return how many bytes were taken, or {@link Outcome#WOULD_BLOCK}
     * @throws IOException when the stream has failed
     */
    long send(ByteBuffer[] srcs, int offset, int length) throws IOException;

    /**
     * Sends from a file without a copy through the heap where the mechanism can.
     *
     * @param file the file; its position is neither used nor changed
     * @param position the first byte
     * @param count how many bytes at the most
     * @return how many bytes were taken, {@link Outcome#WOULD_BLOCK}, or {@link Outcome#END} when the file ends at
     *     {@code position}
     * @throws IOException when the stream or the file has failed
     */
    long sendFile(FileChannel file, long position, long count) throws IOException;

    /**
     * Starts a connect.
     *
     * @param remote where to
     * @return true when it is already connected; else readiness to write says that {@link #finishConnect()} has an answer
     * @throws IOException when it failed at once
     */
    boolean connect(SocketAddress remote) throws IOException;

    /**
     * Asks how the connect ended.
     *
     * @return true when connected, false when it goes on
     * @throws IOException when it failed
     */
    boolean finishConnect() throws IOException;

    /**
     * Sends, with descriptors that go with the first byte that is taken.
     *
     * @param src at least one byte; its position advances by what was taken
     * @param descriptors what to pass on; none is closed
     * @return how many bytes were taken, or {@link Outcome#WOULD_BLOCK}, with which none was passed on
     * @throws IOException when the connection has failed
     * @throws UnsupportedOperationException without {@link Capability#PASS_DESCRIPTORS}
     */
    default int sendPassing(ByteBuffer src, int[] descriptors) throws IOException {
        throw new UnsupportedOperationException(
                "Cannot pass descriptors: the backend lacks the capability " + Capability.PASS_DESCRIPTORS);
    }

    /**
     * Receives, with the descriptors that come with the bytes.
     *
     * @param into where to put the bytes; its position advances
     * @param most how many descriptors to take
     * @return what came, with a count of {@link Outcome#END} at the end; null when it would block
     * @throws IOException when the connection has failed
     * @throws UnsupportedOperationException without {@link Capability#PASS_DESCRIPTORS}
     */
    default @Nullable ReceivedDescriptors receivePassed(ByteBuffer into, int most) throws IOException {
        throw new UnsupportedOperationException(
                "Cannot be passed descriptors: the backend lacks the capability " + Capability.PASS_DESCRIPTORS);
    }

    /**
     * Ends the sending side; receiving goes on.
     *
     * @throws IOException when the stream has failed
     */
    void shutdownOutput() throws IOException;
}
