package dev.gyre.loop.nio;

import static dev.gyre.loop.nio.Rig.assertFails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.ErrorKind;
import dev.gyre.loop.spi.Owned;
import dev.gyre.loop.spi.SocketKind;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Pipe;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class NioSocketsTest {
    private final NioSockets sockets = new NioSockets();

    @TempDir
    private Path dir;

    @ParameterizedTest
    @EnumSource
    void shouldOpenNonBlockingSocketsAndCloseThemOnce(SocketKind kind) throws IOException {
        Owned socket = sockets.open(kind, StandardProtocolFamily.INET);
        assertFalse(socket.channel().isBlocking());
        assertNull(sockets.remoteAddress(socket));

        sockets.bind(socket, Rig.anyPort(), 5);

        InetSocketAddress local = (InetSocketAddress) sockets.localAddress(socket);
        assertNotNull(local);
        assertTrue(local.getPort() > 0);
        sockets.close(socket);
        sockets.close(socket);
        assertTrue(socket.closed());
        assertFails(ErrorKind.CLOSED, () -> sockets.localAddress(socket));
        assertFails(ErrorKind.CLOSED, () -> sockets.bind(socket, null, 5));
        assertFails(ErrorKind.CLOSED, () -> sockets.setOption(socket, StandardSocketOptions.SO_RCVBUF, 9999));
    }

    @Test
    void shouldSetAndReadOptions() throws IOException {
        Owned socket = sockets.open(SocketKind.STREAM, StandardProtocolFamily.INET);
        sockets.setOption(socket, StandardSocketOptions.TCP_NODELAY, true);
        assertEquals(true, sockets.getOption(socket, StandardSocketOptions.TCP_NODELAY));
        assertTrue(sockets.options(socket).contains(StandardSocketOptions.SO_KEEPALIVE));
        sockets.close(socket);
    }

    @Test
    void shouldNameAnOptionThatTheSocketDoesNotHave() throws IOException {
        Owned socket = sockets.open(SocketKind.STREAM, StandardProtocolFamily.UNIX);
        var set = assertThrows(
                UnsupportedOperationException.class,
                () -> sockets.setOption(socket, StandardSocketOptions.TCP_NODELAY, true));
        var get = assertThrows(
                UnsupportedOperationException.class,
                () -> sockets.getOption(socket, StandardSocketOptions.TCP_NODELAY));
        assertTrue(set.getMessage().contains("TCP_NODELAY"), set::getMessage);
        assertTrue(get.getMessage().contains("SO_SNDBUF"), get::getMessage);
        sockets.close(socket);
    }

    @Test
    void shouldSayWhichSocketsThereAreNot() {
        var e = assertThrows(
                UnsupportedOperationException.class,
                () -> sockets.open(SocketKind.DATAGRAM, StandardProtocolFamily.UNIX));
        assertTrue(e.getMessage().contains("DATAGRAM") && e.getMessage().contains("UNIX"), e::getMessage);
    }

    @Test
    void shouldSayWhyItCannotBind() throws IOException {
        Owned tcp = sockets.open(SocketKind.LISTENER, StandardProtocolFamily.INET);
        assertFails(ErrorKind.ADDRESS_NOT_AVAILABLE, () -> sockets.bind(tcp, new InetSocketAddress("192.0.2.1", 0), 5));
        assertFails(
                ErrorKind.ADDRESS_NOT_AVAILABLE,
                () -> sockets.bind(tcp, InetSocketAddress.createUnresolved("nowhere.invalid", 0), 5));
        sockets.bind(tcp, Rig.anyPort(), 5);
        assertFails(ErrorKind.OTHER, () -> sockets.bind(tcp, Rig.anyPort(), 5));
        sockets.close(tcp);
    }

    @Test
    void shouldBindUnixSockets() throws IOException {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(dir.resolve("socket"));
        Owned first = sockets.open(SocketKind.LISTENER, StandardProtocolFamily.UNIX);
        Owned second = sockets.open(SocketKind.LISTENER, StandardProtocolFamily.UNIX);
        assertNull(sockets.localAddress(first));

        sockets.bind(first, address, 5);

        assertEquals(address, sockets.localAddress(first));
        assertFails(ErrorKind.ADDRESS_IN_USE, () -> sockets.bind(second, address, 5));
        assertFails(
                ErrorKind.NOT_FOUND,
                () -> sockets.bind(second, UnixDomainSocketAddress.of(dir.resolve("missing/socket")), 5));
        assertFails(
                ErrorKind.ADDRESS_NOT_AVAILABLE,
                () -> sockets.bind(second, UnixDomainSocketAddress.of("/tmp/" + "x".repeat(200)), 5));
        sockets.close(first);
        sockets.close(second);
    }

    @Test
    void shouldLeaveADescriptorToWhoCanCloseIt() {
        List<Owned> closed = new ArrayList<>();
        Owned made = Owned.descriptor(Integer.MAX_VALUE).closedBy(closed::add);

        sockets.close(made);
        sockets.close(made);

        assertEquals(List.of(made), closed);
        assertTrue(made.closed());
    }

    @Test
    void shouldNameWhatIsNoSocketOfItsOwn() throws IOException {
        Owned raw = Owned.memory(5);
        Pipe pipe = Pipe.open();
        Owned source = Owned.channel(pipe.source());

        assertThrows(UnsupportedOperationException.class, () -> sockets.close(raw));
        assertFalse(raw.closed());
        assertThrows(UnsupportedOperationException.class, () -> sockets.bind(raw, null, 0));
        assertThrows(UnsupportedOperationException.class, () -> sockets.bind(source, null, 0));
        assertNull(sockets.localAddress(source));
        assertNull(sockets.remoteAddress(source));
        sockets.close(source);
        pipe.sink().close();
    }
}
