package dev.gyre.itests.modes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.ErrorKind;
import dev.gyre.loop.LoopIOException;
import dev.gyre.loop.LoopSocket;
import dev.gyre.loop.protocol.DatagramProtocol;
import dev.gyre.loop.spi.SocketKind;
import dev.gyre.loop.transport.DatagramOptions;
import dev.gyre.loop.transport.DatagramTransport;
import dev.gyre.loop.transport.ExtraInfo;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Datagram endpoints. */
final class DatagramsIT extends ModeTestCase {
    private static final InetSocketAddress ANY = new InetSocketAddress("127.0.0.1", 0);
    private static final String PYTHON_ECHO = """
            import asyncio

            class Echo(asyncio.DatagramProtocol):
                def connection_made(self, transport):
                    self.transport = transport

                def datagram_received(self, data, addr):
                    self.transport.sendto(data, addr)

            async def main():
                loop = asyncio.get_running_loop()
                transport, _ = await loop.create_datagram_endpoint(Echo, local_addr=("127.0.0.1", 0))
                print(transport.get_extra_info("sockname")[1], flush=True)
                await loop.create_future()

            asyncio.run(main())
            """;

    /** Notes what it hears, and sends it back if it is to. */
    private final class Endpoint implements DatagramProtocol {
        private final List<String> heard = new ArrayList<>();
        private final List<Throwable> errors = new ArrayList<>();
        private final boolean echoes;
        private DatagramTransport transport;
        private boolean lost;

        private Endpoint(boolean echoes) {
            this.echoes = echoes;
        }

        @Override
        public void connectionMade(DatagramTransport made) {
            transport = made;
        }

        @Override
        public void datagramReceived(ByteBuffer data, SocketAddress from) {
            heard.add(data.remaining() + " bytes");
            if (echoes) {
                transport.sendto(data, from);
            }
            rig.poke();
        }

        @Override
        public void errorReceived(Throwable cause) {
            errors.add(cause);
            rig.poke();
        }

        @Override
        public void connectionLost(@Nullable Throwable cause) {
            lost = true;
            rig.poke();
        }

        private InetSocketAddress address() {
            return (InetSocketAddress)
                    transport.getExtraInfo(ExtraInfo.SOCKNAME).orElseThrow();
        }

        private void end() {
            transport.close();
            rig.until("it is lost", () -> lost);
        }
    }

    private Endpoint open(boolean echoes, DatagramOptions options) throws Exception {
        Endpoint endpoint = new Endpoint(echoes);
        rig.await(rig.loop().createDatagramEndpoint(() -> endpoint, options));
        return endpoint;
    }

    @Test
    void shouldEchoDatagramsOfEverySize() throws Exception {
        Endpoint server = open(true, DatagramOptions.at(ANY));
        Endpoint client = open(false, DatagramOptions.at(ANY));
        for (int size : new int[] {0, 1, 9_000, 65_507}) {
            client.heard.clear();
            client.transport.sendto(ByteBuffer.allocate(size), server.address());
            rig.until("the echo is here", () -> client.heard.equals(List.of(size + " bytes")));
        }
        client.end();
        server.end();
    }

    @Test
    void shouldTellAConnectedEndpointThatNobodyIsThere() throws Exception {
        Endpoint gone = open(false, DatagramOptions.at(ANY));
        InetSocketAddress nobody = gone.address();
        gone.end();
        Endpoint client = open(false, DatagramOptions.to(nobody));
        client.transport.sendto(ByteBuffer.allocate(1));
        rig.until("the refusal is here", () -> !client.errors.isEmpty());
        assertEquals(ErrorKind.REFUSED, ((LoopIOException) client.errors.getFirst()).kind());
        client.end();
    }

    @Test
    void shouldSurviveASwap() throws Exception {
        Endpoint server = open(true, DatagramOptions.at(ANY));
        Endpoint client = open(false, DatagramOptions.to(server.address()));
        for (int i = 1; i <= 5; i++) {
            client.transport.sendto(ByteBuffer.allocate(i));
            rig.await(rig.loop().swapBackend(other()));
            int expected = i;
            rig.until("the echo is here", () -> client.heard.size() == expected);
        }
        client.end();
        server.end();
    }

    @Test
    void shouldTakeASocketAndTalkToAnOrdinaryOne() throws Exception {
        LoopSocket socket = rig.loop().createSocket(StandardProtocolFamily.INET, SocketKind.DATAGRAM);
        socket.bind(ANY);
        Endpoint server = open(true, DatagramOptions.builder().sock(socket).build());
        try (DatagramSocket peer = new DatagramSocket(ANY)) {
            byte[] sent = "ordinary".getBytes(StandardCharsets.UTF_8);
            peer.send(new DatagramPacket(sent, sent.length, server.address()));
            rig.until("it is here", () -> server.heard.size() == 1);
            peer.setSoTimeout(30_000);
            DatagramPacket answer = new DatagramPacket(new byte[100], 100);
            peer.receive(answer);
            assertEquals("ordinary", new String(answer.getData(), 0, answer.getLength(), StandardCharsets.UTF_8));
        }
        server.end();
    }

    @Test
    void shouldTalkToAsyncio() throws Exception {
        Programs.assumeInstalled("python3");
        Process python = new ProcessBuilder("python3", "-c", PYTHON_ECHO)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader said = python.inputReader()) {
            int port = Integer.parseInt(said.readLine());
            Endpoint client = open(false, DatagramOptions.to(new InetSocketAddress("127.0.0.1", port)));
            client.transport.sendto(ByteBuffer.allocate(65_507));
            rig.until("the echo is here", () -> client.heard.equals(List.of("65507 bytes")));
            assertTrue(client.errors.isEmpty());
            client.end();
        } finally {
            python.destroy();
            python.waitFor();
        }
    }

    @Test
    void shouldEchoToNetcat() throws Exception {
        assertEchoesTo("nc", "-u", "127.0.0.1", "PORT");
    }

    @Test
    void shouldEchoToSocat() throws Exception {
        assertEchoesTo("socat", "-", "UDP:127.0.0.1:PORT");
    }

    private void assertEchoesTo(String... command) throws Exception {
        Programs.assumeInstalled(command[0]);
        Endpoint server = open(true, DatagramOptions.at(ANY));
        command[command.length - 1] = command[command.length - 1].replace(
                "PORT", String.valueOf(server.address().getPort()));
        Process peer = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader said = peer.inputReader();
                BufferedWriter says = peer.outputWriter()) {
            assertEquals("hello", rig.beside(() -> {
                says.write("hello\n");
                says.flush();
                return said.readLine();
            }));
        } finally {
            peer.destroy();
            peer.waitFor();
        }
        server.end();
    }
}
