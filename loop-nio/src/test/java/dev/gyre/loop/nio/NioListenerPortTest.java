package dev.gyre.loop.nio;

import static dev.gyre.loop.nio.Rig.assertFails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.ErrorKind;
import dev.gyre.loop.spi.ListenerPort;
import dev.gyre.loop.spi.Ops;
import dev.gyre.loop.spi.Owned;
import dev.gyre.loop.spi.PortKind;
import dev.gyre.loop.spi.SocketKind;
import dev.gyre.loop.spi.StreamPort;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NioListenerPortTest {
    private final Rig.Owner owner = new Rig.Owner("listener");
    private Rig rig;

    @TempDir
    private Path dir;

    @BeforeEach
    void open() throws IOException {
        rig = new Rig();
    }

    @AfterEach
    void close() throws IOException {
        rig.close();
    }

    @Test
    void shouldAcceptUntilTheQueueIsEmpty() throws IOException {
        ListenerPort port = rig.listener(owner, Rig.anyPort());
        assertNull(port.accept());
        try (SocketChannel a = SocketChannel.open(rig.addressOf(port));
                SocketChannel b = SocketChannel.open(rig.addressOf(port))) {
            rig.await(port, owner, Ops.READ);
            assertEquals(Ops.READ, rig.readyOf(owner));

            Owned first = port.accept();
            Owned second = port.accept();

            assertNull(port.accept());
            assertEquals(0, rig.poll(0));
            assertAccepted(first, a);
            assertAccepted(second, b);
        }
    }

    private void assertAccepted(Owned accepted, SocketChannel peer) throws IOException {
        assertNotNull(accepted);
        rig.keep(accepted.channel());
        assertFalse(accepted.borrowed());
        assertFalse(accepted.channel().isBlocking());
        assertEquals(peer.getLocalAddress(), rig.backend.sockets().remoteAddress(accepted));
        assertEquals(peer.getRemoteAddress(), rig.backend.sockets().localAddress(accepted));
        Rig.Owner connection = new Rig.Owner("connection");
        StreamPort port = rig.stream(accepted, connection);
        peer.write(ByteBuffer.wrap(new byte[] {1}));
        rig.await(port, connection, Ops.READ);
        port.close();
    }

    @Test
    void shouldFreeItsAddressBeforeCloseReturns() throws IOException {
        SocketAddress address = null;
        for (int i = 0; i < 20; i++) {
            ListenerPort port = rig.listener(owner, address == null ? Rig.anyPort() : address);
            address = rig.addressOf(port);
            port.interest(Ops.READ);
            rig.poll(0);
            port.close();
        }
        assertEquals(0, rig.backend.openPorts());
    }

    @Test
    void shouldReportNothingAfterClose() throws IOException {
        ListenerPort port = rig.listener(owner, Rig.anyPort());
        try (SocketChannel _ = SocketChannel.open(rig.addressOf(port))) {
            rig.await(port, owner, Ops.READ);

            port.close();

            assertEquals(0, rig.poll(0));
            assertFails(ErrorKind.CLOSED, port::accept);
        }
    }

    @Test
    void shouldSayThatAnAddressIsTaken() throws IOException {
        ListenerPort port = rig.listener(owner, Rig.anyPort());
        SocketAddress taken = rig.addressOf(port);

        var failure = assertFails(ErrorKind.ADDRESS_IN_USE, () -> rig.listener(owner, taken));

        assertTrue(failure.getMessage().contains(taken.toString()), failure::getMessage);
    }

    @Test
    void shouldAcceptOverUnixSockets() throws IOException {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(dir.resolve("socket"));
        Owned socket = rig.open(SocketKind.LISTENER, StandardProtocolFamily.UNIX);
        rig.backend.sockets().bind(socket, address, 16);
        ListenerPort port = (ListenerPort) rig.backend.prepare(PortKind.LISTENER, socket, owner);
        try (SocketChannel peer = SocketChannel.open(address)) {
            rig.await(port, owner, Ops.READ);
            Owned accepted = port.accept();

            assertNotNull(accepted);
            assertEquals(address, rig.backend.sockets().localAddress(accepted));
            assertEquals(UnixDomainSocketAddress.of(""), rig.backend.sockets().remoteAddress(accepted));
            rig.backend.sockets().close(accepted);
            assertEquals(-1, peer.read(ByteBuffer.allocate(1)));
        }
    }

    @Test
    void shouldNotAcceptBeforeItListens() throws IOException {
        Owned socket = rig.open(SocketKind.LISTENER);
        ListenerPort port = (ListenerPort) rig.backend.prepare(PortKind.LISTENER, socket, owner);

        assertFails(ErrorKind.OTHER, port::accept);
    }
}
