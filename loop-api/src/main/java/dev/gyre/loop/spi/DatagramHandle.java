package dev.gyre.loop.spi;

import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A datagram socket as transports hold it; the same object across swaps. It starts with reading off.
 *
 * <p><b>Threading</b>: the loop's thread only.
 *
 * <p><b>Errors</b>: a datagram that cannot be sent or received is told to {@link DatagramListener#failed}, and the socket goes on. When the
 * kernel has no buffer left, the datagram waits in the queue.
 */
public interface DatagramHandle {
    /**
     * {@return the socket under it, for options and addresses}
     */
    Owned owned();

    /**
     * Replaces the listener; the next event goes to the new one.
     *
     * @param listener the new one
     */
    void listener(DatagramListener listener);

    /**
     * Sends one datagram, or queues a copy of it when the kernel takes none now. What is sent to answer several datagrams that came together, and
     * what a callback sends after its first, leaves together when the callbacks of that event have returned; failures are told then.
     *
     * @param data its bytes, consumed; the caller's again on return
     * @param to where to; null on a connected socket
     */
    void send(ByteBuffer data, @Nullable SocketAddress to);

    /**
     * {@return how much waits to be sent because the kernel has taken none, in bytes, with 8 for each datagram's header, so that empty ones count too}
     */
    long queued();

    /**
     * {@return how many bytes were received so far; after the end, in all}
     */
    long received();

    /**
     * {@return how many bytes the backend has taken so far; after the end, in all}
     */
    long sent();

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
