package dev.gyre.streams;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.EventLoops;
import dev.gyre.loop.protocol.Protocol;
import dev.gyre.loop.protocol.ProtocolFactory;
import dev.gyre.loop.transport.ConnectOptions;
import dev.gyre.loop.transport.Server;
import dev.gyre.loop.transport.ServerOptions;
import dev.gyre.loop.transport.Transport;
import dev.gyre.loop.transport.UnixConnectOptions;
import dev.gyre.loop.transport.UnixServerOptions;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Connections and servers, for coroutines.
 *
 * <p><b>Threading</b>: every method is called in a coroutine and waits, unless it says otherwise.
 *
 * <p><b>Errors</b>: what keeps a connection or server from being opened is thrown, itself.
 *
 * <p><b>Differences from asyncio</b>: what serves a connection is a coroutine always. {@code StreamReaderProtocol} is not public.
 */
public final class Streams {
    private Streams() {}

    /**
     * Opens a TCP connection.
     *
     * @param host the host
     * @param port the port
     * @return the connection
     * @throws IOException when it cannot be opened
     */
    public static StreamConnection openConnection(String host, int port) throws IOException {
        return openConnection(ConnectOptions.to(host, port), StreamReader.DEFAULT_LIMIT);
    }

    /**
     * Opens a TCP connection.
     *
     * @param options where to and how
     * @param limit the reader's limit
     * @return the connection
     * @throws IOException when it cannot be opened
     */
    public static StreamConnection openConnection(ConnectOptions options, int limit) throws IOException {
        StreamProtocol protocol = new StreamProtocol(limit, null);
        Awaiting.io(EventLoops.getRunningLoop().createConnection(() -> protocol, options));
        return protocol.connection();
    }

    /**
     * Opens a connection to a Unix socket.
     *
     * @param path the socket
     * @return the connection
     * @throws IOException when it cannot be opened
     */
    public static StreamConnection openUnixConnection(Path path) throws IOException {
        return openUnixConnection(UnixConnectOptions.to(path), StreamReader.DEFAULT_LIMIT);
    }

    /**
     * Opens a connection to a Unix socket.
     *
     * @param options where to and how
     * @param limit the reader's limit
     * @return the connection
     * @throws IOException when it cannot be opened
     */
    public static StreamConnection openUnixConnection(UnixConnectOptions options, int limit) throws IOException {
        StreamProtocol protocol = new StreamProtocol(limit, null);
        Awaiting.io(EventLoops.getRunningLoop().createUnixConnection(() -> protocol, options));
        return protocol.connection();
    }

    /**
     * Opens a TCP server.
     *
     * @param serving what runs for each connection
     * @param options where and how
     * @return the server, listening
     * @throws IOException when it cannot be opened
     */
    public static Server startServer(ClientConnected serving, ServerOptions options) throws IOException {
        return startServer(serving, options, StreamReader.DEFAULT_LIMIT);
    }

    /**
     * Opens a TCP server.
     *
     * @param serving what runs for each connection
     * @param options where and how
     * @param limit the readers' limit
     * @return the server, listening
     * @throws IOException when it cannot be opened
     */
    public static Server startServer(ClientConnected serving, ServerOptions options, int limit) throws IOException {
        EventLoop loop = EventLoops.getRunningLoop();
        return Awaiting.io(loop.createServer(serving(serving, limit), options));
    }

    /**
     * Opens a server on a Unix socket.
     *
     * @param serving what runs for each connection
     * @param options where and how
     * @return the server, listening
     * @throws IOException when it cannot be opened
     */
    public static Server startUnixServer(ClientConnected serving, UnixServerOptions options) throws IOException {
        return startUnixServer(serving, options, StreamReader.DEFAULT_LIMIT);
    }

    /**
     * Opens a server on a Unix socket.
     *
     * @param serving what runs for each connection
     * @param options where and how
     * @param limit the readers' limit
     * @return the server, listening
     * @throws IOException when it cannot be opened
     */
    public static Server startUnixServer(ClientConnected serving, UnixServerOptions options, int limit)
            throws IOException {
        EventLoop loop = EventLoops.getRunningLoop();
        return Awaiting.io(loop.createUnixServer(serving(serving, limit), options));
    }

    /**
     * Makes what serves connections by a coroutine each, wherever protocols are asked for: as the service that a plug-in publishes, or with {@link
     * EventLoop#createServer}. The reader's limit is {@link StreamReader#DEFAULT_LIMIT}. It may be called anywhere.
     *
     * @param serving what runs for each connection, on that one's loop
     * @return makes a protocol for each connection
     */
    public static ProtocolFactory<Protocol<Transport>> serving(ClientConnected serving) {
        return serving(serving, StreamReader.DEFAULT_LIMIT);
    }

    /**
     * Makes what serves connections by a coroutine each, as {@link #serving(ClientConnected)}.
     *
     * @param serving what runs for each connection, on that one's loop
     * @param limit the readers' limit
     * @return makes a protocol for each connection
     */
    public static ProtocolFactory<Protocol<Transport>> serving(ClientConnected serving, int limit) {
        return () -> new StreamProtocol(limit, serving);
    }
}
