package dev.gyre.examples;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.EventLoops;
import dev.gyre.loop.protocol.Protocol;
import dev.gyre.loop.transport.Server;
import dev.gyre.loop.transport.Transport;
import dev.gyre.loop.transport.UnixServerOptions;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Sends back what comes over a Unix socket, until the client has ended its side. asyncio's <a
 * href="https://docs.python.org/3.14/library/asyncio-protocol.html#tcp-echo-server">TCP Echo Server</a> with {@code
 * create_unix_server}; {@link UnixEchoClient} talks to it.
 */
public final class UnixEchoServer implements Protocol<Transport> {
    private @Nullable Transport transport;

    private UnixEchoServer() {}

    @Override
    public void connectionMade(Transport made) {
        transport = made;
    }

    @Override
    public void dataReceived(ByteBuffer data) {
        System.out.println("Data received: '" + StandardCharsets.UTF_8.decode(data.duplicate()) + "'");
        Objects.requireNonNull(transport).write(data);
    }

    @Override
    public boolean eofReceived() {
        System.out.println("The client has ended its side");
        return false;
    }

    /**
     * Serves until it is killed.
     *
     * @param args the path of the socket
     * @throws Exception when it cannot listen
     */
    public static void main(String[] args) throws Exception {
        if (args.length != 1) {
            throw new IllegalArgumentException("No path is given; name the socket to listen at");
        }
        try (EventLoop loop = EventLoops.newEventLoop();
                Server server = loop.runUntilComplete(
                        loop.createUnixServer(UnixEchoServer::new, UnixServerOptions.at(Path.of(args[0]))))) {
            System.out.println("Serving on " + server.sockets().getFirst().localAddress());
            loop.runUntilComplete(server.serveForever());
        }
    }
}
