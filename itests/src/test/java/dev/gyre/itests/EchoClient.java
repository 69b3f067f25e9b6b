package dev.gyre.itests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Random;

/** A client of an echo server that checks every byte. */
final class EchoClient implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 20_000;

    private final Socket socket;
    private final Random random = new Random(7);

    private EchoClient(Socket socket) {
        this.socket = socket;
    }

    /** Connects to {@code host:port}. */
    static EchoClient to(String address) throws IOException {
        int colon = address.lastIndexOf(':');
        Socket socket = new Socket(
                InetAddress.getByName(address.substring(0, colon)), Integer.parseInt(address.substring(colon + 1)));
        socket.setSoTimeout(TIMEOUT_MILLIS);
        return new EchoClient(socket);
    }

    /** {@return whether nobody listens there any more} */
    static boolean refuses(String address) {
        try {
            to(address).close();
            return false;
        } catch (IOException refused) {
            return true;
        }
    }

    byte[] send(int count) throws IOException {
        byte[] sent = new byte[count];
        random.nextBytes(sent);
        socket.getOutputStream().write(sent);
        return sent;
    }

    void receive(byte[] expected) throws IOException {
        assertArrayEquals(expected, socket.getInputStream().readNBytes(expected.length));
    }

    void echo(int count) throws IOException {
        receive(send(count));
    }

    /** Waits for the server's end of the connection. */
    void awaitEnd() throws IOException {
        assertEquals(-1, socket.getInputStream().read());
    }

    /** Waits for the server's end of the connection; a reset is one too. */
    void awaitAnyEnd() throws IOException {
        try {
            awaitEnd();
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (IOException reset) {
            // as good an end as another
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
