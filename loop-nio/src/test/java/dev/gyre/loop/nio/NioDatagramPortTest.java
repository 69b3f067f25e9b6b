package dev.gyre.loop.nio;

import static dev.gyre.loop.nio.Rig.assertFails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.ErrorKind;
import dev.gyre.loop.spi.DatagramBatch;
import dev.gyre.loop.spi.DatagramPort;
import dev.gyre.loop.spi.Ops;
import dev.gyre.loop.spi.Outcome;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class NioDatagramPortTest {
    private final Rig.Owner owner = new Rig.Owner("datagram");
    private Rig rig;
    private DatagramChannel peer;

    @BeforeEach
    void open() throws IOException {
        rig = new Rig(1024);
        peer = DatagramChannel.open(StandardProtocolFamily.INET).bind(Rig.anyPort());
        peer.setOption(StandardSocketOptions.SO_SNDBUF, 1 << 20);
    }

    @AfterEach
    void close() throws IOException {
        peer.close();
        rig.close();
    }

    private void send(SocketAddress to, int... lengths) throws IOException {
        for (int length : lengths) {
            peer.send(ByteBuffer.allocate(length), to);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2048, 65_536})
    void shouldFillABatch(int slotSize) throws IOException {
        DatagramPort port = rig.datagram(owner);
        DatagramBatch batch = new DatagramBatch(3, slotSize);
        assertEquals(Outcome.WOULD_BLOCK, port.receive(batch));
        send(rig.addressOf(port), 5, 0, 2048, 7);
        rig.await(port, owner, Ops.READ);

        assertEquals(3, port.receive(batch));
        int[] lengths = {5, 0, 2048};
        for (int i = 0; i < 3; i++) {
            assertEquals(lengths[i], batch.data(i).remaining());
            assertEquals(peer.getLocalAddress(), batch.address(i));
            assertFalse(batch.truncated(i));
        }
        rig.await(owner, Ops.READ);
        assertEquals(1, port.receive(batch));
        assertEquals(7, batch.data(0).remaining());
        assertEquals(0, rig.poll(0));
    }

    @Test
    void shouldSayWhenADatagramWasCut() throws IOException {
        DatagramPort port = rig.datagram(owner);
        DatagramBatch batch = new DatagramBatch(3, 100);
        send(rig.addressOf(port), 100, 101, 60_000);
        rig.await(port, owner, Ops.READ);

        assertEquals(3, port.receive(batch));

        assertFalse(batch.truncated(0));
        assertTrue(batch.truncated(1));
        assertTrue(batch.truncated(2));
        assertEquals(100, batch.data(2).remaining());
    }

    @Test
    void shouldSendToAnybody() throws IOException {
        DatagramPort port = rig.datagram(owner);
        ByteBuffer heap = ByteBuffer.wrap(new byte[] {1, 2, 3});
        ByteBuffer into = ByteBuffer.allocate(100);

        assertEquals(3, port.send(heap, peer.getLocalAddress()));
        assertEquals(0, port.send(ByteBuffer.allocate(0), peer.getLocalAddress()));

        assertEquals(0, heap.remaining());
        assertEquals(rig.addressOf(port), peer.receive(into));
        assertEquals(3, into.position());
        assertEquals(rig.addressOf(port), peer.receive(into.clear()));
        assertEquals(0, into.position());
    }

    @Test
    void shouldSendToItsPeerAlone() throws IOException {
        DatagramPort port = rig.datagram(owner);
        port.connect(peer.getLocalAddress());

        assertEquals(2, port.send(ByteBuffer.allocate(2), null));
        assertEquals(2, port.send(ByteBuffer.allocate(2), peer.getLocalAddress()));
        assertFails(ErrorKind.OTHER, () -> port.send(ByteBuffer.allocate(2), Rig.deserted()));
        assertFails(ErrorKind.OTHER, () -> port.send(ByteBuffer.allocate(0), null));
        assertEquals(peer.getLocalAddress(), rig.backend.sockets().remoteAddress(port.owned()));
    }

    @Test
    void shouldReportThatItsPeerIsGone() throws IOException {
        DatagramPort port = rig.datagram(owner);
        port.connect(peer.getLocalAddress());
        peer.close();
        port.send(ByteBuffer.allocate(1), null);
        rig.await(port, owner, Ops.READ);

        assertFails(ErrorKind.REFUSED, () -> port.receive(new DatagramBatch(1, 100)));
        assertEquals(Outcome.WOULD_BLOCK, port.receive(new DatagramBatch(1, 100)));
    }

    @Test
    void shouldRefuseWhatCannotBeSent() throws IOException {
        DatagramPort port = rig.datagram(owner);
        SocketAddress to = peer.getLocalAddress();

        assertFails(ErrorKind.MESSAGE_TOO_LARGE, () -> port.send(ByteBuffer.allocate(70_000), to));
        assertFails(ErrorKind.NOT_CONNECTED, () -> port.send(ByteBuffer.allocate(1), null));
        assertFails(
                ErrorKind.ADDRESS_NOT_AVAILABLE,
                () -> port.send(ByteBuffer.allocate(1), InetSocketAddress.createUnresolved("nowhere.invalid", 1)));
        assertFails(ErrorKind.NOT_PERMITTED, () -> port.send(ByteBuffer.allocate(1), broadcast()));
    }

    private static SocketAddress broadcast() {
        return new InetSocketAddress("255.255.255.255", 9);
    }

    @Test
    void shouldFreeItsAddressBeforeCloseReturns() throws IOException {
        DatagramPort port = rig.datagram(owner);
        SocketAddress address = rig.addressOf(port);
        port.interest(Ops.READ);
        rig.poll(0);

        port.close();

        try (DatagramChannel next = DatagramChannel.open(StandardProtocolFamily.INET)) {
            next.bind(address);
        }
        assertEquals(0, rig.backend.openPorts());
    }
}
