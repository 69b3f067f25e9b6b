package dev.gyre.loop.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gyre.loop.ErrorKind;
import dev.gyre.loop.spi.Capability;
import dev.gyre.loop.spi.Owned;
import dev.gyre.loop.spi.SocketControl;
import dev.gyre.loop.spi.SocketKind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Everything one does with a socket but I/O. */
public interface SocketControlContract extends BackendContract {
    private Owned openStream() throws IOException {
        harness().needs(Capability.TCP);
        return harness().open(SocketKind.STREAM, StandardProtocolFamily.INET);
    }

    @Test
    @DisplayName("[5] a new socket is free, open and without addresses")
    default void shouldOpenFreeSockets() throws IOException {
        Owned socket = openStream();
        assertFalse(socket.closed());
        assertFalse(socket.borrowed());
        assertNull(harness().control().localAddress(socket));
        assertNull(harness().control().remoteAddress(socket));
        socket.take();
    }

    @Test
    @DisplayName("[5] port 0 is any free port, and no address is any")
    default void shouldPickFreePorts() throws IOException {
        Owned one = openStream();
        Owned other = openStream();
        harness().control().bind(one, BackendHarness.LOOPBACK, 0);
        harness().control().bind(other, null, 0);
        int port = portOf(one);
        assertNotEquals(0, port);
        assertNotEquals(0, portOf(other));
        assertNotEquals(port, portOf(other));
    }

    private int portOf(Owned socket) throws IOException {
        return assertInstanceOf(InetSocketAddress.class, harness().control().localAddress(socket))
                .getPort();
    }

    @Test
    @DisplayName("[10] an address that is not this machine's is kind ADDRESS_NOT_AVAILABLE")
    default void shouldNotBindToForeignAddresses() throws IOException {
        Owned socket = openStream();
        // RFC 5737: for documentation, so nobody's.
        InetSocketAddress foreign = new InetSocketAddress(InetAddress.getByName("192.0.2.1"), 0);
        Failures.assertFails(
                ErrorKind.ADDRESS_NOT_AVAILABLE, () -> harness().control().bind(socket, foreign, 0));
    }

    @Test
    @DisplayName("[10] an option can be set and read")
    default void shouldKeepOptions() throws IOException {
        Owned socket = openStream();
        SocketControl control = harness().control();
        for (boolean value : new boolean[] {true, false, true}) {
            control.setOption(socket, StandardSocketOptions.TCP_NODELAY, value);
            assertEquals(value, control.getOption(socket, StandardSocketOptions.TCP_NODELAY));
        }
        control.setOption(socket, StandardSocketOptions.SO_RCVBUF, 20_000);
        Integer size = control.getOption(socket, StandardSocketOptions.SO_RCVBUF);
        assertTrue(size != null && size >= 20_000, () -> "a receive buffer of " + size);
    }

    @Test
    @DisplayName("[10] the interface for multicast can be set and read")
    default void shouldKeepTheInterfaceForMulticast() throws IOException {
        Owned socket = harness().open(SocketKind.DATAGRAM, StandardProtocolFamily.INET);
        SocketControl control = harness().control();
        assumeTrue(control.options(socket).contains(StandardSocketOptions.IP_MULTICAST_IF), "it has no multicast");
        NetworkInterface loopback = NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress());
        control.setOption(socket, StandardSocketOptions.IP_MULTICAST_IF, loopback);
        assertEquals(loopback, control.getOption(socket, StandardSocketOptions.IP_MULTICAST_IF));
    }

    @Test
    @DisplayName("[10] every option that a socket has can be read; one it has not is named")
    default void shouldNameOptions() throws IOException {
        Owned socket = openStream();
        SocketControl control = harness().control();
        Set<SocketOption<?>> options = control.options(socket);
        assertTrue(options.contains(StandardSocketOptions.TCP_NODELAY));
        for (SocketOption<?> each : options) {
            Object value = control.getOption(socket, each);
            assertTrue(value == null || each.type().isInstance(value), () -> each + " is " + value);
        }
        UnsupportedOperationException refusal = assertThrows(
                UnsupportedOperationException.class,
                () -> control.setOption(socket, StandardSocketOptions.IP_MULTICAST_TTL, 1));
        assertTrue(refusal.getMessage().contains("IP_MULTICAST_TTL"), refusal::getMessage);
        assertThrows(
                UnsupportedOperationException.class,
                () -> control.getOption(socket, StandardSocketOptions.IP_MULTICAST_TTL));
    }

    @Test
    @DisplayName("[5] a socket is closed once; closing it again does nothing")
    default void shouldCloseOnce() throws IOException {
        Owned first = openStream();
        SocketControl control = harness().control();
        control.close(first);
        assertTrue(first.closed());
        Owned second = openStream();
        control.close(first);
        assertFalse(second.closed());
        control.bind(second, BackendHarness.LOOPBACK, 0);
        assertNotEquals(0, portOf(second));
    }

    @Test
    @DisplayName("[10] a closed socket has kind CLOSED, and says so instead of naming another's address")
    default void shouldKnowThatASocketIsClosed() throws IOException {
        Owned first = openStream();
        SocketControl control = harness().control();
        control.close(first);
        Owned second = openStream();
        control.bind(second, BackendHarness.LOOPBACK, 0);
        Failures.assertFails(ErrorKind.CLOSED, () -> control.localAddress(first));
        Failures.assertFails(ErrorKind.CLOSED, () -> control.remoteAddress(first));
        Failures.assertFails(ErrorKind.CLOSED, () -> control.bind(first, BackendHarness.LOOPBACK, 0));
        Failures.assertFails(ErrorKind.CLOSED, () -> control.setOption(first, StandardSocketOptions.TCP_NODELAY, true));
        Failures.assertFails(ErrorKind.CLOSED, () -> control.getOption(first, StandardSocketOptions.TCP_NODELAY));
    }

    @Test
    @DisplayName("[5] sockets of a sort the backend does not declare are refused with the reason")
    default void shouldRefuseUndeclaredSockets() throws IOException {
        boolean internet = harness().has(Capability.DATAGRAM);
        assumeFalse(internet && harness().has(Capability.UNIX_DATAGRAM), "all sorts of datagrams are declared");
        UnsupportedOperationException refusal = assertThrows(UnsupportedOperationException.class, () -> harness()
                .control()
                .open(SocketKind.DATAGRAM, internet ? StandardProtocolFamily.UNIX : StandardProtocolFamily.INET));
        assertNotNull(refusal.getMessage());
    }
}
