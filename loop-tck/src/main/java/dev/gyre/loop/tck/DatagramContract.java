package dev.gyre.loop.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.ErrorKind;
import dev.gyre.loop.spi.Capability;
import dev.gyre.loop.spi.DatagramBatch;
import dev.gyre.loop.spi.DatagramPort;
import dev.gyre.loop.spi.LoopBackend;
import dev.gyre.loop.spi.Ops;
import dev.gyre.loop.spi.Outcome;
import dev.gyre.loop.spi.Owned;
import dev.gyre.loop.spi.PortKind;
import dev.gyre.loop.spi.SocketControl;
import dev.gyre.loop.spi.SocketKind;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Datagrams, over the loopback interface, which loses none of so few. */
public interface DatagramContract extends BackendContract {
    private DatagramEnd open() throws IOException {
        harness().needs(Capability.DATAGRAM);
        return new DatagramEnd(harness());
    }

    @Test
    @DisplayName("[6] a datagram comes whole, with where it came from")
    default void shouldReceiveADatagram() throws IOException {
        DatagramEnd one = open();
        DatagramEnd other = open();
        one.send(Bytes.of("hello"), other.address());
        assertEquals(List.of("hello"), other.receive(1));
        assertEquals(one.address(), other.batch().address(0));
        assertFalse(other.batch().truncated(0));
    }

    @Test
    @DisplayName("[6] an empty datagram is one")
    default void shouldReceiveAnEmptyDatagram() throws IOException {
        DatagramEnd one = open();
        DatagramEnd other = open();
        one.send(new byte[0], other.address());
        assertEquals(List.of(""), other.receive(1));
        assertEquals(one.address(), other.batch().address(0));
    }

    @Test
    @DisplayName("[6] a datagram longer than its slot is cut, and said to be")
    default void shouldSayThatADatagramWasCut() throws IOException {
        DatagramEnd one = open();
        DatagramEnd other = open();
        one.send(Bytes.pattern(DatagramEnd.SLOT), other.address());
        other.receive(1);
        assertFalse(other.batch().truncated(0), "it fits to the byte");
        one.send(Bytes.pattern(DatagramEnd.SLOT + 1), other.address());
        other.receive(1);
        assertTrue(other.batch().truncated(0));
        assertEquals(DatagramEnd.SLOT, other.batch().data(0).remaining());
        one.send(Bytes.of("short"), other.address());
        assertEquals(List.of("short"), other.receive(1));
        assertFalse(other.batch().truncated(0));
    }

    @Test
    @DisplayName("[6] many datagrams come in order, and no more at once than the batch holds")
    default void shouldFillTheBatch() throws IOException {
        DatagramEnd one = open();
        DatagramEnd other = open();
        List<String> sent = new ArrayList<>();
        for (int i = 0; i < 3 * DatagramEnd.SLOTS + 1; i++) {
            sent.add("datagram " + i);
            one.send(Bytes.of(sent.getLast()), other.address());
        }
        assertEquals(sent, other.receive(sent.size()));
    }

    @Test
    @DisplayName("[3] nothing to receive is a value")
    default void shouldSayThatNoDatagramIsThere() throws IOException {
        DatagramEnd end = open();
        assertEquals(Outcome.WOULD_BLOCK, end.port().receive(end.batch()));
        assertEquals(0, end.batch().count());
    }

    @Test
    @DisplayName("[2] a datagram is reported again until it is received; a socket that can send always")
    default void shouldReportDatagramsAgain() throws IOException {
        DatagramEnd one = open();
        DatagramEnd other = open();
        one.send(Bytes.of("x"), other.address());
        other.arm(Ops.BOTH);
        for (int i = 0; i < 3; i++) {
            other.owner().forget();
            harness().await("both", () -> other.owner().heard() == Ops.BOTH);
        }
        other.arm(Ops.NONE);
        other.owner().forget();
        harness().settle();
        assertEquals(0, other.owner().reports());
        assertEquals(List.of("x"), other.receive(1));
    }

    @Test
    @DisplayName("[6] a connected socket sends to its peer without an address, and hears nobody else")
    default void shouldConnectDatagrams() throws IOException {
        DatagramEnd one = open();
        DatagramEnd other = open();
        DatagramEnd stranger = open();
        one.port().connect(other.address());
        assertEquals(other.address(), harness().control().remoteAddress(one.socket()));
        one.send(Bytes.of("to my peer"), null);
        assertEquals(List.of("to my peer"), other.receive(1));
        stranger.send(Bytes.of("psst"), one.address());
        other.send(Bytes.of("answer"), one.address());
        assertEquals(List.of("answer"), one.receive(1));
    }

