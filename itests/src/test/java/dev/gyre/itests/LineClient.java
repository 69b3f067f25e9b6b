package dev.gyre.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** A blocking client that sends lines and reads lines. */
final class LineClient implements AutoCloseable {
    private final SocketChannel channel;
    private final BufferedReader input;

    private LineClient(SocketChannel channel) {
        this.channel = channel;
        this.input = new BufferedReader(
                new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.ISO_8859_1));
    }

    /** Connects to {@code tcp://host:port}, {@code host:port} or {@code unix:path}. */
    static LineClient to(String address) throws IOException {
        return new LineClient(SocketChannel.open(parse(address)));
    }

    private static SocketAddress parse(String address) {
        if (address.startsWith("unix:")) {
            return UnixDomainSocketAddress.of(address.substring("unix:".length()));
        }
        String hostAndPort = address.startsWith("tcp://") ? address.substring("tcp://".length()) : address;
        int colon = hostAndPort.lastIndexOf(':');
        return new InetSocketAddress(
                hostAndPort.substring(0, colon), Integer.parseInt(hostAndPort.substring(colon + 1)));
    }

    /** Waits until nobody listens at an address any more. */
    static void awaitRefusal(String address) throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (true) {
            try {
                to(address).close();
            } catch (IOException refused) {
                return;
            }
            assertTrue(System.nanoTime() < until, "still open: " + address);
            Thread.sleep(10);
        }
    }

    String ask(String line) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.ISO_8859_1));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        return input.readLine();
    }

    void expect(String word) throws IOException {
        assertEquals(word + " hello", ask("hello"));
    }

    /** This side's address, as {@code host:port}. */
    String localAddress() throws IOException {
        InetSocketAddress local = (InetSocketAddress) channel.getLocalAddress();
        return local.getAddress().getHostAddress() + ":" + local.getPort();
    }

    /** Ends this side. */
    void end() throws IOException {
        channel.shutdownOutput();
    }

    /** Waits for the server's end of the connection; a reset is one too. */
    void awaitEnd() {
        try {
            assertEquals(-1, input.read());
        } catch (IOException reset) {
            // as good an end as another
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
