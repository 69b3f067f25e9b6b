package dev.gyre.examples;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.EventLoops;
import dev.gyre.loop.protocol.Protocol;
import dev.gyre.loop.transport.ExtraInfo;
import dev.gyre.loop.transport.Server;
import dev.gyre.loop.transport.ServerOptions;
import dev.gyre.loop.transport.Transport;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Sends back what comes, once for each connection. asyncio's <a
 * href="https://docs.python.org/3.14/library/asyncio-protocol.html#tcp-echo-server">TCP Echo Server</a>; {@link
 * TcpEchoClient} talks to it.
 */
public final class TcpEchoServer implements Protocol<Transport> {
    private @Nullable Transport transport;

    private TcpEchoServer() {}

    @Override
    public void connectionMade(Transport made) {
        System.out.println(
                "Connection from " + made.getExtraInfo(ExtraInfo.PEERNAME).orElseThrow());
        transport = made;
    }

    @Override
    public void dataReceived(ByteBuffer data) {
        String message = StandardCharsets.UTF_8.decode(data.duplicate()).toString();
        System.out.println("Data received: '" + message + "'");

        System.out.println("Send: '" + message + "'");
        Transport made = Objects.requireNonNull(transport);
        made.write(data);

        System.out.println("Close the client socket");
        made.close();
    }

    /**
     * Serves until it is killed.
     *
     * @param args the port; 8888 without one
     * @throws Exception when it cannot listen
     */
    public static void main(String[] args) throws Exception {
        int port = args.length == 0 ? 8888 : Integer.parseInt(args[0]);
        try (EventLoop loop = EventLoops.newEventLoop();
                Server server = loop.runUntilComplete(
                        loop.createServer(TcpEchoServer::new, ServerOptions.at("127.0.0.1", port)))) {
            System.out.println("Serving on " + server.sockets().getFirst().localAddress());
            loop.runUntilComplete(server.serveForever());
        }
    }
}
