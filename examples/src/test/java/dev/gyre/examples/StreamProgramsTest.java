package dev.gyre.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Examples of streams with two sides: each talks to its other side, and to that of the same program for asyncio. */
final class StreamProgramsTest {
    private static final String HOST = "127.0.0.1";

    @ParameterizedTest(name = "{0} serves {1}")
    @CsvSource({"GYRE,GYRE", "GYRE,ASYNCIO", "ASYNCIO,GYRE", "ASYNCIO,ASYNCIO"})
    void shouldEcho(Library serves, Library asks) throws Exception {
        try (Program server = serves.start(StreamEchoServer.class, "stream_echo_server.py", "0")) {
            String port = server.awaitPort();
            // The second client is served as the first was.
            for (int i = 0; i < 2; i++) {
                try (Program client = asks.start(StreamEchoClient.class, "stream_echo_client.py", port)) {
                    assertEquals(
                            List.of("Send: 'Hello World!'", "Received: 'Hello World!'", "Close the connection"),
                            client.awaitSuccess());
                }
                // Where it came from: printed as the language prints addresses.
                String from = server.awaitLine();
                assertTrue(from.startsWith("Received 'Hello World!' from ") && from.contains(HOST), from);
                assertEquals("Send: 'Hello World!'", server.awaitLine());
                assertEquals("Close the connection", server.awaitLine());
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    void shouldPrintTheHeadersOfAPage(Library asks) throws Exception {
        try (ServerSocket page = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
            CompletableFuture<List<String>> asked = CompletableFuture.supplyAsync(() -> serve(page));
            String url = "http://" + HOST + ":" + page.getLocalPort() + "/a/page.html";
            try (Program program = asks.start(HttpHeaders.class, "http_headers.py", url)) {
                assertEquals(
                        List.of(
                                "HTTP header> HTTP/1.0 200 OK",
                                "HTTP header> Content-Type: text/html",
                                "HTTP header> Content-Length: 4"),
                        program.awaitSuccess());
            }
            assertEquals(List.of("HEAD /a/page.html HTTP/1.0", "Host: " + HOST), asked.get(1, TimeUnit.MINUTES));
        }
    }

    /** Answers one request; {@return its lines}. */
    private static List<String> serve(ServerSocket page) {
        try (Socket client = page.accept()) {
            BufferedReader reader =
                    new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
            List<String> lines = new ArrayList<>();
            for (String line = reader.readLine(); line != null && !line.isEmpty(); line = reader.readLine()) {
                lines.add(line);
            }
            client.getOutputStream()
                    .write("HTTP/1.0 200 OK\r\nContent-Type: text/html\r\nContent-Length: 4\r\n\r\nbody"
                            .getBytes(StandardCharsets.US_ASCII));
            return lines;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void shouldAskForTheUrlItNeeds() throws Exception {
        try (Program program = Program.start(HttpHeaders.class)) {
            String said = program.awaitFailure();
            assertTrue(said.contains("No URL is given"), said);
        }
    }

    /** Until there is one: the page of the examples says so too. */
    @Test
    void shouldSayThatNobodyProvidesTls() throws Exception {
        try (Program program = Program.start(HttpHeaders.class, "https://" + HOST + "/")) {
            String said = program.awaitFailure();
            assertTrue(said.contains("MissingSubsystemException") && said.contains("TlsProvider"), said);
        }
    }

    @Test
    void shouldSayThatNobodyServes() throws Exception {
        int port;
        try (ServerSocket nobody = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
            port = nobody.getLocalPort();
        }
        try (Program client = Program.start(StreamEchoClient.class, Integer.toString(port))) {
            String said = client.awaitFailure();
            assertTrue(said.contains("Cannot connect to /" + HOST + ":" + port), said);
        }
    }

    @Test
    void shouldSayThatThePortIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName(HOST));
                Program server = Program.start(StreamEchoServer.class, Integer.toString(taken.getLocalPort()))) {
            String said = server.awaitFailure();
            assertTrue(said.contains("bind to /" + HOST + ":" + taken.getLocalPort()), said);
        }
    }
}
