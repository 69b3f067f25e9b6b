package dev.gyre.loop;

import dev.gyre.loop.spi.Owned;
import dev.gyre.loop.spi.SocketKind;
import java.io.IOException;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A plain socket of a loop, for the {@code sock*} family, for watching, and for {@code sock=} options. Never blocking.
 *
 * <p>It belongs to the loop that has it at work; while nothing is under way on it, another loop may take it over by its next operation.
 *
 * <p><b>Threading</b>: the loop's thread only.
 *
 * <p><b>Ownership</b>: its user closes it, unless it was given to a transport or server, which owns it from then on; operations are refused
 * from then on. The end of a loop does not close it.
 *
 * <p><b>Differences from asyncio</b>: a socket that is going to listen is made as such ({@link SocketKind#LISTENER}), and binding it lets it
 * listen. Where {@code socket.recv()} and its kin are called there, only the loop's {@code sock*} operations are to be had here; they finish at
 * once when they can.
 */
@ProviderType
public non-sealed interface LoopSocket extends Watchable, AutoCloseable {
    /**
     * {@return the descriptor or channel under it, for options and addresses; {@link #surrender()} is how to take it}
     */
    Owned owned();

    /**
     * {@return what it is}
     */
    SocketKind kind();

    /**
     * {@return its family: {@link java.net.StandardProtocolFamily#INET}, {@code INET6} or {@code UNIX}}
     */
    ProtocolFamily family();

    /**
     * Binds it; a listening socket begins to listen, with a backlog of 100.
     *
     * @param local the address; null picks one
     * @throws IOException when it was refused
     */
    void bind(@Nullable SocketAddress local) throws IOException;

    /**
     * Binds it; a listening socket begins to listen.
     *
     * @param local the address; null picks one
     * @param backlog how many connections may wait; not looked at unless it is a listener
     * @throws IOException when it was refused
     */
    void bind(@Nullable SocketAddress local, int backlog) throws IOException;

    /**
     * Ends the sending side of a connected stream; receiving goes on.
     *
     * @throws IOException when it was refused
     */
    void shutdownOutput() throws IOException;

    /**
     * Sets an option.
     *
     * @param <T> the type of its value
     * @param option the option
     * @param value its value
     * @throws IOException when it was refused
     */
    <T> void setOption(SocketOption<T> option, T value) throws IOException;

    /**
     * Reads an option.
     *
     * @param <T> the type of its value
     * @param option the option
     * @return its value
     * @throws IOException when it was refused
     */
    <T> @Nullable T getOption(SocketOption<T> option) throws IOException;

    /**
     * {@return the address it is bound to, or null}
     *
     * @throws IOException when it is closed
     */
    @Nullable
    SocketAddress localAddress() throws IOException;

    /**
     * {@return the address it is connected to, or null}
     *
     * @throws IOException when it is closed
     */
    @Nullable
    SocketAddress remoteAddress() throws IOException;

    /**
     * Sends bytes over a Unix stream, and open descriptors with the first of them, as {@code socket.send_fds()} does. On the loop that has the socket.
     *
     * @param data the bytes, at least one, borrowed until the future is done
     * @param descriptors what to pass on, at most 253; they stay the caller's, and may be closed once the future is done
     * @return done when everything was sent
     * @throws IllegalArgumentException when there is no byte, or there are too many descriptors
     * @throws UnsupportedOperationException when this is no Unix stream
     * @throws IllegalStateException as {@link EventLoop#sockRecv} says; the future fails with an UnsupportedOperationException where the backend passes none
     */
    LoopFuture<Void> sendDescriptors(ByteBuffer data, int... descriptors);

    /**
     * Receives bytes over a Unix stream, and the descriptors that came with them, as {@code socket.recv_fds()} does. On the loop that has the socket.
     *
     * @param into where to put the bytes, with room for at least one; borrowed until the future is done
     * @param most how many descriptors to take; the rest is closed
     * @return what came
     * @throws IllegalArgumentException when there is no room for a byte, or {@code most} is negative
     * @throws java.nio.ReadOnlyBufferException when nothing can be put there
     * @throws UnsupportedOperationException when this is no Unix stream
     * @throws IllegalStateException as {@link EventLoop#sockRecv} says
     */
    LoopFuture<ReceivedDescriptors> receiveDescriptors(ByteBuffer into, int most);

    /**
     * Serves {@link EventLoop#addReader} and {@link EventLoop#removeReader}.
     *
     * @param loop the loop that watches
     * @param callback what to run; null ends the watch
     * @return whether something waited for reading before
     * @throws IllegalStateException when a transport, a server or another loop has the socket
     */
    boolean reader(EventLoop loop, @Nullable Callback callback);

    /**
     * Serves {@link EventLoop#addWriter} and {@link EventLoop#removeWriter}.
     *
     * @param loop the loop that watches
     * @param callback what to run; null ends the watch
     * @return whether something waited for writing before
     * @throws IllegalStateException when a transport, a server or another loop has the socket
     */
    boolean writer(EventLoop loop, @Nullable Callback callback);

    /**
     * Gives it up for a transport or server; its watches end.
     *
     * @return what was under it, which the caller takes
     * @throws IllegalStateException when an operation is under way on it, or somebody else has it already
     */
    Owned surrender();

    /** Closes it and fails the operations under way on it, unless it was given away. A second call does nothing. */
    @Override
    void close();
}
