package dev.gyre.itests.modes;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.transport.ConnectOptions;
import dev.gyre.loop.transport.Server;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Peers that are not Gyre. */
final class ForeignPeersIT extends ModeTestCase {
    private static final int MIB = 1024 * 1024;

    @Test
    void shouldEchoToABlockingSocket() throws Exception {
        Server server = rig.serve(Echo::new);
        byte[] sent = new byte[MIB];
        new Random(3).nextBytes(sent);
        int port = Rig.address(server).getPort();
        byte[] received = rig.beside(() -> {
            try (Socket socket = new Socket("127.0.0.1", port)) {
                socket.setSoTimeout(20_000);
                Thread writer = Thread.ofPlatform().start(() -> {
                    try {
                        socket.getOutputStream().write(sent);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
                byte[] echo = socket.getInputStream().readNBytes(sent.length);
                writer.join();
                return echo;
            }
        });
        assertArrayEquals(sent, received);
        server.close();
        rig.await(server.waitClosed());
    }

    @Test
    void shouldTalkToABlockingServer() throws Exception {
        try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            Peer client = new Peer(rig);
            rig.await(rig.loop()
                    .createConnection(() -> client, ConnectOptions.to("127.0.0.1", listening.getLocalPort())));
            client.write("hello");
            String heard = rig.beside(() -> {
                try (Socket socket = listening.accept()) {
                    socket.setSoTimeout(20_000);
                    byte[] word = socket.getInputStream().readNBytes(5);
                    socket.getOutputStream().write("goodbye".getBytes(StandardCharsets.UTF_8));
                    return new String(word, StandardCharsets.UTF_8);
                }
            });
            assertEquals("hello", heard);
            rig.until("it is lost", client::lost);
            assertEquals("goodbye", client.text());
        }
    }

    private void assertEchoesTo(String... command) throws Exception {
        Programs.assumeInstalled(command[0]);
        Peer echo = Peer.echo(rig);
        Server server = rig.serve(() -> echo);
        String port = String.valueOf(Rig.address(server).getPort());
        List<String> filled = List.of(command).stream()
                .map(part -> part.replace("PORT", port))
                .toList();
        String answer = rig.beside(() -> run(filled));
        assertEquals("hello", answer.strip());
        server.close();
        rig.await(server.waitClosed());
    }

    private static String run(List<String> command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            process.getOutputStream().write("hello\n".getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().close();
            assertTrue(process.waitFor(20, TimeUnit.SECONDS), () -> command + " does not end");
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void shouldEchoToNetcat() throws Exception {
        assertEchoesTo("nc", "-N", "127.0.0.1", "PORT");
    }

    @Test
    void shouldEchoToSocat() throws Exception {
        assertEchoesTo("socat", "-", "TCP:127.0.0.1:PORT");
    }

    @Test
    void shouldEchoToAsyncio() throws Exception {
        assertEchoesTo("python3", "-c", """
                import asyncio
                async def main():
                    reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
                    writer.write(b"hello\\n")
                    print((await reader.readline()).decode())
                    writer.close()
                    await writer.wait_closed()
                asyncio.run(main())""");
    }
}
