package dev.gyre.loop.spi;

import dev.gyre.loop.Callback;
import dev.gyre.loop.Handle;
import dev.gyre.loop.ReceivedDescriptors;
import dev.gyre.loop.ReceivedFrom;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/**
 * A socket for single operations: attempts that never block, and one reader and one writer to wait with. It stays the same object across
 * swaps.
 *
 * <p><b>Threading</b>: the loop's thread only.
 *
 * <p><b>Ownership</b>: it holds its {@link Owned} until {@link #close()} or {@link #surrender()}; so does the end of the loop, which gives it up
 * open. Buffers are the caller's again on return.
 *
 * <p><b>Errors</b>: {@link dev.gyre.loop.LoopIOException} with the same kind on every backend.
 */
public interface SocketHandle {
    /**
     * {@return the socket under it, for options and addresses}
     */
    Owned owned();

    /**
     * {@return whether it still holds the socket}
     */
    boolean open();

    /**
     * Receives bytes, or one datagram, whose rest is lost when it is longer than the room.
     *
     * @param into where to put them
     * @return how many came and from where; 0 also at the end of a stream; null when it would block
     * @throws IOException when the socket has failed
     */
    @Nullable
    ReceivedFrom<Integer> receive(ByteBuffer into) throws IOException;

    /**
     * Sends what can be taken now, or one whole datagram to the peer it is connected to.
     *
     * @param src the bytes; its position advances by what was taken
     * @return how many were taken, or {@link Outcome#WOULD_BLOCK}
     * @throws IOException when the socket has failed
     */
    int send(ByteBuffer src) throws IOException;

    /**
     * Sends over a stream what can be taken now, with descriptors that go with the first byte.
     *
     * @param src at least one byte; its position advances by what was taken
     * @param descriptors what to pass on; none is closed
     * @return how many bytes were taken, or {@link Outcome#WOULD_BLOCK}, with which none was passed on
     * @throws IOException when the socket has failed
     * @throws UnsupportedOperationException when the backend cannot
     */
    int sendPassing(ByteBuffer src, int[] descriptors) throws IOException;

    /**
     * Receives bytes over a stream, and the descriptors that come with them.
     *
     * @param into where to put the bytes
     * @param most how many descriptors to take
     * @return what came, with 0 bytes at the end; null when it would block
     * @throws IOException when the socket has failed
     * @throws UnsupportedOperationException when the backend cannot
     */
    @Nullable
    ReceivedDescriptors receivePassed(ByteBuffer into, int most) throws IOException;

    /**
     * Sends one whole datagram.
     *
     * @param src its bytes, consumed when sent
     * @param to where to
     * @return how many were sent, or {@link Outcome#WOULD_BLOCK}
     * @throws IOException when it was refused
     */
    int sendTo(ByteBuffer src, SocketAddress to) throws IOException;

    /**
     * Sends from a file.
     *
     * @param file the file; its position is neither used nor changed
     * @param position the first byte
     * @param count how many bytes at the most
     * @return how many were taken, {@link Outcome#WOULD_BLOCK}, or {@link Outcome#END} when the file ends at {@code position}
     * @throws IOException when the socket or the file has failed
     */
    long sendFile(FileChannel file, long position, long count) throws IOException;

    /**
     * Starts a connect, or goes on with one to the same address that is under way.
     *
     * @param remote where to
     * @return true when it is connected; else readiness to write says that {@link #finishConnect()} has an answer
     * @throws IOException when it failed at once, or another one is under way
     */
    boolean connect(SocketAddress remote) throws IOException;

    /**
     * Asks how the connect ended.
     *
     * @return true when connected, false when it goes on
     * @throws IOException when it failed
     */
    boolean finishConnect() throws IOException;

    /**
     * Takes one connection from the queue of a listening socket.
     *
     * @return the connection, free; null when it would block
     * @throws IOException when it failed
     */
    @Nullable
    Owned accept() throws IOException;

    /**
     * Ends the sending side of a stream; receiving goes on.
     *
     * @throws IOException when the socket has failed
     */
    void shutdownOutput() throws IOException;

    /**
     * Calls back whenever the socket is ready; replaces who waited for the same before.
     *
     * @param op {@link Ops#READ} or {@link Ops#WRITE}
     * @param callback what to run, in the present context
     * @return cancelling it ends this watch at once, and never one that has replaced it
     */
    Handle watch(int op, Callback callback);

    /**
     * Ends a watch, whoever began it, at once.
     *
     * @param op {@link Ops#READ} or {@link Ops#WRITE}
     * @return whether there was one
     */
    boolean unwatch(int op);

    /** Ends the watches and closes the socket. A second call does nothing. */
    void close();

    /**
     * Ends the watches and gives the socket up, open, for another owner.
     *
     * @return the socket, free
     * @throws IllegalStateException when it is closed or was given up before
     */
    Owned surrender();
}
