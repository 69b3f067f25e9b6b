package dev.gyre.loop.spi;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.LoopFuture;
import dev.gyre.loop.LoopSocket;
import dev.gyre.loop.ReceivedFrom;
import java.io.IOException;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SelectableChannel;

/** {@link LoopSocket}s and the {@code sock*} family, as a service. Its methods serve {@link EventLoop}'s of the same names. */
public interface SocketProvider extends Provider {
    /**
     * Serves {@link EventLoop#createSocket}.
     *
     * @param loop the loop
     * @param family the family
     * @param kind stream, listener or datagram
     * @return the socket
     * @throws IOException when there is none to be had
     */
    LoopSocket createSocket(EventLoop loop, ProtocolFamily family, SocketKind kind) throws IOException;

    /**
     * Serves {@link EventLoop#adoptSocket}.
     *
     * @param loop the loop
     * @param descriptor the descriptor, owned by the result from now on
     * @return the socket
     * @throws IOException when it is no socket
     */
    LoopSocket adoptSocket(EventLoop loop, int descriptor) throws IOException;

    /**
     * Serves {@link EventLoop#adoptSocket(SelectableChannel)}.
     *
     * @param loop the loop
     * @param channel the channel, owned by the result from now on
     * @return the socket
     * @throws IOException when it is closed or no socket
     */
    LoopSocket adoptSocket(EventLoop loop, SelectableChannel channel) throws IOException;

    /**
     * Serves {@link EventLoop#sockRecv}.
     *
     * @param loop the loop
     * @param socket the socket
     * @param count bytes at the most
     * @return the bytes; empty at the end
     */
    LoopFuture<ByteBuffer> recv(EventLoop loop, LoopSocket socket, int count);

    /**
     * Serves {@link EventLoop#sockRecvInto}.
     *
     * @param loop the loop
     * @param socket the socket
     * @param into where to
     * @return how many bytes; 0 at the end
     */
    LoopFuture<Integer> recvInto(EventLoop loop, LoopSocket socket, ByteBuffer into);

    /**
     * Serves {@link EventLoop#sockRecvfrom}.
     *
     * @param loop the loop
     * @param socket the socket
     * @param count bytes at the most
     * @return the datagram
     */
    LoopFuture<ReceivedFrom<ByteBuffer>> recvfrom(EventLoop loop, LoopSocket socket, int count);

    /**
     * Serves {@link EventLoop#sockRecvfromInto}.
     *
     * @param loop the loop
     * @param socket the socket
     * @param into where to
     * @return how many bytes, and from where
     */
    LoopFuture<ReceivedFrom<Integer>> recvfromInto(EventLoop loop, LoopSocket socket, ByteBuffer into);

    /**
     * Serves {@link EventLoop#sockSendall}.
     *
     * @param loop the loop
     * @param socket the socket
     * @param data the bytes
     * @return when the kernel has them all
     */
    LoopFuture<Void> sendall(EventLoop loop, LoopSocket socket, ByteBuffer data);

    /**
     * Serves {@link EventLoop#sockSendto}.
     *
     * @param loop the loop
     * @param socket the socket
     * @param data the datagram
     * @param to where to
     * @return how many bytes
     */
    LoopFuture<Integer> sendto(EventLoop loop, LoopSocket socket, ByteBuffer data, SocketAddress to);

    /**
     * Serves {@link EventLoop#sockConnect}.
     *
     * @param loop the loop
     * @param socket the socket
     * @param to where to
     * @return when connected
     */
    LoopFuture<Void> connect(EventLoop loop, LoopSocket socket, SocketAddress to);

    /**
     * Serves {@link EventLoop#sockAccept}.
     *
     * @param loop the loop
     * @param socket the listening socket
     * @return the connection
     */
    LoopFuture<LoopSocket> accept(EventLoop loop, LoopSocket socket);

    /**
     * Serves {@link EventLoop#sockSendfile}.
     *
     * @param loop the loop
     * @param socket the socket
     * @param file the file
     * @param offset the first byte
     * @param count how many bytes; negative for all
     * @param fallback whether copying is allowed
     * @return how many bytes were sent
     */
    LoopFuture<Long> sendfile(
            EventLoop loop, LoopSocket socket, FileChannel file, long offset, long count, boolean fallback);
}
