package dev.gyre.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Examples of two sides: each talks to its other side, and to that of the same program for asyncio. */
final class ServerProgramsTest {
    private static final String HOST = "127.0.0.1";

    @TempDir
    private Path folder;

    @ParameterizedTest(name = "{0} serves {1}")
    @CsvSource({"GYRE,GYRE", "GYRE,ASYNCIO", "ASYNCIO,GYRE", "ASYNCIO,ASYNCIO"})
    void shouldEchoOverTcp(Library serves, Library asks) throws Exception {
        try (Program server = serves.start(TcpEchoServer.class, "tcp_echo_server.py", "0")) {
            String port = server.awaitPort();
            try (Program client = asks.start(TcpEchoClient.class, "tcp_echo_client.py", port)) {
                assertEquals(
                        List.of(
                                "Data sent: 'Hello World!'",
                                "Data received: 'Hello World!'",
                                "The server closed the connection"),
                        client.awaitSuccess());
            }
            // Where it came from: printed as the language prints addresses.
            String from = server.awaitLine();
            assertTrue(from.startsWith("Connection from ") && from.contains(HOST), from);
            assertEquals("Data received: 'Hello World!'", server.awaitLine());
            assertEquals("Send: 'Hello World!'", server.awaitLine());
            assertEquals("Close the client socket", server.awaitLine());
        }
    }

    @ParameterizedTest(name = "{0} serves {1}")
    @CsvSource({"GYRE,GYRE", "GYRE,ASYNCIO", "ASYNCIO,GYRE", "ASYNCIO,ASYNCIO"})
    void shouldEchoOverUdp(Library serves, Library asks) throws Exception {
        try (Program server = serves.start(UdpEchoServer.class, "udp_echo_server.py", "0")) {
            String port = server.awaitPort();
            try (Program client = asks.start(UdpEchoClient.class, "udp_echo_client.py", port)) {
                assertEquals(
                        List.of(
                                "Send: Hello World!",
                                "Received: Hello World!",
                                "Close the socket",
                                "Connection closed"),
                        client.awaitSuccess());
            }
            String received = server.awaitLine();
            assertTrue(received.startsWith("Received 'Hello World!' from ") && received.contains(HOST), received);
            assertEquals(received.replace("Received", "Send").replace(" from ", " to "), server.awaitLine());
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"nc, -u 127.0.0.1 PORT", "socat, - UDP:127.0.0.1:PORT"})
    void shouldEchoOverUdpToOtherPrograms(String program, String arguments) throws Exception {
        try (Program server = Program.start(UdpEchoServer.class, "0")) {
            String[] args = arguments.replace("PORT", server.awaitPort()).split(" ");
            try (Program client = Program.startInstalled(program, args)) {
                for (String line : List.of("Hello World!", "once more")) {
                    client.say(line);
                    assertEquals(line, client.awaitLine());
                }
            }
        }
    }

    @ParameterizedTest(name = "{0} serves {1}")
    @CsvSource({"GYRE,GYRE", "GYRE,ASYNCIO", "ASYNCIO,GYRE", "ASYNCIO,ASYNCIO"})
    void shouldEchoOverAUnixSocket(Library serves, Library asks) throws Exception {
        String path = folder.resolve("socket").toString();
        try (Program server = serves.start(UnixEchoServer.class, "unix_echo_server.py", path)) {
            assertEquals(path, server.awaitAddress());
            try (Program client = asks.start(UnixEchoClient.class, "unix_echo_client.py", path)) {
                assertEquals(List.of("Answer: 'Hello World!'"), client.awaitSuccess());
            }
            assertEquals("Data received: 'Hello World!'", server.awaitLine());
            assertEquals("The client has ended its side", server.awaitLine());
        }
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    void shouldServeUntilItIsCancelled(Library serves) throws Exception {
        try (Program server = serves.start(ServeForever.class, "serve_forever.py", "0")) {
            int port = Integer.parseInt(server.awaitPort());
            try (Socket client = new Socket(HOST, port)) {
                client.getOutputStream().write("stop\n".getBytes(StandardCharsets.US_ASCII));
                assertEquals(-1, client.getInputStream().read());
            }
            assertEquals(List.of("Received: stop", "serving: no"), server.awaitSuccess());
        }
    }

    @Test
    void shouldSayThatNobodyServes() throws Exception {
        int port;
        try (ServerSocket nobody = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
            port = nobody.getLocalPort();
        }
        try (Program client = Program.start(TcpEchoClient.class, Integer.toString(port))) {
            String said = client.awaitFailure();
            assertTrue(said.contains("Cannot connect to /" + HOST + ":" + port), said);
        }
        String path = folder.resolve("nothing").toString();
        try (Program client = Program.start(UnixEchoClient.class, path)) {
            String said = client.awaitFailure();
            assertTrue(said.contains("Cannot connect to " + path), said);
        }
    }

    @Test
    void shouldSayThatThePortIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName(HOST));
                Program server = Program.start(TcpEchoServer.class, Integer.toString(taken.getLocalPort()))) {
            String said = server.awaitFailure();
            assertTrue(said.contains("bind to /" + HOST + ":" + taken.getLocalPort()), said);
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"UnixEchoServer,listen at", "UnixEchoClient,connect to", "SendFile,send"})
    void shouldAskForThePathItNeeds(String example, String purpose) throws Exception {
        try (Program program = Program.start(Class.forName("dev.gyre.examples." + example))) {
            String said = program.awaitFailure();
            assertTrue(said.contains("No path is given") && said.contains(purpose), said);
        }
        assertFalse(Files.exists(folder.resolve("socket")));
    }
}
