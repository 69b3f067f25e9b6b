package dev.gyre.loop.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gyre.loop.ErrorKind;
import dev.gyre.loop.LoopIOException;
import dev.gyre.loop.spi.Capability;
import dev.gyre.loop.spi.LoopBackend;
import dev.gyre.loop.spi.Ops;
import dev.gyre.loop.spi.Owned;
import dev.gyre.loop.spi.PortKind;
import dev.gyre.loop.spi.SocketKind;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Listening and accepting. */
public interface ListenerContract extends BackendContract {
    private List<StreamEnd> call(ListenerEnd listener, int times) throws IOException {
        List<StreamEnd> callers = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            StreamEnd caller = listener.call();
            caller.awaitConnected();
            callers.add(caller);
        }
        return callers;
    }

    private Set<SocketAddress> locals(List<StreamEnd> ends) throws IOException {
        Set<SocketAddress> locals = new HashSet<>();
        for (StreamEnd each : ends) {
            locals.add(harness().control().localAddress(each.socket()));
        }
        return locals;
    }

    private Set<SocketAddress> acceptRemotes(ListenerEnd listener, int times) throws IOException {
        Set<SocketAddress> remotes = new HashSet<>();
        for (int i = 0; i < times; i++) {
            remotes.add(harness().control().remoteAddress(listener.accept()));
        }
        return remotes;
    }

    @Test
    @DisplayName("[3] an empty queue is a value")
    default void shouldAcceptNothingFromAnEmptyQueue() throws IOException {
        ListenerEnd listener = harness().listen();
        assertNull(listener.port().accept());
        listener.arm(Ops.READ);
        harness().settle();
        assertNull(listener.port().accept());
    }

    @Test
    @DisplayName("[2] a listener is reported again until its queue is empty")
    default void shouldReportUntilTheQueueIsEmpty() throws IOException {
        ListenerEnd listener = harness().listen();
        List<StreamEnd> callers = call(listener, 3);
        listener.arm(Ops.READ);
        for (int i = 0; i < 3; i++) {
            listener.owner().forget();
            harness().await("a report", () -> listener.owner().reports() > 0);
        }
        assertEquals(locals(callers), acceptRemotes(listener, 3));
        assertNull(listener.port().accept());
    }

    @Test
    @DisplayName("[4] a listener that is not armed is not reported, and loses nobody")
    default void shouldNotReportUnasked() throws IOException {
        ListenerEnd listener = harness().listen();
        List<StreamEnd> callers = call(listener, 2);
        listener.arm(Ops.READ);
        harness().await("a report", () -> listener.owner().reports() > 0);
        listener.arm(Ops.NONE);
        listener.owner().forget();
        harness().settle();
        assertEquals(0, listener.owner().reports());
        assertEquals(locals(callers), acceptRemotes(listener, 2));
    }

    @Test
    @DisplayName("[5] an accepted socket is owned by nobody, once, and has its addresses")
    default void shouldAcceptFreeSockets() throws IOException {
        ListenerEnd listener = harness().listen();
        StreamEnd client = listener.call();
        Owned accepted = listener.accept();
        assertFalse(accepted.closed());
        assertFalse(accepted.borrowed());
        assertEquals(listener.address(), harness().control().localAddress(accepted));
        accepted.take();
        StreamEnd server = harness().stream("server", PortKind.STREAM, accepted);
        client.awaitConnected();
        client.sendAll(Bytes.of("x"));
        assertEquals("x", Bytes.text(server.receive(1)));
    }

    @Test
    @DisplayName("[5] an accepted socket may go to another backend")
    default void shouldHandAcceptedSocketsOver() throws IOException {
        ListenerEnd listener = harness().listen();
        LoopBackend other = harness().another();
        StreamEnd client = listener.call();
        client.awaitConnected();
        Owned accepted = listener.accept();
        StreamEnd server = harness().streamOn(other, accepted);
        client.sendAll(Bytes.of("hello there"));
        assertEquals("hello there", Bytes.text(server.receive(11)));
        server.sendAll(Bytes.of("hello here"));
        assertEquals("hello here", Bytes.text(client.receive(10)));
    }

    @Test
    @DisplayName("[6] bytes that were sent before the accept are there after it")
    default void shouldKeepWhatCameBeforeTheAccept() throws IOException {
        ListenerEnd listener = harness().listen();
        StreamEnd client = listener.call();
        client.awaitConnected();
        client.sendAll(Bytes.of("early"));
        client.port().shutdownOutput();
        harness().settle();
        StreamEnd server = harness().stream("server", PortKind.STREAM, listener.accept());
        assertEquals("early", Bytes.text(server.receiveToEnd()));
    }

    @Test
    @DisplayName("[10] an address that another listener has is kind ADDRESS_IN_USE")
    default void shouldNotShareAnAddress() throws IOException {
        ListenerEnd listener = harness().listen();
        Owned second = harness().open(SocketKind.LISTENER, StandardProtocolFamily.INET);
        SocketAddress taken = listener.address();
        Failures.assertFails(ErrorKind.ADDRESS_IN_USE, () -> harness().control().bind(second, taken, 1));
    }

    @Test
    @DisplayName("[10] two listeners share an address where both ask for it")
    default void shouldShareAnAddressWhenBothAsk() throws IOException {
        harness().needs(Capability.REUSE_PORT);
        Owned first = harness().open(SocketKind.LISTENER, StandardProtocolFamily.INET);
        Owned second = harness().open(SocketKind.LISTENER, StandardProtocolFamily.INET);
        harness().control().setOption(first, StandardSocketOptions.SO_REUSEPORT, true);
        harness().control().setOption(second, StandardSocketOptions.SO_REUSEPORT, true);
        harness().control().bind(first, BackendHarness.LOOPBACK, 10);
        SocketAddress shared = harness().control().localAddress(first);
        harness().control().bind(second, shared, 10);
        assertEquals(shared, harness().control().localAddress(second));
        harness().control().close(first);
        new ListenerEnd(harness(), StandardProtocolFamily.INET, second).connect();
    }

    @Test
    @DisplayName("[5] closing a listener frees its address at once, and refuses who calls")
    default void shouldFreeItsAddress() throws IOException {
        ListenerEnd listener = harness().listen();
        SocketAddress address = listener.address();
        call(listener, 1);
        listener.close();
        assertTrue(listener.socket().closed());
        ListenerEnd again = harness().listen(StandardProtocolFamily.INET, address, 5);
        assertEquals(address, again.address());
        call(again, 1);
        again.close();
        StreamEnd late = harness().stream();
        Failures.assertFails(ErrorKind.REFUSED, () -> {
            late.connect(address);
            late.awaitConnected();
        });
    }

    @Test
    @DisplayName("[5] a listener that was detached keeps its queue")
    default void shouldKeepTheQueueThroughADetach() throws IOException {
        ListenerEnd listener = harness().listen();
        listener.arm(Ops.READ);
        List<StreamEnd> callers = call(listener, 2);
        harness().await("a report", () -> listener.owner().reports() > 0);
        listener.port().detach();
        callers.addAll(call(listener, 2));
        listener.moveTo(harness().backend());
        assertEquals(locals(callers), acceptRemotes(listener, 4));
    }

    @Test
    @DisplayName("[10] accepting on a closed port has kind CLOSED")
    default void shouldSayThatItIsClosedToWhoAccepts() throws IOException {
        ListenerEnd listener = harness().listen();
        listener.close();
        Failures.assertFails(ErrorKind.CLOSED, listener.port()::accept);
    }

    @Test
    @DisplayName(
            "[11] running out of descriptors fails that accept alone; the connection stays and the listener is ready")
    default void shouldSurviveRunningOutOfDescriptors() throws Exception {
        rehearse();
        ListenerEnd listener = harness().listen();
        StreamEnd client = listener.call();
        client.awaitConnected();
        AutoCloseable exhaustion = exhaustDescriptors();
        assumeTrue(exhaustion != null, "there is no way to run out of descriptors here");
        try (exhaustion) {
            for (int i = 0; i < 3; i++) {
                LoopIOException failure = acceptFailure(listener);
                Failures.check(Set.of(ErrorKind.TOO_MANY_FILES), failure);
            }
        }
        StreamEnd server = harness().stream("server", PortKind.STREAM, listener.accept());
        client.sendAll(Bytes.of("patient"));
        assertEquals("patient", Bytes.text(server.receive(7)));
    }

    /** Runs everything once: without a descriptor no class can be loaded. */
    private void rehearse() throws IOException {
        harness().connect();
        ListenerEnd closed = harness().listen();
        closed.close();
        Failures.assertFails(ErrorKind.CLOSED, closed.port()::accept);
        Failures.check(Set.of(ErrorKind.OTHER), new LoopIOException(ErrorKind.OTHER, "rehearsed", null));
    }

    private LoopIOException acceptFailure(ListenerEnd listener) throws IOException {
        LoopIOException[] failure = new LoopIOException[1];
        listener.arm(Ops.READ);
        listener.owner().forget();
        harness().await("a failure to accept", () -> {
            try {
                return listener.owner().reports() > 0 && listener.tryAccept() != null;
            } catch (LoopIOException e) {
                failure[0] = e;
                return true;
            }
        });
        listener.arm(Ops.NONE);
        assertTrue(failure[0] != null, "a connection was accepted without a descriptor");
        return failure[0];
    }
}