    @Test
    @DisplayName("[10] a datagram that is too long is kind MESSAGE_TOO_LARGE")
    default void shouldRefuseLongDatagrams() throws IOException {
        DatagramEnd one = open();
        ByteBuffer tooLong = ByteBuffer.allocate(70_000);
        Failures.assertFails(ErrorKind.MESSAGE_TOO_LARGE, () -> one.port().send(tooLong, open().address()));
        assertEquals(70_000, tooLong.remaining(), "sent whole or not at all");
    }

    @Test
    @DisplayName("[10] a connected peer that nobody is, is found by the next attempt, and the socket goes on")
    default void shouldReportThatNobodyReceives() throws IOException {
        DatagramEnd gone = open();
        DatagramEnd one = open();
        one.port().connect(gone.address());
        gone.close();
        one.send(Bytes.of("anybody?"), null);
        one.awaitReady(Ops.READ);
        Failures.assertFails(ErrorKind.REFUSED, () -> harness()
                .await("the answer of the kernel", () -> one.port().receive(one.batch()) > 0));
        one.send(Bytes.of("anybody?"), null);
    }

    @Test
    @DisplayName("[4] after close no poll reports")
    default void shouldBeSilentAboutAClosedDatagramSocket() throws IOException {
        DatagramEnd one = open();
        DatagramEnd other = open();
        one.send(Bytes.of("x"), other.address());
        other.awaitReady(Ops.READ);
        other.arm(Ops.BOTH);
        other.close();
        harness().settle();
        assertTrue(other.socket().closed());
    }

    @Test
    @DisplayName("[5] datagrams that wait are there on the next backend")
    default void shouldKeepDatagramsThroughASwap() throws IOException {
        DatagramEnd one = open();
        DatagramEnd other = open();
        one.send(Bytes.of("before"), other.address());
        other.awaitReady(Ops.READ);
        LoopBackend old = harness().backend();
        LoopBackend next = harness().another();
        harness().await("quiet", old::quiesce);
        one.moveTo(next);
        other.moveTo(next);
        harness().release(old);
        one.send(Bytes.of("after"), other.address());
        assertEquals(List.of("before", "after"), other.receive(2));
    }

