package dev.gyre.loop.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.ErrorKind;
import dev.gyre.loop.spi.Adoption;
import dev.gyre.loop.spi.Capability;
import dev.gyre.loop.spi.LoopBackend;
import dev.gyre.loop.spi.Ops;
import dev.gyre.loop.spi.Owned;
import dev.gyre.loop.spi.PortKind;
import dev.gyre.loop.spi.SocketKind;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Who owns what, and who closes it. */
public interface OwnershipContract extends BackendContract {
    @Test
    @DisplayName("[5] closing a port closes its socket, once; the peer sees the end")
    default void shouldCloseExactlyOnce() throws IOException {
        StreamPair pair = harness().connect();
        assertFalse(pair.client().socket().closed());
        pair.client().close();
        assertTrue(pair.client().socket().closed());
        assertFalse(pair.client().socket().markClosed(), "the one close is taken");
        pair.client().port().close();
        harness().control().close(pair.client().socket());
        assertEquals(0, pair.server().receiveToEnd().length);
    }

    @Test
    @DisplayName("[5] closing twice does not close who has the descriptor now")
    default void shouldNotCloseAReusedDescriptor() throws IOException {
        ListenerEnd listener = harness().listen();
        StreamPair first = listener.connect();
        first.client().close();
        first.server().close();
        StreamPair second = listener.connect();
        first.client().port().close();
        first.server().port().close();
        first.client().port().detach();
        second.client().sendAll(Bytes.of("untouched"));
        assertEquals("untouched", Bytes.text(second.server().receive(9)));
    }

    @Test
    @DisplayName("[5] a port keeps what it was made for, and takes hold of nothing")
    default void shouldBorrowItsSocket() throws IOException {
        ListenerEnd listener = harness().listen();
        Owned socket = harness().open(SocketKind.STREAM, StandardProtocolFamily.INET);
        socket.take();
        StreamEnd client = harness().stream("client", PortKind.CONNECTING, socket);
        assertSame(socket, client.port().owned());
        client.connect(listener.address());
        client.awaitConnected();
        client.port().detach();
        socket.surrender();
        socket.take();
        assertFalse(socket.closed());
    }

    @Test
    @DisplayName("[5] detach leaves the stream open and every byte in it")
    default void shouldDetachWithoutLoss() throws IOException {
        StreamPair pair = harness().connect();
        pair.client().sendAll(Bytes.of("before "));
        pair.server().awaitReady(Ops.READ);
        pair.server().arm(Ops.READ);
        harness().settle();
        pair.server().port().detach();
        pair.server().port().detach();
        assertFalse(pair.server().socket().closed());
        pair.client().sendAll(Bytes.of("after"));
        harness().settle();
        pair.server().moveTo(harness().backend());
        assertEquals("before after", Bytes.text(pair.server().receive(12)));
    }

    @Test
    @DisplayName("[5] what was taken before a detach is sent")
    default void shouldSendWhatWasTakenBeforeADetach() throws IOException {
        StreamPair pair = harness().connect();
        pair.client().sendAll(Bytes.of("taken"));
        pair.client().port().detach();
        assertEquals("taken", Bytes.text(pair.server().receive(5)));
        pair.client().moveTo(harness().backend());
        pair.client().sendAll(Bytes.of("more"));
        assertEquals("more", Bytes.text(pair.server().receive(4)));
    }

    @Test
    @DisplayName("[5] open ports are counted")
    default void shouldCountOpenPorts() throws IOException {
        LoopBackend backend = harness().backend();
        assertEquals(0, backend.openPorts());
        StreamPair pair = harness().connect();
        assertEquals(2, backend.openPorts());
        pair.client().port().detach();
        assertEquals(1, backend.openPorts());
        pair.client().port().detach();
        assertEquals(1, backend.openPorts());
        pair.client().moveTo(backend);
        assertEquals(2, backend.openPorts());
        pair.client().close();
        pair.server().close();
        pair.server().port().close();
        pair.server().port().detach();
        assertEquals(0, backend.openPorts());
    }

    @Test
    @DisplayName("[5] asking whether it can adopt changes nothing")
    default void shouldAskWithoutSideEffect() throws IOException {
        StreamPair pair = harness().connect();
        LoopBackend next = harness().another();
        for (int i = 0; i < 3; i++) {
            assertEquals(
                    Adoption.yes(), next.canAdopt(PortKind.STREAM, pair.client().socket()));
        }
        assertEquals(0, next.openPorts());
        assertEquals(2, harness().backend().openPorts());
        pair.client().socket().take();
        pair.client().socket().surrender();
        pair.client().sendAll(Bytes.of("undisturbed"));
        assertEquals("undisturbed", Bytes.text(pair.server().receive(11)));
    }

    @Test
    @DisplayName("[5] what is closed, of another kind or from nowhere is refused with a reason, and not prepared")
    default void shouldRefuseWithAReason() throws IOException {
        harness().needs(Capability.TCP);
        Owned closed = harness().open(SocketKind.STREAM, StandardProtocolFamily.INET);
        harness().control().close(closed);
        assertRefused(PortKind.STREAM, closed);
        Failures.assertFails(
                ErrorKind.CLOSED,
                () -> harness().backend().prepare(PortKind.STREAM, closed, new RecordedOwner("closed")));
        assertRefused(PortKind.LISTENER, harness().open(SocketKind.STREAM, StandardProtocolFamily.INET));
        assertRefused(PortKind.STREAM, harness().open(SocketKind.LISTENER, StandardProtocolFamily.INET));
        assertRefused(PortKind.STREAM, Owned.memory(Integer.MAX_VALUE));
    }

    private void assertRefused(PortKind kind, Owned what) {
        LoopBackend backend = harness().backend();
        Adoption answer = backend.canAdopt(kind, what);
        assertFalse(answer.possible(), () -> what + " as " + kind);
        assertFalse(answer.reason().isBlank(), "a refusal has a reason");
        RecordedOwner owner = new RecordedOwner("refused");
        assertThrows(IOException.class, () -> backend.prepare(kind, what, owner));
        assertEquals(0, backend.openPorts());
    }

    @Test
    @DisplayName("[7] closing with operations in flight both ways leaves nothing behind")
    default void shouldCloseInTheMiddleOfEverything() throws IOException {
        ListenerEnd listener = harness().listen();
        for (int i = 0; i < 20; i++) {
            StreamPair pair = listener.connect();
            pair.client().arm(Ops.BOTH);
            pair.server().arm(Ops.BOTH);
            pair.client().offer(ByteBuffer.allocate(50_000));
            pair.server().offer(ByteBuffer.allocate(50_000));
            pair.client().close();
            harness().poll(0);
            pair.server().close();
        }
        listener.close();
        harness().settle();
        assertEquals(0, harness().backend().openPorts());
    }
}
