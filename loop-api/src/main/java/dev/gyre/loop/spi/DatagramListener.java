package dev.gyre.loop.spi;

import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** What a datagram socket's transport hears, on the loop's thread: {@code (received | failed | pauseWriting | resumeWriting)* closed}. */
public interface DatagramListener {
    /**
     * A datagram has come; it may be empty.
     *
     * @param view a read-only view of the loop's memory, valid until this method returns
     * @param from where it came from; null when the mechanism does not say
     * @param truncated whether it was longer than the view
     */
    void received(ByteBuffer view, @Nullable SocketAddress from, boolean truncated);

    /**
     * A send or receive has failed; the socket stays open.
     *
     * @param cause why
     */
    void failed(Exception cause);

    /** The queue has grown above the high limit. */
    default void pauseWriting() {}

    /** The queue has shrunk to the low limit or below. */
    default void resumeWriting() {}

    /**
     * The socket is closed; nothing follows.
     *
     * @param cause why; null after an orderly close
     */
    void closed(@Nullable Throwable cause);
}
