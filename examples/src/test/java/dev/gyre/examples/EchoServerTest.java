package dev.gyre.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.EventLoops;
import dev.gyre.loop.transport.Server;
import dev.gyre.loop.transport.ServerOptions;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class EchoServerTest {
    @Test
    void shouldEcho() throws Exception {
        try (EventLoop loop = EventLoops.newEventLoop()) {
            Server server = loop.runUntilComplete(loop.createServer(EchoServer::new, ServerOptions.at("127.0.0.1", 0)));
            InetSocketAddress address =
                    (InetSocketAddress) server.sockets().getFirst().localAddress();

            byte[] echo = loop.runUntilComplete(loop.runInExecutor(() -> talk(address)));

            assertArrayEquals("hello".getBytes(StandardCharsets.US_ASCII), echo);
            assertEquals(
                    0,
                    loop.runUntilComplete(server.shutdown(Duration.ofSeconds(5)))
                            .aborted());
        }
    }

    private static byte[] talk(InetSocketAddress address) throws Exception {
        try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
            socket.getOutputStream().write("hello".getBytes(StandardCharsets.US_ASCII));
            return socket.getInputStream().readNBytes(5);
        }
    }
}