    @Test
    @DisplayName("[5] all datagrams that wait or are under way come after any number of swaps, once and in order")
    default void shouldLoseNoDatagramToSwaps() throws IOException {
        DatagramEnd one = open();
        DatagramEnd other = open();
        List<String> sent = new ArrayList<>();
        List<String> got = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            for (int j = 0; j < 2 * DatagramEnd.SLOTS; j++) {
                sent.add("datagram " + i + "." + j);
                one.send(Bytes.of(sent.getLast()), other.address());
            }
            got.addAll(other.receive(1));
            LoopBackend old = harness().backend();
            harness().await("quiet", old::quiesce);
            LoopBackend next = harness().another();
            one.moveTo(next);
            other.moveTo(next);
            harness().release(old);
        }
        got.addAll(other.receive(sent.size() - got.size()));
        assertEquals(sent, got);
    }

    @Test
    @DisplayName("[5] datagrams that wait are there after a roll-back")
    default void shouldKeepDatagramsThroughARollBack() throws IOException {
        DatagramEnd one = open();
        DatagramEnd other = open();
        one.send(Bytes.of("before"), other.address());
        other.awaitReady(Ops.READ);
        LoopBackend old = harness().backend();
        harness().await("quiet", old::quiesce);
        LoopBackend next = harness().another();
        harness().prepare(next, PortKind.DATAGRAM, other.socket(), new RecordedOwner("rolled back"));
        harness().release(next);
        old.resume();
        one.send(Bytes.of("after"), other.address());
        assertEquals(List.of("before", "after"), other.receive(2));
    }

    @Test
    @DisplayName("[6] what does not fit into the receive buffer is dropped, and what follows comes")
    default void shouldDropDatagramsThatDoNotFit() throws IOException {
        DatagramEnd one = open();
        DatagramEnd other = open();
        harness().control().setOption(other.socket(), StandardSocketOptions.SO_RCVBUF, 8 * 1024);
        List<String> sent = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            sent.add("datagram " + i + " " + ".".repeat(400));
            one.send(Bytes.of(sent.getLast()), other.address());
        }
        harness().await("quiet", harness().backend()::quiesce);
        harness().backend().resume();
        List<String> got = new ArrayList<>();
        while (!got.contains("the last")) {
            got.addAll(other.receive(1));
            one.send(Bytes.of("the last"), other.address());
        }
        int fitted = got.indexOf("the last");
        assertTrue(fitted > 0 && fitted < sent.size(), () -> fitted + " fit");
        assertEquals(sent.subList(0, fitted), got.subList(0, fitted));
    }

    @Test
    @DisplayName("[10] an address that another has is kind ADDRESS_IN_USE, unless both have said that they share it")
    default void shouldRefuseTakenAddresses() throws IOException {
        SocketControl control = harness().control();
        Owned taken = open().socket();
        Owned refused = harness().open(SocketKind.DATAGRAM, StandardProtocolFamily.INET);
        Failures.assertFails(ErrorKind.ADDRESS_IN_USE, () -> control.bind(refused, control.localAddress(taken), 0));
        if (control.options(refused).contains(StandardSocketOptions.SO_REUSEPORT)) {
            Owned first = sharing();
            control.bind(first, BackendHarness.LOOPBACK, 0);
            Owned second = sharing();
            control.bind(second, control.localAddress(first), 0);
            assertEquals(control.localAddress(first), control.localAddress(second));
            Failures.assertFails(ErrorKind.ADDRESS_IN_USE, () -> control.bind(refused, control.localAddress(first), 0));
        }
    }

    private Owned sharing() throws IOException {
        Owned socket = harness().open(SocketKind.DATAGRAM, StandardProtocolFamily.INET);
        harness().control().setOption(socket, StandardSocketOptions.SO_REUSEPORT, true);
        return socket;
    }

    @Test
    @DisplayName("[5] a socket without an address gets one by sending, and says of which kind it is")
    default void shouldGetAnAddressBySending() throws IOException {
        DatagramEnd other = open();
        Owned socket = harness().open(SocketKind.DATAGRAM, StandardProtocolFamily.INET);
        assertEquals(SocketKind.DATAGRAM, harness().control().kind(socket));
        DatagramPort port = (DatagramPort)
                harness().prepare(harness().backend(), PortKind.DATAGRAM, socket, new RecordedOwner("unbound"));
        harness().await("it is sent", () -> port.send(ByteBuffer.wrap(Bytes.of("x")), other.address()) == 1);
        assertEquals(List.of("x"), other.receive(1));
        InetSocketAddress own =
                assertInstanceOf(InetSocketAddress.class, harness().control().localAddress(socket));
        assertEquals(
                own.getPort(),
                assertInstanceOf(InetSocketAddress.class, other.batch().address(0))
                        .getPort());
    }

    @Test
    @DisplayName("[10] what cannot be sent has the kind that says why, and is not consumed")
    default void shouldRefuseWhatCannotBeSent() throws IOException {
        DatagramEnd one = open();
        ByteBuffer data = ByteBuffer.wrap(Bytes.of("x"));
        Failures.assertFails(ErrorKind.NOT_CONNECTED, () -> one.port().send(data, null));
        Failures.assertFails(ErrorKind.ADDRESS_NOT_AVAILABLE, () -> one.port()
                .send(data, InetSocketAddress.createUnresolved("some.example", 9)));
        Failures.assertFails(
                ErrorKind.ADDRESS_NOT_AVAILABLE, () -> one.port().send(data, new InetSocketAddress("::1", 9)));
        Failures.assertFails(
                ErrorKind.NOT_PERMITTED, () -> one.port().send(data, new InetSocketAddress("255.255.255.255", 9)));
        assertEquals(1, data.remaining());
        one.close();
        Failures.assertFails(ErrorKind.CLOSED, () -> one.port().send(data, new InetSocketAddress("127.0.0.1", 9)));
        Failures.assertFails(ErrorKind.CLOSED, () -> one.port().receive(one.batch()));
    }

    @Test
    @DisplayName("[6] a batch is emptied before it is filled")
    default void shouldEmptyTheBatchFirst() throws IOException {
        DatagramEnd one = open();
        DatagramEnd other = open();
        DatagramBatch batch = other.batch();
        one.send(Bytes.of("x"), other.address());
        other.receive(1);
        assertEquals(1, batch.count());
        assertEquals(Outcome.WOULD_BLOCK, other.port().receive(batch));
        assertEquals(0, batch.count());
    }
}
