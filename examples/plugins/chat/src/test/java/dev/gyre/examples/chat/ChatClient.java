package dev.gyre.examples.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Somebody at a terminal. */
final class ChatClient implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 20_000;

    private final Socket socket;
    private final BufferedReader lines;

    /** Connects, and reads no welcome. */
    ChatClient(InetSocketAddress address) throws IOException {
        socket = new Socket(address.getAddress(), address.getPort());
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.setTcpNoDelay(true);
        lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Connects and takes a name. Others who are here hear of it. */
    static ChatClient named(String name, InetSocketAddress address) throws IOException {
        ChatClient client = new ChatClient(address);
        assertTrue(client.read().startsWith("* Welcome. You are guest"));
        assertTrue(client.read().startsWith("* /nick NAME"));
        client.say("/nick " + name);
        client.expect("* You are now " + name + ".");
        return client;
    }

    void say(String line) throws IOException {
        send((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    void sendEnd() throws IOException {
        socket.shutdownOutput();
    }

    String read() throws IOException {
        String line = lines.readLine();
        assertTrue(line != null, "the chat ended the connection");
        return line;
    }

    void expect(String... expected) throws IOException {
        for (String line : expected) {
            assertEquals(line, read());
        }
    }

    void expectEnd() throws IOException {
        assertNull(lines.readLine());
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
