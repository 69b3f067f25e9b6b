package dev.gyre.transports.tcp;

import org.jspecify.annotations.Nullable;

/** Hears how the sending of a piece of a file has ended. */
interface FileReport {
    /** Nobody waits. */
    FileReport NONE = (count, failure) -> {};

    /**
     * The piece has been sent, wholly or in part.
     *
     * @param count bytes the kernel has taken
     * @param failure why it ended early; null when it did not
     */
    void fileSent(long count, @Nullable Throwable failure);
}
