package dev.gyre.loop.spi;

import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A datagram socket as transports hold it; the same object across swaps. It starts with reading off. Provisional.
 *
 * <p><b>Threading</b>: the loop's thread only.
 */
public interface DatagramHandle {
    /**
     * {@return the socket under it, for options and addresses}
     */
    Owned owned();

    /**
     * Sends one datagram, or queues a copy of it when the kernel takes none now.
     *
     * @param data its bytes, consumed; the caller's again on return
     * @param to where to; null on a connected socket
     */
    void send(ByteBuffer data, @Nullable SocketAddress to);

    /**
     * {@return how many bytes wait to be sent}
     */
    long queued();

    /**
     * Sets the limits of the queue and applies them at once.
     *
     * @param low bytes at or below which writing resumes
     * @param high bytes above which writing pauses
     */
    void limits(long low, long high);

    /**
     * Switches reading.
     *
     * @param on whether to read
     */
    void reading(boolean on);

    /** Flushes the queue, then closes. */
    void close();

    /**
     * Drops the queue and closes.
     *
     * @param cause what {@code closed} reports; null for no error
     */
    void abort(@Nullable Throwable cause);
}
