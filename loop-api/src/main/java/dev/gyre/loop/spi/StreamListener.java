package dev.gyre.loop.spi;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What a stream's transport hears, in this order: {@code connected? (received | filled | pauseWriting | resumeWriting | fileSent)* end? …
 * closed}. {@code connected} comes only on a handle made by {@link LoopIo#connect}; a failed connect goes to {@code closed} directly.
 *
 * <p><b>Threading</b>: the loop's thread, each call a dispatch of its own.
 *
 * <p><b>Errors</b>: a listener that throws has its stream aborted and the failure reported to the loop's exception handler.
 */
public interface StreamListener {
    /** The connect has succeeded. */
    default void connected() {}

    /**
     * Asks for a buffer to receive into, when the stream was reported readable; when that proves wrong, it is asked for again later.
     *
     * @param sizeHint bytes expected, or -1
     * @return the buffer, with room; null to be lent the loop's view by {@link #received}
     * @throws Exception anything; the stream is then aborted
     */
    default @Nullable ByteBuffer buffer(int sizeHint) throws Exception {
        return null;
    }

    /**
     * Bytes have come.
     *
     * @param view a read-only view of the loop's memory, valid until this method returns (clause 6)
     */
    void received(ByteBuffer view);

    /**
     * Bytes were put into the buffer that {@link #buffer} gave.
     *
     * @param count how many
     */
    default void filled(int count) {}

    /** The peer has ended its side; nothing more is received. */
    void end();

    /** The queue has grown above the high limit. */
    default void pauseWriting() {}

    /** The queue has shrunk to the low limit or below. */
    default void resumeWriting() {}

    /**
     * A file has been sent, wholly or in part.
     *
     * @param count bytes the kernel has taken
     * @param failure why it ended early; null when it did not
     */
    default void fileSent(long count, @Nullable Throwable failure) {}

    /**
     * The stream is closed; nothing follows.
     *
     * @param cause why; null after an orderly close
     */
    void closed(@Nullable Throwable cause);
}
