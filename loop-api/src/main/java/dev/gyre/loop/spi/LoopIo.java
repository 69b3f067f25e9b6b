package dev.gyre.loop.spi;

import dev.gyre.loop.transport.TransportSocket;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The only door from a provider to I/O: {@code EventLoop.io()}, the same object across swaps. Each method makes a handle that takes
 * the socket it is given; when the method throws, the socket is closed.
 *
 * <p><b>Threading</b>: the loop's thread only.
 *
 * <p><b>Errors</b>: {@link dev.gyre.loop.LoopIOException}; {@link UnsupportedOperationException} when the present backend cannot
 * serve it, naming the capability.
 */
public interface LoopIo {
    /**
     * {@return what the present backend can do}
     */
    Set<Capability> capabilities();

    /**
     * {@return what one does with sockets but I/O}
     */
    SocketControl sockets();

    /**
     * {@return what the users of a transport see of its socket: options and addresses without I/O, valid across swaps}
     *
     * @param socket the socket
     */
    TransportSocket transportSocket(Owned socket);

    /**
     * Takes a connected stream.
     *
     * @param connected the socket
     * @param listener who hears of it
     * @return its handle, with reading off
     * @throws IOException when the backend refuses it
     */
    StreamHandle stream(Owned connected, StreamListener listener) throws IOException;

    /**
     * Takes a fresh stream socket and starts its connect; the listener hears {@code connected} or {@code closed}.
     *
     * @param fresh the socket, bound or not
     * @param remote where to
     * @param listener who hears of it
     * @return its handle, with reading off
     * @throws IOException when the backend refuses it
     */
    StreamHandle connect(Owned fresh, SocketAddress remote, StreamListener listener) throws IOException;

    /**
     * Takes the end of a pipe, a FIFO, a socket or a character device to read from. What it is written by the handle is dropped, and ending its output closes it.
     *
     * @param end the end; a descriptor that waited until now waits again once it is closed
     * @param listener who hears of it
     * @return its handle, with reading off
     * @throws IOException when the backend refuses it
     */
    StreamHandle readPipe(Owned end, StreamListener listener) throws IOException;

    /**
     * Takes the end of a pipe, a FIFO, a socket or a character device to write to. Ending its output closes it, after the queue. With
     * {@link StreamHandle#reading} on, the listener hears {@link StreamListener#end} when nobody can read any more, where the backend is told.
     *
     * @param end the end; a descriptor that waited until now waits again once it is closed
     * @param listener who hears of it
     * @return its handle, with reading off
     * @throws IOException when the backend refuses it
     */
    StreamHandle writePipe(Owned end, StreamListener listener) throws IOException;

    /**
     * Takes a listening socket.
     *
     * @param bound the socket
     * @param listener who hears of its connections
     * @return its handle, paused
     * @throws IOException when the backend refuses it
     */
    ListenHandle listen(Owned bound, AcceptListener listener) throws IOException;

    /**
     * Takes a datagram socket.
     *
     * @param socket the socket, bound or not
     * @param remote the only peer, or null
     * @param listener who hears of it
     * @return its handle, with reading off
     * @throws IOException when the backend refuses it
     */
    DatagramHandle datagram(Owned socket, @Nullable SocketAddress remote, DatagramListener listener) throws IOException;

    /**
     * Takes a socket for single operations. Unlike the other methods, it leaves the socket open and free when it throws.
     *
     * @param socket the socket, in whatever state
     * @param kind what it is
     * @param listener who hears that it has ended
     * @return its handle, watched by nobody
     * @throws IOException when the backend refuses it
     */
    SocketHandle socket(Owned socket, SocketKind kind, SocketListener listener) throws IOException;

    /**
     * Watches something that its user keeps.
     *
     * @param borrowed the thing
     * @param listener who hears of it
     * @return its handle, with no interest yet
     * @throws IOException when the backend refuses it
     */
    WatchHandle watch(Owned borrowed, WatchListener listener) throws IOException;
}
