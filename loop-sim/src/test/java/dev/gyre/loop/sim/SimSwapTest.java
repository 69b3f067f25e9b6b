package dev.gyre.loop.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.spi.ListenerPort;
import dev.gyre.loop.spi.Ops;
import dev.gyre.loop.spi.Owned;
import dev.gyre.loop.spi.PortKind;
import dev.gyre.loop.spi.SocketKind;
import dev.gyre.loop.spi.StreamPort;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Nothing that has completed or is in flight is lost when the backend goes. */
final class SimSwapTest {
    private final SimNetwork network = new SimNetwork();
    private final SimEnd old = new SimEnd(SimOptions.of(network, 0));
    private final SimEnd next = new SimEnd(SimOptions.of(network, 5));

    @AfterEach
    void shouldLeaveNothingOpen() {
        old.backend().release();
        next.backend().release();
        assertEquals(0, network.open());
    }

    @Test
    void shouldPutCompletedBytesBackInFrontOfTheOthers() throws IOException {
        SimPair pair = new SimPair(old, old);
        pair.client().interest(Ops.READ);
        pair.server().send(SimEnd.bytes("held "));
        old.backend().poll(0, old);
        old.backend().poll(0, old);
        pair.client().interest(Ops.NONE);
        assertEquals("client:1", old.reports().getFirst());
        pair.server().send(SimEnd.bytes("queued"));
        StreamPort client = adopt(pair.client());
        StreamPort server = adopt(pair.server());
        old.backend().release();
        assertEquals("held queued", receive(client, 11));
        client.close();
        server.close();
    }

    @Test
    void shouldDrainSendsThatThePeerDoesNotRead() throws IOException {
        SimPair pair = new SimPair(old, old);
        long sent = 0;
        for (int n = 0; n >= 0; n = pair.server().send(SimEnd.bytes("x".repeat(1000)))) {
            sent += n;
            old.backend().poll(0, old);
        }
        assertFalse(old.backend().quiesce());
        old.await(old.backend()::quiesce);
        StreamPort client = adopt(pair.client());
        StreamPort server = adopt(pair.server());
        old.backend().release();
        assertEquals("x".repeat((int) sent), receive(client, (int) sent));
        client.close();
        server.close();
    }

    @Test
    void shouldEndTheSendingSideThoughItWasOnlyAsked() throws IOException {
        SimPair pair = new SimPair(old, old);
        pair.server().send(SimEnd.bytes("last"));
        pair.server().shutdownOutput();
        StreamPort client = adopt(pair.client());
        StreamPort server = adopt(pair.server());
        old.backend().release();
        assertEquals("last", receive(client, 4));
        client.interest(Ops.READ);
        next.await(() -> {
            ByteBuffer view = client.receive();
            return view != null && !view.hasRemaining();
        });
        client.close();
        server.close();
    }

    @Test
    void shouldPutAcceptedConnectionsBackIntoTheQueue() throws IOException {
        Owned listening = old.backend().sockets().open(SocketKind.LISTENER, StandardProtocolFamily.INET);
        old.backend().sockets().bind(listening, new InetSocketAddress("127.0.0.1", 0), 8);
        ListenerPort listener = (ListenerPort) old.backend().prepare(PortKind.LISTENER, listening, () -> "listener");
        listener.interest(Ops.READ);
        Owned first = connected(listening);
        Owned second = connected(listening);
        old.backend().poll(0, old);
        old.backend().poll(0, old);
        assertEquals(5, network.open(), "accepted, though nobody asked");
        ListenerPort after = (ListenerPort) next.backend().prepare(PortKind.LISTENER, listening, () -> "listener");
        old.backend().release();
        assertEquals(3, network.open());
        after.interest(Ops.READ);
        for (Owned each : new Owned[] {first, second}) {
            Owned[] accepted = new Owned[1];
            next.await(() -> (accepted[0] = after.accept()) != null);
            assertEquals(
                    next.backend().sockets().localAddress(each),
                    next.backend().sockets().remoteAddress(accepted[0]));
            next.backend().sockets().close(accepted[0]);
            next.backend().sockets().close(each);
        }
        after.close();
    }

    private Owned connected(Owned listening) throws IOException {
        Owned socket = old.backend().sockets().open(SocketKind.STREAM, StandardProtocolFamily.INET);
        StreamPort port = (StreamPort) old.backend().prepare(PortKind.CONNECTING, socket, () -> "client");
        assertFalse(port.connect(old.backend().sockets().localAddress(listening)));
        old.await(port::finishConnect);
        port.detach();
        return socket;
    }

    @Test
    void shouldFinishAConnectThatWasInProgress() throws IOException {
        Owned listening = old.backend().sockets().open(SocketKind.LISTENER, StandardProtocolFamily.INET);
        old.backend().sockets().bind(listening, new InetSocketAddress("127.0.0.1", 0), 8);
        Owned socket = old.backend().sockets().open(SocketKind.STREAM, StandardProtocolFamily.INET);
        StreamPort port = (StreamPort) old.backend().prepare(PortKind.CONNECTING, socket, () -> "client");
        assertFalse(port.connect(old.backend().sockets().localAddress(listening)));
        StreamPort after = adopt(port);
        old.backend().release();
        after.interest(Ops.WRITE);
        next.await(after::finishConnect);
        assertNotNull(next.backend().sockets().remoteAddress(socket));
        after.close();
        next.backend().sockets().close(listening);
        assertTrue(listening.closed());
    }

    private StreamPort adopt(StreamPort port) throws IOException {
        return (StreamPort) next.backend().prepare(PortKind.STREAM, port.owned(), () -> "adopted");
    }

    private String receive(StreamPort port, int count) throws IOException {
        port.interest(Ops.READ);
        ByteBuffer into = ByteBuffer.allocate(count);
        next.await(() -> {
            port.receive(into);
            return !into.hasRemaining();
        });
        return new String(into.array(), StandardCharsets.US_ASCII);
    }
}
