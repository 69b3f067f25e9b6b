package dev.gyre.loop.spi;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.LoopFuture;
import dev.gyre.loop.LoopSocket;
import dev.gyre.loop.protocol.BaseProtocol;
import dev.gyre.loop.protocol.ProtocolFactory;
import dev.gyre.loop.protocol.StreamProtocol;
import dev.gyre.loop.transport.AcceptedSocketOptions;
import dev.gyre.loop.transport.ConnectOptions;
import dev.gyre.loop.transport.Connection;
import dev.gyre.loop.transport.Server;
import dev.gyre.loop.transport.ServerOptions;
import dev.gyre.loop.transport.TlsOptions;
import dev.gyre.loop.transport.Transport;
import dev.gyre.loop.transport.UnixConnectOptions;
import dev.gyre.loop.transport.UnixServerOptions;
import java.nio.channels.FileChannel;

/** TCP and Unix streams and their servers, as a service. Its methods are called on the loop's thread by {@link EventLoop}'s. */
public interface StreamTransportProvider extends Provider {
    /**
     * Serves {@link EventLoop#createConnection}.
     *
     * @param <P> the protocol
     * @param loop the loop
     * @param factory makes the protocol
     * @param options where to and how
     * @return the connection
     */
    <P extends StreamProtocol<? super Transport>> LoopFuture<Connection<Transport, P>> createConnection(
            EventLoop loop, ProtocolFactory<P> factory, ConnectOptions options);

    /**
     * Serves {@link EventLoop#createServer}.
     *
     * @param loop the loop
     * @param factory makes a protocol for each connection
     * @param options where and how
     * @return the server
     */
    LoopFuture<Server> createServer(
            EventLoop loop,
            ProtocolFactory<? extends StreamProtocol<? super Transport>> factory,
            ServerOptions options);

    /**
     * Serves {@link EventLoop#createUnixConnection}.
     *
     * @param <P> the protocol
     * @param loop the loop
     * @param factory makes the protocol
     * @param options where to and how
     * @return the connection
     */
    <P extends StreamProtocol<? super Transport>> LoopFuture<Connection<Transport, P>> createUnixConnection(
            EventLoop loop, ProtocolFactory<P> factory, UnixConnectOptions options);

    /**
     * Serves {@link EventLoop#createUnixServer}.
     *
     * @param loop the loop
     * @param factory makes a protocol for each connection
     * @param options where and how
     * @return the server
     */
    LoopFuture<Server> createUnixServer(
            EventLoop loop,
            ProtocolFactory<? extends StreamProtocol<? super Transport>> factory,
            UnixServerOptions options);

    /**
     * Serves {@link EventLoop#connectAcceptedSocket}.
     *
     * @param <P> the protocol
     * @param loop the loop
     * @param factory makes the protocol
     * @param socket the connected socket, taken
     * @param options how
     * @return the connection
     */
    <P extends StreamProtocol<? super Transport>> LoopFuture<Connection<Transport, P>> connectAcceptedSocket(
            EventLoop loop, ProtocolFactory<P> factory, LoopSocket socket, AcceptedSocketOptions options);

    /**
     * Serves {@link EventLoop#sendfile}.
     *
     * @param loop the loop
     * @param transport where to
     * @param file the file
     * @param offset the first byte
     * @param count how many bytes; negative for all
     * @param fallback whether copying is allowed
     * @return how many bytes were sent
     */
    LoopFuture<Long> sendfile(
            EventLoop loop, Transport transport, FileChannel file, long offset, long count, boolean fallback);

    /**
     * Serves {@link EventLoop#startTls}, with the {@link TlsProvider} that the loop has.
     *
     * @param loop the loop
     * @param transport the transport under TLS
     * @param protocol the application's protocol
     * @param options how
     * @return the application's transport, after the handshake
     */
    LoopFuture<Transport> startTls(
            EventLoop loop, Transport transport, BaseProtocol<? super Transport> protocol, TlsOptions options);
}
