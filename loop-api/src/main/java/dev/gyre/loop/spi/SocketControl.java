package dev.gyre.loop.spi;

import java.io.IOException;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Everything one does with a socket but I/O. A backend offers it for what it can name; {@link LoopIo#sockets()} forwards to
 * the loop's present backend, so it is valid across swaps.
 *
 * <p><b>Threading</b>: the loop's thread only.
 *
 * <p><b>Errors</b>: {@link dev.gyre.loop.LoopIOException} with the same kind on every backend; an option the socket does not have
 * is an {@link UnsupportedOperationException} that names it.
 */
public interface SocketControl {
    /**
     * Opens a socket, non-blocking and closed on exec.
     *
     * @param kind what it is going to be
     * @param family {@link java.net.StandardProtocolFamily#INET}, {@code INET6} or {@code UNIX}
     * @return the socket, free
     * @throws IOException when there is none to be had
     * @throws UnsupportedOperationException when the backend has no such sockets
     */
    Owned open(SocketKind kind, ProtocolFamily family) throws IOException;

    /**
     * Makes the owner of a descriptor that somebody else has opened.
     *
     * @param descriptor the descriptor
     * @return its owner, free
     */
    default Owned own(int descriptor) {
        return Owned.descriptor(descriptor);
    }

    /**
     * Binds a socket; a {@link SocketKind#LISTENER} also begins to listen.
     *
     * @param socket the socket
     * @param local the address; null picks one
     * @param backlog how many connections may wait; not looked at unless it is a listener
     * @throws IOException when it was refused
     */
    void bind(Owned socket, @Nullable SocketAddress local, int backlog) throws IOException;

    /**
     * Sets an option.
     *
     * @param <T> the type of its value
     * @param socket the socket
     * @param option the option
     * @param value its value
     * @throws IOException when it was refused
     */
    <T> void setOption(Owned socket, SocketOption<T> option, T value) throws IOException;

    /**
     * Reads an option.
     *
     * @param <T> the type of its value
     * @param socket the socket
     * @param option the option
     * @return its value
     * @throws IOException when it was refused
     */
    <T> @Nullable T getOption(Owned socket, SocketOption<T> option) throws IOException;

    /**
     * {@return the options this socket has}
     *
     * @param socket the socket
     */
    Set<SocketOption<?>> options(Owned socket);

    /**
     * {@return what a socket is}
     *
     * @param socket the socket
     * @throws IOException when it is closed
     * @throws UnsupportedOperationException when it is no socket
     */
    SocketKind kind(Owned socket) throws IOException;

    /**
     * {@return the address it is bound to, or null}
     *
     * @param socket the socket
     * @throws IOException when it is closed
     */
    @Nullable
    SocketAddress localAddress(Owned socket) throws IOException;

    /**
     * {@return the address it is connected to, or null}
     *
     * @param socket the socket
     * @throws IOException when it is closed
     */
    @Nullable
    SocketAddress remoteAddress(Owned socket) throws IOException;

    /**
     * Closes a socket that no port holds, exactly once; a second call does nothing.
     *
     * @param socket the socket
     */
    void close(Owned socket);
}
