package dev.gyre.loop.spi;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/**
 * A stream as transports hold it: write queue, limits, half-close and pausing live here, and it stays the same object across
 * swaps. It starts with reading off.
 *
 * <p><b>Threading</b>: the loop's thread only.
 *
 * <p><b>Ownership</b>: it holds its {@link Owned} until {@link #close()}, {@link #abort} or {@link #surrender()}. Sources of bytes
 * are the caller's again on return.
 *
 * <p><b>Errors</b>: none of these methods throws for a failure of the stream; it ends in {@link StreamListener#closed}.
 */
public interface StreamHandle {
    /**
     * {@return the socket under it, for options and addresses}
     */
    Owned owned();

    /**
     * Replaces the listener; the next event goes to the new one.
     *
     * @param listener the new one
     */
    void listener(StreamListener listener);

    /**
     * Sends at once when nothing is queued, and copies only what the kernel did not take. Small writes that follow in the same
     * dispatch are gathered and leave when it ends.
     *
     * @param src the bytes, consumed to the limit
     */
    void write(ByteBuffer src);

    /**
     * Writes several buffers in order.
     *
     * @param srcs the buffers, each consumed to its limit
     * @param offset the first of them
     * @param length how many
     */
    void write(ByteBuffer[] srcs, int offset, int length);

    /**
     * Sends from a file after what is queued; {@link StreamListener#fileSent} says how it ended.
     *
     * @param file the file; its position is neither used nor changed; open until the report
     * @param position the first byte
     * @param count how many bytes
     * @throws IllegalStateException when another file is under way
     */
    void writeFile(FileChannel file, long position, long count);

    /** Ends a file that is under way at the byte it has come to, and has that reported before it returns. Does nothing without one. */
    void stopFile();

    /**
     * {@return how many bytes wait to be sent}
     */
    long queued();

    /**
     * {@return how many bytes were received so far; after the end, in all}
     */
    long received();

    /**
     * {@return how many bytes the backend has taken so far, those of files included; after the end, in all}
     */
    long sent();

    /**
     * Sets the limits of the write queue and applies them at once.
     *
     * @param low bytes at or below which writing resumes
     * @param high bytes above which writing pauses
     */
    void limits(long low, long high);

    /**
     * Switches reading.
     *
     * @param on whether to read; no data comes after it was switched off
     */
    void reading(boolean on);

    /** Ends the sending side after the queue; receiving goes on. A second call does nothing. */
    void endOutput();

    /** Reads no more, flushes the queue, then closes; {@link StreamListener#closed} with null follows. A second call does nothing. */
    void close();

    /**
     * Drops the queue and closes now; {@link StreamListener#closed} follows in a later callback.
     *
     * @param cause what {@code closed} reports; null for no error
     */
    void abort(@Nullable Throwable cause);

    /**
     * {@return whether a close has begun}
     */
    boolean closing();

    /**
     * Gives the socket up, open, for another owner; no callback comes afterwards.
     *
     * @return the socket, free
     * @throws IllegalStateException when bytes are still queued or a close has begun
     */
    Owned surrender();
}
