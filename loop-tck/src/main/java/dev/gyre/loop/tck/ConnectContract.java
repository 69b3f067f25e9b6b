package dev.gyre.loop.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.gyre.loop.ErrorKind;
import dev.gyre.loop.LoopIOException;
import dev.gyre.loop.spi.Capability;
import dev.gyre.loop.spi.Ops;
import dev.gyre.loop.spi.Owned;
import dev.gyre.loop.spi.PortKind;
import dev.gyre.loop.spi.SocketKind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Connecting, and how it fails. */
public interface ConnectContract extends BackendContract {
    @Test
    @DisplayName("[3] a connect that goes on is a value; its success is reported as readiness to write")
    default void shouldReportTheEndOfAConnect() throws IOException {
        ListenerEnd listener = harness().listen();
        StreamEnd client = harness().stream();
        boolean connected = client.port().connect(listener.address());
        while (!connected) {
            client.awaitReady(Ops.WRITE);
            connected = client.port().finishConnect();
        }
        assertTrue(client.port().finishConnect(), "asked again");
        assertEquals(listener.address(), harness().control().remoteAddress(client.socket()));
    }

    @Test
    @DisplayName("[3] asking before the end is a value")
    default void shouldAnswerEarlyQuestions() throws IOException {
        ListenerEnd listener = harness().listen();
        StreamEnd client = harness().stream();
        if (!client.port().connect(listener.address())) {
            harness().await("connected", client.port()::finishConnect);
        }
        assertTrue(client.port().finishConnect());
    }

    @Test
    @DisplayName("[4] a connect that nobody asks about is not reported")
    default void shouldNotReportAConnectUnasked() throws IOException {
        ListenerEnd listener = harness().listen();
        StreamEnd client = listener.call();
        harness().settle();
        assertEquals(0, client.owner().reports());
        client.awaitConnected();
    }

    @Test
    @DisplayName("[2] the port of a connect serves as a stream afterwards")
    default void shouldServeAsStreamAfterwards() throws IOException {
        StreamPair pair = harness().connect();
        pair.client().sendAll(Bytes.of("question"));
        assertEquals("question", Bytes.text(pair.server().receive(8)));
        pair.server().sendAll(Bytes.of("answer"));
        assertEquals("answer", Bytes.text(pair.client().receive(6)));
    }

    @Test
    @DisplayName("[10] a refused connect has kind REFUSED")
    default void shouldBeRefused() throws IOException {
        ListenerEnd listener = harness().listen();
        SocketAddress nobody = listener.address();
        listener.close();
        StreamEnd client = harness().stream();
        Failures.assertFails(ErrorKind.REFUSED, () -> {
            client.connect(nobody);
            client.awaitConnected();
        });
        client.close();
        assertTrue(client.socket().closed());
    }

    @Test
    @DisplayName("[10] the failure of a connect is reported to who asks late")
    default void shouldReportARefusalLate() throws IOException {
        ListenerEnd listener = harness().listen();
        SocketAddress nobody = listener.address();
        listener.close();
        StreamEnd client = harness().stream();
        try {
            assertFalse(client.port().connect(nobody));
        } catch (LoopIOException e) {
            Failures.check(Set.of(ErrorKind.REFUSED), e);
            abort("The connect was refused at once");
        }
        harness().settle();
        client.awaitReady(Ops.WRITE);
        Failures.assertFails(ErrorKind.REFUSED, () -> harness().await("the refusal", client.port()::finishConnect));
    }

    @Test
    @DisplayName("[10] an address of another family, or a name, is not available")
    default void shouldRefuseAddressesOfAnotherSort() throws IOException {
        StreamEnd one = harness().stream();
        Failures.assertFails(ErrorKind.ADDRESS_NOT_AVAILABLE, () -> one.connect(UnixDomainSocketAddress.of("nowhere")));
        StreamEnd other = harness().stream();
        InetSocketAddress name = InetSocketAddress.createUnresolved("localhost", 1);
        Failures.assertFails(ErrorKind.ADDRESS_NOT_AVAILABLE, () -> other.connect(name));
    }

    @Test
    @DisplayName("[10] receiving before a connect has kind NOT_CONNECTED")
    default void shouldNotReceiveBeforeAConnect() throws IOException {
        StreamEnd client = harness().stream();
        Failures.assertFails(ErrorKind.NOT_CONNECTED, client.port()::receive);
    }

    @Test
    @DisplayName("[5] a connect that is given up leaves nothing behind")
    default void shouldCloseWhileConnecting() throws IOException {
        ListenerEnd listener = harness().listen();
        List<StreamEnd> callers = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            StreamEnd caller = listener.call();
            caller.arm(Ops.WRITE);
            callers.add(caller);
        }
        callers.forEach(StreamEnd::close);
        harness().settle();
        assertTrue(callers.stream().allMatch(each -> each.socket().closed()));
        StreamPair pair = listener.connectAmongOthers();
        pair.client().sendAll(Bytes.of("x"));
        assertEquals("x", Bytes.text(pair.server().receive(1)));
    }

    @Test
    @DisplayName("[5] a socket that was bound first connects from there")
    default void shouldConnectFromWhereItIsBound() throws IOException {
        ListenerEnd listener = harness().listen();
        Owned socket = harness().open(SocketKind.STREAM, StandardProtocolFamily.INET);
        assertNull(harness().control().remoteAddress(socket));
        harness().control().bind(socket, BackendHarness.LOOPBACK, 0);
        SocketAddress local = harness().control().localAddress(socket);
        StreamEnd client = harness().stream("client", PortKind.CONNECTING, socket);
        client.connect(listener.address());
        client.awaitConnected();
        assertEquals(local, harness().control().localAddress(socket));
        assertEquals(local, harness().control().remoteAddress(listener.accept()));
    }

    @Test
    @DisplayName("[5] IPv6 connects as IPv4 does")
    default void shouldConnectOverIpv6() throws IOException {
        harness().needs(Capability.TCP);
        InetSocketAddress loopback = new InetSocketAddress(InetAddress.getByName("::1"), 0);
        ListenerEnd listener;
        try {
            listener = harness().listen(StandardProtocolFamily.INET6, loopback, 10);
        } catch (LoopIOException | UnsupportedOperationException e) {
            abort("This machine has no IPv6: " + e.getMessage());
            return;
        }
        StreamPair pair = listener.connect();
        pair.client().sendAll(Bytes.of("six"));
        assertEquals("six", Bytes.text(pair.server().receive(3)));
    }
}
