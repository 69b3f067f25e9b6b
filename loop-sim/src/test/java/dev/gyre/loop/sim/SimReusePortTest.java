package dev.gyre.loop.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.ErrorKind;
import dev.gyre.loop.LoopIOException;
import dev.gyre.loop.spi.ListenerPort;
import dev.gyre.loop.spi.Ops;
import dev.gyre.loop.spi.Owned;
import dev.gyre.loop.spi.PortKind;
import dev.gyre.loop.spi.SocketControl;
import dev.gyre.loop.spi.SocketKind;
import dev.gyre.loop.spi.StreamPort;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Listeners that share an address by {@code SO_REUSEPORT}. */
final class SimReusePortTest {
    private final SimNetwork network = new SimNetwork();
    private final SimEnd end = new SimEnd(SimOptions.of(network, 0));
    private final SocketControl sockets = end.backend().sockets();
    private final List<Owned> opened = new ArrayList<>();

    @AfterEach
    void shouldLeaveNothingOpen() {
        end.backend().release();
        opened.forEach(sockets::close);
        assertEquals(0, network.open());
    }

    private ListenerPort listen(SocketAddress address, boolean shares) throws IOException {
        Owned socket = sockets.open(SocketKind.LISTENER, StandardProtocolFamily.INET);
        opened.add(socket);
        sockets.setOption(socket, StandardSocketOptions.SO_REUSEPORT, shares);
        sockets.bind(socket, address, 100);
        ListenerPort port = (ListenerPort) end.backend().prepare(PortKind.LISTENER, socket, () -> "listener");
        port.interest(Ops.READ);
        return port;
    }

    private SocketAddress addressOf(ListenerPort listener) throws IOException {
        return Objects.requireNonNull(sockets.localAddress(listener.owned()));
    }

    private void connect(SocketAddress address) throws IOException {
        Owned socket = sockets.open(SocketKind.STREAM, StandardProtocolFamily.INET);
        opened.add(socket);
        StreamPort port = (StreamPort) end.backend().prepare(PortKind.CONNECTING, socket, () -> "caller");
        port.connect(address);
        end.await(port::finishConnect);
    }

    private int accepted(ListenerPort listener) throws IOException {
        int before = opened.size();
        int quiet = 0;
        while (quiet < 5) {
            end.backend().poll(0, end);
            Owned next = listener.accept();
            if (next == null) {
                quiet++;
            } else {
                opened.add(next);
                quiet = 0;
            }
        }
        return opened.size() - before;
    }

    @Test
    void shouldShareTheCallers() throws IOException {
        ListenerPort first = listen(SimMailbox.LOOPBACK, true);
        SocketAddress shared = addressOf(first);
        ListenerPort second = listen(shared, true);
        for (int i = 0; i < 40; i++) {
            connect(shared);
        }
        int byTheFirst = accepted(first);
        assertTrue(byTheFirst > 5 && byTheFirst < 35, "the first has " + byTheFirst + " of 40");
        assertEquals(40 - byTheFirst, accepted(second));
        first.close();
        connect(shared);
        assertEquals(1, accepted(second), "and all, when the other is gone");
    }

    @Test
    void shouldPreferAnAddressOfItsOwn() throws IOException {
        ListenerPort wild = listen(new InetSocketAddress("0.0.0.0", 0), true);
        int port = ((InetSocketAddress) addressOf(wild)).getPort();
        ListenerPort exact = listen(new InetSocketAddress("127.0.0.1", port), true);
        for (int i = 0; i < 10; i++) {
            connect(addressOf(exact));
        }
        connect(new InetSocketAddress("127.0.0.2", port));
        assertEquals(10, accepted(exact));
        assertEquals(1, accepted(wild));
    }

    @Test
    void shouldRefuseThoseThatDoNotSaySo() throws IOException {
        SocketAddress shared = addressOf(listen(SimMailbox.LOOPBACK, true));
        SocketAddress alone = addressOf(listen(SimMailbox.LOOPBACK, false));
        assertInUse(shared, false);
        assertInUse(alone, true);
    }

    private void assertInUse(SocketAddress address, boolean shares) {
        LoopIOException refused = assertThrows(LoopIOException.class, () -> listen(address, shares));
        assertEquals(ErrorKind.ADDRESS_IN_USE, refused.kind());
    }
}
