package dev.gyre.examples.echo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class EchoProtocolTest {
    private static final int TIMEOUT_MILLIS = 20_000;

    private TestServers servers;

    @BeforeEach
    void open() throws Exception {
        servers = new TestServers(1, EchoProtocol::new);
    }

    @AfterEach
    void shouldLeaveNothing() throws Exception {
        servers.end();
    }

    private Socket connect() throws Exception {
        InetSocketAddress address = servers.address(0);
        Socket socket = new Socket(address.getAddress(), address.getPort());
        socket.setSoTimeout(TIMEOUT_MILLIS);
        return socket;
    }

    @Test
    void shouldSendBackWhatComesAndTheEndToo() throws Exception {
        byte[] sent = new byte[3_000_000];
        new Random(7).nextBytes(sent);
        try (Socket socket = connect()) {
            Thread sending = Thread.ofPlatform().start(() -> {
                try {
                    socket.getOutputStream().write(sent);
                    socket.shutdownOutput();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            assertArrayEquals(sent, socket.getInputStream().readAllBytes());
            sending.join();
        }
    }

    /** A peer that does not read is not read from either: its writing ends when the system's buffers are full, and nothing is lost. */
    @Test
    void shouldReadNoMoreThanIsTaken() throws Exception {
        int chunk = 1 << 16;
        int chunks = 1_000;
        AtomicLong written = new AtomicLong();
        try (Socket socket = connect()) {
            Thread sending = Thread.ofPlatform().start(() -> {
                try {
                    for (int i = 0; i < chunks; i++) {
                        socket.getOutputStream().write(new byte[chunk]);
                        written.addAndGet(chunk);
                    }
                    socket.shutdownOutput();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            awaitStandstill(written);
            assertTrue(written.get() < (long) chunks * chunk, "everything was read: nothing held the sender up");

            assertEquals((long) chunks * chunk, socket.getInputStream().readAllBytes().length);
            sending.join();
        }
    }

    /** Until a number has stayed the same for as long as it takes to look at it twenty times. */
    private static void awaitStandstill(AtomicLong number) throws InterruptedException {
        long before = -1;
        int same = 0;
        while (same < 20) {
            Thread.sleep(10);
            same = number.get() == before ? same + 1 : 0;
            before = number.get();
        }
    }
}
