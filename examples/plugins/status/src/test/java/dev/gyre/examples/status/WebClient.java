package dev.gyre.examples.status;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** A browser that says exactly what it is told to. */
final class WebClient implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 20_000;

    private final Socket socket;
    private final InputStream in;

    WebClient(InetSocketAddress address) throws IOException {
        socket = new Socket(address.getAddress(), address.getPort());
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
    }

    WebClient send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    WebClient send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        return this;
    }

    WebClient get(String path) throws IOException {
        return send("GET " + path + " HTTP/1.1\r\nHost: test\r\n\r\n");
    }

    WebClient sendEnd() throws IOException {
        socket.shutdownOutput();
        return this;
    }

    /** Reads a response to anything but HEAD. */
    Response read() throws IOException {
        Response head = readHead();
        int length = Integer.parseInt(head.fields().get("content-length"));
        byte[] body = in.readNBytes(length);
        assertEquals(length, body.length, "the body ended early");
        return new Response(head.status(), head.fields(), body);
    }

    Response readHead() throws IOException {
        String first = line();
        assertTrue(first.matches("HTTP/1\\.1 \\d{3} .*"), first);
        Map<String, String> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            assertTrue(colon > 0, line);
            String before = fields.put(
                    line.substring(0, colon), line.substring(colon + 1).strip());
            assertTrue(before == null, "twice: " + line);
        }
        return new Response(Integer.parseInt(first.substring(9, 12)), fields, new byte[0]);
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int each = in.read(); each != '\n'; each = in.read()) {
            assertTrue(each >= 0, "the connection ended after \"" + line + "\"");
            line.write(each);
        }
        return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
    }

    int status() throws IOException {
        return read().status();
    }

    void expectEnd() throws IOException {
        assertEquals(-1, in.read());
    }

    /** Bytes up to the end, however it comes. */
    long countToTheEnd() throws IOException {
        long count = 0;
        byte[] some = new byte[1 << 16];
        try {
            for (int read = in.read(some); read >= 0; read = in.read(some)) {
                count += read;
            }
        } catch (java.net.SocketException _) {
            return count;
        }
        return count;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    /**
     * What came back.
     *
     * @param status the status code
     * @param fields header fields, by names in any case
     * @param body the body
     */
    record Response(int status, Map<String, String> fields, byte[] body) {
        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        Map<String, Object> json() throws IOException {
            assertEquals("application/json", fields.get("Content-Type"));
            return JSON.std.mapFrom(body);
        }
    }
}
