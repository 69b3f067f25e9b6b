package dev.gyre.examples;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.EventLoops;
import dev.gyre.loop.protocol.Protocol;
import dev.gyre.loop.transport.ConnectOptions;
import dev.gyre.loop.transport.ExtraInfo;
import dev.gyre.loop.transport.Server;
import dev.gyre.loop.transport.ServerOptions;
import dev.gyre.loop.transport.Transport;
import dev.gyre.loop.transport.TransportSocket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.util.Optional;

/**
 * A transport tells of the socket under it. asyncio's example of <a
 * href="https://docs.python.org/3.14/library/asyncio-protocol.html#base-transport">{@code get_extra_info()}</a>.
 */
public final class TransportInfo {
    private TransportInfo() {}

    /**
     * Connects to itself.
     *
     * @param args none
     * @throws Exception when there are no connections to be had
     */
    public static void main(String[] args) throws Exception {
        try (EventLoop loop = EventLoops.newEventLoop()) {
            Server server = loop.runUntilComplete(loop.createServer(EchoServer::new, ServerOptions.at("127.0.0.1", 0)));
            InetSocketAddress address =
                    (InetSocketAddress) server.sockets().getFirst().localAddress();
            Transport transport = loop.runUntilComplete(
                            loop.createConnection(Silent::new, ConnectOptions.to("127.0.0.1", address.getPort())))
                    .transport();
            print(transport, address);

            transport.close();
            server.close();
            loop.runUntilComplete(server.waitClosed());
        }
    }

    private static void print(Transport transport, InetSocketAddress server) throws IOException {
        Optional<TransportSocket> socket = transport.getExtraInfo(ExtraInfo.SOCKET);
        if (socket.isPresent()) {
            Boolean noDelay = socket.get().getOption(StandardSocketOptions.TCP_NODELAY);
            System.out.println("TCP_NODELAY: " + (Boolean.TRUE.equals(noDelay) ? 1 : 0));
        }
        boolean same = transport.getExtraInfo(ExtraInfo.PEERNAME).orElseThrow().equals(server);
        System.out.println("The peer is the server: " + (same ? "yes" : "no"));
        System.out.println("TLS: " + (transport.getExtraInfo(ExtraInfo.CIPHER).isPresent() ? "yes" : "no"));
    }

    private static final class Silent implements Protocol<Transport> {}
}
