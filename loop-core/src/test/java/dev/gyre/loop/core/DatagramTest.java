package dev.gyre.loop.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.spi.DatagramHandle;
import dev.gyre.loop.spi.DatagramListener;
import dev.gyre.loop.spi.Owned;
import dev.gyre.loop.spi.SocketKind;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(
        value = Backend.class,
        names = {"NIO", "EPOLL"})
class DatagramTest extends EngineTestCase {
    private static final class End implements DatagramListener {
        private final List<Integer> sizes = new ArrayList<>();
        private final List<Exception> failures = new ArrayList<>();
        private @Nullable SocketAddress last;
        private boolean closed;

        @Override
        public void received(ByteBuffer view, @Nullable SocketAddress from, boolean truncated) {
            assertTrue(view.isReadOnly());
            assertFalse(truncated);
            sizes.add(view.remaining());
            last = from;
        }

        @Override
        public void failed(Exception cause) {
            failures.add(cause);
        }

        @Override
        public void closed(@Nullable Throwable cause) {
            closed = true;
        }
    }

    private final End first = new End();
    private final End second = new End();
    private DatagramHandle sender;
    private DatagramHandle receiver;
    private SocketAddress target;

    @BeforeEach
    void openBoth() throws IOException {
        Owned bound = bound();
        target = Objects.requireNonNull(loop.io().sockets().localAddress(bound));
        receiver = loop.io().datagram(bound, null, second);
        sender = loop.io().datagram(bound(), null, first);
        receiver.reading(true);
        sender.reading(true);
    }

    private Owned bound() throws IOException {
        Owned socket = loop.io().sockets().open(SocketKind.DATAGRAM, StandardProtocolFamily.INET);
        loop.io().sockets().bind(socket, new InetSocketAddress("127.0.0.1", 0), 0);
        return socket;
    }

    @AfterEach
    void closeBoth() {
        sender.close();
        receiver.abort(null);
        runUntil(() -> first.closed && second.closed);
    }

    private static ByteBuffer bytes(int size) {
        return ByteBuffer.allocate(size);
    }

    @Test
    void shouldCarryDatagramsOfEverySizeWithTheirSender() {
        sender.send(bytes(5), target);
        sender.send(bytes(0), target);
        sender.send(bytes(60_000), target);
        runUntil(() -> second.sizes.size() == 3);
        assertEquals(List.of(5, 0, 60_000), second.sizes);
        receiver.send(bytes(7), second.last);
        runUntil(() -> first.sizes.equals(List.of(7)));
    }

    @Test
    void shouldReportADatagramThatIsTooLongAndGoOn() {
        sender.send(bytes(70_000), target);
        assertEquals(1, first.failures.size());
        sender.send(bytes(5), target);
        runUntil(() -> second.sizes.equals(List.of(5)));
    }

    @Test
    void shouldSurviveSwaps() throws Exception {
        for (int i = 1; i <= 20; i++) {
            sender.send(bytes(i), target);
            await(loop.swapBackend(backend.provider()));
            int expected = i;
            runUntil(() -> second.sizes.size() == expected);
        }
    }

    @Test
    void shouldHoldBackWhileItDoesNotRead() {
        receiver.reading(false);
        sender.send(bytes(5), target);
        once();
        once();
        assertEquals(List.of(), second.sizes);
        receiver.reading(true);
        runUntil(() -> second.sizes.size() == 1);
    }
}
