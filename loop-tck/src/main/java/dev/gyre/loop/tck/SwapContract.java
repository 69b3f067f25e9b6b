package dev.gyre.loop.tck;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.spi.LoopBackend;
import dev.gyre.loop.spi.Ops;
import dev.gyre.loop.spi.Outcome;
import dev.gyre.loop.spi.Owned;
import dev.gyre.loop.spi.PortKind;
import dev.gyre.loop.spi.SocketKind;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a live swap and its roll-back are made of: quiesce, prepare beside the old registration, release of either side. */
public interface SwapContract extends BackendContract {
    /** Swaps both ends of a connection to a new backend, as an engine does. */
    private void swap(StreamPair pair) throws IOException {
        LoopBackend old = harness().backend();
        harness().await("the old backend to be quiet", old::quiesce);
        LoopBackend next = harness().another();
        pair.client().moveTo(next);
        pair.server().moveTo(next);
        harness().release(old);
    }

    /** Prepares both ends on a new backend, and takes that back. */
    private void rollBack(StreamPair pair) throws IOException {
        LoopBackend old = harness().backend();
        LoopBackend next = harness().another();
        harness().await("the old backend to be quiet", old::quiesce);
        RecordedOwner nobody = new RecordedOwner("rolled back");
        harness().prepare(next, PortKind.STREAM, pair.client().socket(), nobody);
        harness().prepare(next, PortKind.STREAM, pair.server().socket(), nobody);
        assertEquals(2, next.openPorts());
        harness().release(next);
        old.resume();
    }

    private void assertTalks(StreamPair pair) throws IOException {
        pair.client().sendAll(Bytes.of("are you there?"));
        assertEquals("are you there?", Bytes.text(pair.server().receive(14)));
        pair.server().sendAll(Bytes.of("yes"));
        assertEquals("yes", Bytes.text(pair.client().receive(3)));
    }

    @Test
    @DisplayName("[5] a stream works on the next backend after the old one was released")
    default void shouldWorkOnTheNextBackend() throws IOException {
        StreamPair pair = harness().connect();
        assertTalks(pair);
        swap(pair);
        assertTalks(pair);
        swap(pair);
        assertTalks(pair);
    }

    @Test
    @DisplayName("[5] a stream works on the old backend after the next one was released")
    default void shouldWorkAfterARollBack() throws IOException {
        StreamPair pair = harness().connect();
        pair.server().arm(Ops.READ);
        rollBack(pair);
        pair.client().sendAll(Bytes.of("x"));
        harness().await("the old interest", () -> pair.server().owner().reports() > 0);
        assertEquals("x", Bytes.text(pair.server().receive(1)));
        rollBack(pair);
        assertTalks(pair);
    }

    @Test
    @DisplayName("[5] a port that is prepared beside another is disarmed")
    default void shouldPrepareDisarmed() throws IOException {
        StreamPair pair = harness().connect();
        pair.client().sendAll(Bytes.of("waiting"));
        pair.server().awaitReady(Ops.READ);
        LoopBackend next = harness().another();
        RecordedOwner owner = new RecordedOwner("prepared");
        harness().prepare(next, PortKind.STREAM, pair.server().socket(), owner);
        harness().settle();
        assertEquals(0, owner.reports());
        harness().release(next);
        assertEquals("waiting", Bytes.text(pair.server().receive(7)));
    }

    @Test
    @DisplayName("[5] bytes that wait on both sides of a swap come, each once and in order")
    default void shouldKeepBytesThatWait() throws IOException {
        StreamPair pair = harness().connect();
        pair.server().arm(Ops.READ);
        pair.client().sendAll(Bytes.of("reported "));
        harness().await("a report", () -> pair.server().owner().reports() > 0);
        pair.client().sendAll(Bytes.of("on its way "));
        swap(pair);
        pair.client().sendAll(Bytes.of("afterwards"));
        assertEquals("reported on its way afterwards", Bytes.text(pair.server().receive(30)));
    }

    @Test
    @DisplayName("[5] bytes that the peer does not read survive a swap")
    default void shouldKeepAFullStream() throws IOException {
        StreamPair pair = harness().connect();
        byte[] there = pair.client().fill();
        byte[] back = pair.server().fill();
        swap(pair);
        assertArrayEquals(there, pair.server().receive(there.length));
        rollBack(pair);
        assertArrayEquals(back, pair.client().receive(back.length));
    }

    @Test
    @DisplayName("[5] 1 MiB comes through ten swaps and ten roll-backs under way, whole")
    default void shouldSwapUnderLoad() throws IOException {
        StreamPair pair = harness().connect();
        byte[] sent = Bytes.pattern(1 << 20);
        ByteBuffer src = ByteBuffer.wrap(sent);
        Transfer transfer = new Transfer(harness(), pair.server(), sent.length);
        for (int part = 1; part <= 20; part++) {
            src.limit(sent.length / 20 * part);
            if (part == 20) {
                src.limit(sent.length);
            }
            while (src.hasRemaining()) {
                if (pair.client().offer(src) == Outcome.WOULD_BLOCK) {
                    transfer.step(pair.client());
                }
            }
            if (part % 2 == 0) {
                swap(pair);
            } else {
                rollBack(pair);
            }
        }
        assertArrayEquals(sent, transfer.finish());
    }

