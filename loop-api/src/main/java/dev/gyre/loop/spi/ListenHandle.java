package dev.gyre.loop.spi;

/**
 * A listening socket as servers hold it. It starts paused and stays the same object across swaps.
 *
 * <p><b>Threading</b>: the loop's thread only.
 */
public interface ListenHandle {
    /**
     * {@return the socket under it, for options and addresses}
     */
    Owned owned();

    /** Accepts no more until {@link #resume()}; connections wait in the kernel's queue. */
    void pause();

    /** Accepts. */
    void resume();

    /** Closes the socket. A second call does nothing. */
    void close();

    /**
     * Gives the socket up, open and with its queue, for another owner.
     *
     * @return the socket, free
     * @throws IllegalStateException when it is closed or was given up before
     */
    Owned surrender();
}
