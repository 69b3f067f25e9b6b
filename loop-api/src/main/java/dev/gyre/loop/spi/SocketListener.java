package dev.gyre.loop.spi;

/** Who holds a {@link SocketHandle}. */
@FunctionalInterface
public interface SocketListener {
    /**
     * The socket was closed by the loop, not by its holder; a callback on the loop's thread.
     *
     * @param cause why
     */
    void ended(Throwable cause);
}