    @Test
    @DisplayName("[5] a listener and its queue survive a swap")
    default void shouldKeepTheAcceptQueue() throws IOException {
        ListenerEnd listener = harness().listen();
        listener.arm(Ops.READ);
        Set<Object> callers = new HashSet<>();
        LoopBackend old = harness().backend();
        StreamEnd[] clients = new StreamEnd[5];
        for (int i = 0; i < clients.length; i++) {
            clients[i] = listener.call();
            clients[i].awaitConnected();
            callers.add(harness().control().localAddress(clients[i].socket()));
        }
        harness().await("a report", () -> listener.owner().reports() > 0);
        harness().await("quiet", old::quiesce);
        LoopBackend next = harness().another();
        listener.moveTo(next);
        for (StreamEnd each : clients) {
            each.moveTo(next);
        }
        harness().release(old);
        Set<Object> accepted = new HashSet<>();
        for (int i = 0; i < clients.length; i++) {
            accepted.add(harness().control().remoteAddress(listener.accept()));
        }
        assertEquals(callers, accepted);
    }

    @Test
    @DisplayName("[5] a connect in progress ends on the next backend")
    default void shouldKeepAConnectInProgress() throws IOException {
        ListenerEnd listener = harness().listen();
        StreamEnd client = listener.call();
        LoopBackend old = harness().backend();
        harness().await("quiet", old::quiesce);
        LoopBackend next = harness().another();
        client.moveTo(next, PortKind.CONNECTING);
        listener.moveTo(next);
        harness().release(old);
        client.awaitConnected();
        StreamEnd server = harness().stream("server", PortKind.STREAM, listener.accept());
        assertTalks(new StreamPair(client, server));
    }

    @Test
    @DisplayName("[5] a half-closed stream stays half-closed")
    default void shouldKeepAHalfClose() throws IOException {
        StreamPair pair = harness().connect();
        pair.client().sendAll(Bytes.of("the last"));
        pair.client().port().shutdownOutput();
        swap(pair);
        pair.server().sendAll(Bytes.of("go on"));
        assertEquals("go on", Bytes.text(pair.client().receive(5)));
        assertEquals("the last", Bytes.text(pair.server().receiveToEnd()));
        swap(pair);
        assertEquals(0, pair.server().receiveToEnd().length, "still ended");
        pair.server().sendAll(Bytes.of("and on"));
        assertEquals("and on", Bytes.text(pair.client().receive(6)));
    }

    @Test
    @DisplayName("[5] quiesce ends in a few polls, and resume takes it back")
    default void shouldQuiesceAndResume() throws IOException {
        StreamPair pair = harness().connect();
        pair.client().fill();
        pair.server().arm(Ops.READ);
        LoopBackend backend = harness().backend();
        for (int i = 0; i < 3; i++) {
            for (int polls = 0; !backend.quiesce(); polls++) {
                assertTrue(polls < 100, "operations are in flight after 100 polls");
                harness().poll(BackendHarness.MILLI);
            }
            assertTrue(backend.quiesce(), "asked again");
            backend.resume();
            backend.resume();
        }
        pair.server().owner().forget();
        harness().await("a report", () -> pair.server().owner().reports() > 0);
        assertEquals(2, backend.openPorts());
    }

    @Test
    @DisplayName(
            "[5] a socket that nobody holds is closed after the release of its backend, also by one that cannot reach it")
    default void shouldCloseWhatIsIdleAfterItsRelease() throws IOException {
        Owned idle = harness().open(SocketKind.LISTENER, StandardProtocolFamily.INET);
        LoopBackend old = harness().backend();
        old.sockets().bind(idle, BackendHarness.LOOPBACK, 1);
        SocketAddress taken = old.sockets().localAddress(idle);
        LoopBackend next = harness().another();
        harness().release(old);
        if (idle.channel() == null) {
            assertTrue(idle.closeUnreached(), "nobody has said what closes it");
        }
        next.sockets().close(idle);
        assertTrue(idle.closed());
        next.sockets().bind(harness().open(SocketKind.LISTENER, StandardProtocolFamily.INET), taken, 1);
    }

    @Test
    @DisplayName("[5] release closes no socket, and a second one does nothing")
    default void shouldReleaseWithoutClosing() throws IOException {
        StreamPair pair = harness().connect();
        LoopBackend old = harness().backend();
        LoopBackend next = harness().another();
        pair.client().moveTo(next);
        pair.server().moveTo(next);
        harness().release(old);
        old.release();
        old.wakeup();
        assertEquals(0, old.openPorts());
        assertFalse(pair.client().socket().closed());
        assertTalks(pair);
    }
}
