package dev.gyre.loop.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.ErrorKind;
import dev.gyre.loop.LoopIOException;
import dev.gyre.loop.spi.Outcome;
import dev.gyre.loop.spi.Owned;
import dev.gyre.loop.spi.SocketKind;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Datagrams on the in-memory network are to be had as on a kernel's loopback interface. */
final class SimDatagramTest {
    private static final String HUNDRED = "x".repeat(100);

    private final SimNetwork network = new SimNetwork();
    private final SimEnd end = new SimEnd(SimOptions.of(network, 0));
    private final List<SimMailbox> opened = new ArrayList<>();

    @AfterEach
    void shouldLeaveNothingOpen() {
        opened.forEach(SimMailbox::close);
        assertEquals(0, end.backend().openPorts());
        end.backend().release();
        assertEquals(0, network.open());
    }

    private SimMailbox open(StandardProtocolFamily family) throws IOException {
        SimMailbox made = new SimMailbox(end, family);
        opened.add(made);
        return made;
    }

    private SimMailbox open() throws IOException {
        return open(StandardProtocolFamily.INET);
    }

    private SimMailbox bound() throws IOException {
        return open().bind(SimMailbox.LOOPBACK);
    }

    private static InetSocketAddress at(String host, int port) {
        return new InetSocketAddress(host, port);
    }

    private static void assertFails(ErrorKind kind, Executable attempt) {
        assertEquals(kind, assertThrows(LoopIOException.class, attempt).kind());
    }

    private void settle() throws IOException {
        for (int i = 0; i < 5; i++) {
            end.backend().poll(0, end);
        }
    }

    // Addresses

    @Test
    void shouldHavePortsOfItsOwnBesideStreams() throws IOException {
        SimMailbox mailbox = bound();
        Owned listener = end.backend().sockets().open(SocketKind.LISTENER, StandardProtocolFamily.INET);
        end.backend().sockets().bind(listener, mailbox.address(), 1);
        end.backend().sockets().close(listener);
        assertFails(ErrorKind.ADDRESS_IN_USE, () -> open().bind(mailbox.address()));
        assertFails(ErrorKind.ADDRESS_IN_USE, () -> open().bind(
                        at("0.0.0.0", mailbox.address().getPort())));
    }

    @Test
    void shouldFreeTheAddressWhenItCloses() throws IOException {
        SimMailbox first = SimMailbox.bound(end);
        InetSocketAddress address = first.address();
        first.close();
        assertEquals(address, open().bind(address).address());
    }

    @Test
    void shouldGetAnAddressBySending() throws IOException {
        SimMailbox far = bound();
        SimMailbox near = open();
        near.send("hello", far.address());
        assertTrue(near.address().getAddress().isAnyLocalAddress());
        far.receive(1);
        assertEquals(
                List.of(at("127.0.0.1", near.address().getPort())),
                far.senders(),
                "the receiver hears where to answer");
        far.send("answer", far.senders().getFirst());
        assertEquals(List.of("answer"), near.receive(1));
    }

    @Test
    void shouldKnowItsOwnAddressWhenItIsConnected() throws IOException {
        SimMailbox far = bound();
        SimMailbox near = open().bind(at("0.0.0.0", 0));
        int port = near.address().getPort();
        near.connect(far.address());
        assertEquals(at("127.0.0.1", port), near.address());
        assertEquals("127.0.0.1", open().connect(far.address()).address().getHostString());
    }

    @Test
    void shouldConnectToAnotherPeer() throws IOException {
        SimMailbox first = bound();
        SimMailbox second = bound();
        SimMailbox near = open().connect(first.address());
        near.connect(second.address());
        assertEquals(second.address(), near.peer());
        near.send("to the second", null);
        assertEquals(List.of("to the second"), second.receive(1));
        near.send("to the first all the same", first.address());
        assertEquals(List.of("to the first all the same"), first.receive(1));
    }

    @Test
    void shouldKeepWhatCameBeforeItWasConnected() throws IOException {
        SimMailbox near = bound();
        bound().send("from anybody", near.address());
        settle();
        near.connect(bound().address());
        assertEquals(List.of("from anybody"), near.receive(1));
    }

    @Test
    void shouldServeBothFamiliesAtAWildcard() throws IOException {
        SimMailbox both = open(StandardProtocolFamily.INET6).bind(at("::", 0));
        int port = both.address().getPort();
        SimMailbox four = bound();
        SimMailbox six = open(StandardProtocolFamily.INET6).bind(at("::1", 0));
        four.send("4", at("127.0.0.1", port));
        assertEquals(List.of("4"), both.receive(1));
        assertInstanceOf(Inet4Address.class, ((InetSocketAddress) both.senders().getFirst()).getAddress());
        six.send("6", at("::1", port));
        assertEquals(List.of("6"), both.receive(1));
        assertEquals(List.of(six.address()), both.senders());
        both.send("to 4", four.address());
        assertEquals(List.of("to 4"), four.receive(1));
    }

    @Test
    void shouldRefuseWhereItCannotSend() throws IOException {
        SimMailbox four = bound();
        SimMailbox six = open(StandardProtocolFamily.INET6).bind(at("::1", 0));
        ByteBuffer data = SimEnd.bytes("x");
        assertFails(ErrorKind.ADDRESS_NOT_AVAILABLE, () -> four.port().send(data, six.address()));
        assertFails(ErrorKind.UNREACHABLE, () -> six.port().send(data, four.address()));
        assertFails(ErrorKind.UNREACHABLE, () -> four.port().send(data, at("203.0.113.1", 9)));
        assertFails(ErrorKind.UNREACHABLE, () -> four.connect(at("203.0.113.1", 9)));
        assertFails(ErrorKind.ADDRESS_NOT_AVAILABLE, () -> four.port()
                .send(data, InetSocketAddress.createUnresolved("some.example", 9)));
        assertFails(ErrorKind.OTHER, () -> four.port().send(data, SimMailbox.LOOPBACK));
        assertFails(ErrorKind.NOT_CONNECTED, () -> four.port().send(data, null));
        assertFails(ErrorKind.ADDRESS_NOT_AVAILABLE, () -> open().bind(at("203.0.113.1", 0)));
        assertEquals(1, data.remaining());
        assertNull(four.peer());
    }

    @Test
    void shouldHaveNoUnixDatagrams() {
        assertThrows(
                UnsupportedOperationException.class,
                () -> end.backend().sockets().open(SocketKind.DATAGRAM, StandardProtocolFamily.UNIX));
    }

    @Test
    void shouldSendAnEmptyOneToItsPeer() throws IOException {
        SimMailbox far = bound();
        open().connect(far.address()).send("", null);
        assertEquals(List.of(""), far.receive(1));
    }

    // Sharing an address

    @Test
    void shouldShareAnAddressOnlyWhenBothSaySo() throws IOException {
        for (var option : List.of(StandardSocketOptions.SO_REUSEPORT, StandardSocketOptions.SO_REUSEADDR)) {
            SimMailbox first = open().set(option, true).bind(SimMailbox.LOOPBACK);
            assertEquals(
                    first.address(),
                    open().set(option, true).bind(first.address()).address());
            assertFails(ErrorKind.ADDRESS_IN_USE, () -> open().bind(first.address()));
            assertFails(ErrorKind.ADDRESS_IN_USE, () -> bindSharing(bound().address()));
        }
        SimMailbox one = open().set(StandardSocketOptions.SO_REUSEADDR, true).bind(SimMailbox.LOOPBACK);
        assertFails(ErrorKind.ADDRESS_IN_USE, () -> bindSharing(one.address()));
    }

    private SimMailbox bindSharing(InetSocketAddress address) throws IOException {
        return open().set(StandardSocketOptions.SO_REUSEPORT, true).bind(address);
    }

    @Test
    void shouldBeHeardByTheSameOneEachTime() throws IOException {
        SimMailbox first = bindSharing(SimMailbox.LOOPBACK);
        SimMailbox second = bindSharing(first.address());
        int byTheFirst = 0;
        for (int i = 0; i < 20; i++) {
            SimMailbox sender = bound();
            sender.send("once", first.address());
            sender.send("again", first.address());
            settle();
            List<String> heard = first.receive(0);
            byTheFirst += heard.size();
            assertEquals(
                    List.of("once", "again"),
                    heard.isEmpty() ? second.receive(2) : heard,
                    "each sender has its receiver");
        }
        assertTrue(byTheFirst > 0 && byTheFirst < 40, "all have something to do, and the first has " + byTheFirst);
    }

    @Test
    void shouldBeHeardByTheLastOfThoseThatReuseTheAddress() throws IOException {
        SimMailbox first = open().set(StandardSocketOptions.SO_REUSEADDR, true).bind(SimMailbox.LOOPBACK);
        SimMailbox last = open().set(StandardSocketOptions.SO_REUSEADDR, true).bind(first.address());
        bound().send("x", first.address());
        assertEquals(List.of("x"), last.receive(1));
        assertEquals(List.of(), first.receive(0));
    }

    @Test
    void shouldBeHeardByTheOneWhoFitsBest() throws IOException {
        SimMailbox exact = bindSharing(SimMailbox.LOOPBACK);
        SimMailbox wild = bindSharing(at("0.0.0.0", exact.address().getPort()));
        SimMailbox friend = bound();
        SimMailbox connected = bindSharing(exact.address()).connect(friend.address());
        friend.send("from the friend", exact.address());
        assertEquals(List.of("from the friend"), connected.receive(1));
        bound().send("from a stranger", exact.address());
        assertEquals(List.of("from a stranger"), exact.receive(1));
        bound().send("elsewhere", at("127.0.0.2", exact.address().getPort()));
        assertEquals(List.of("elsewhere"), wild.receive(1));
    }

    // Broadcasts

    @Test
    void shouldReachEverybodyByABroadcast() throws IOException {
        SimMailbox one = bindSharing(at("0.0.0.0", 0));
        SimMailbox other = bindSharing(one.address());
        SimMailbox exact = bindSharing(at("127.0.0.1", one.address().getPort()));
        SimMailbox sender = bound().set(StandardSocketOptions.SO_BROADCAST, true);
        for (String everybody : Set.of("255.255.255.255", "127.255.255.255")) {
            sender.send("all", at(everybody, one.address().getPort()));
            assertEquals(List.of("all"), one.receive(1));
            assertEquals(List.of(sender.address()), one.senders());
            assertEquals(List.of("all"), other.receive(1));
            assertEquals(List.of(), exact.receive(0));
        }
    }

    @Test
    void shouldRefuseABroadcastThatWasNotAllowed() throws IOException {
        SimMailbox sender = bound();
        assertFails(ErrorKind.NOT_PERMITTED, () -> sender.port().send(SimEnd.bytes("x"), at("255.255.255.255", 9)));
        assertFails(ErrorKind.NOT_PERMITTED, () -> sender.connect(at("127.255.255.255", 9)));
        sender.set(StandardSocketOptions.SO_BROADCAST, true).connect(at("255.255.255.255", 9));
        sender.send("nobody hears it, and nobody minds", null);
        settle();
        assertEquals(List.of(), sender.receive(0));
    }

    // The buffer

    @Test
    void shouldDropWhatDoesNotFit() throws IOException {
        SimMailbox far = bound().set(StandardSocketOptions.SO_RCVBUF, 2 * 128);
        SimMailbox near = bound();
        for (String each : List.of("1", "2", "3", "4")) {
            near.send(each + HUNDRED.substring(1), far.address());
        }
        settle();
        assertEquals(
                List.of("1", "2"),
                far.receive(2).stream().map(text -> text.substring(0, 1)).toList());
        near.send("there is room again", far.address());
        assertEquals(List.of("there is room again"), far.receive(1));
    }

    @Test
    void shouldCountEmptyDatagramsToo() throws IOException {
        SimMailbox far = bound().set(StandardSocketOptions.SO_RCVBUF, 100);
        SimMailbox near = bound();
        for (int i = 0; i < 10; i++) {
            near.send("", far.address());
        }
        settle();
        assertEquals(List.of("", "", ""), far.receive(3));
    }

    @Test
    void shouldTakeOneDatagramThatIsLargerThanTheBuffer() throws IOException {
        SimMailbox far = bound().set(StandardSocketOptions.SO_RCVBUF, 1);
        SimMailbox near = bound();
        near.send(HUNDRED, far.address());
        near.send("dropped", far.address());
        settle();
        assertEquals(List.of(HUNDRED), far.receive(1));
    }

    @Test
    void shouldBlockWhenTooMuchIsUnderWay() throws IOException {
        SimMailbox near = bound();
        ByteBuffer most = ByteBuffer.allocate(65_507);
        assertEquals(65_507, near.port().send(most, near.address()));
        most.clear();
        assertEquals(65_507, near.port().send(most, near.address()), "there was room, if not for the whole");
        most.clear();
        assertEquals(Outcome.WOULD_BLOCK, near.port().send(most, near.address()));
        assertEquals(65_507, most.remaining());
        settle();
        assertEquals(65_507, near.port().send(most, near.address()));
    }

    @Test
    void shouldSendTheLongestOfEachFamily() throws IOException {
        SimMailbox four = bound();
        SimMailbox six = open(StandardProtocolFamily.INET6).bind(at("::1", 0));
        assertEquals(65_507, four.port().send(ByteBuffer.allocate(65_507), four.address()));
        assertFails(ErrorKind.MESSAGE_TOO_LARGE, () -> four.port().send(ByteBuffer.allocate(65_508), four.address()));
        assertEquals(65_527, six.port().send(ByteBuffer.allocate(65_527), six.address()));
        assertFails(ErrorKind.MESSAGE_TOO_LARGE, () -> six.port().send(ByteBuffer.allocate(65_528), six.address()));
    }

    @Test
    void shouldDeliverWhatIsUnderWayWhenItCloses() throws IOException {
        SimMailbox far = bound();
        SimMailbox near = SimMailbox.bound(end);
        near.send("the last", far.address());
        near.close();
        assertEquals(List.of("the last"), far.receive(1));
    }

    // Nobody there

    @Test
    void shouldTellTheConnectedOnceThatNobodyIsThere() throws IOException {
        SimMailbox gone = SimMailbox.bound(end);
        SimMailbox near = bound().connect(gone.address());
        gone.send("before it went", near.address());
        gone.close();
        near.send("anybody?", null);
        settle();
        assertFails(ErrorKind.REFUSED, () -> near.receive(1));
        assertEquals(List.of("before it went"), near.receive(1), "and what came before");
        near.send("still nobody?", null);
        settle();
        assertFails(ErrorKind.REFUSED, () -> near.port().send(SimEnd.bytes("told by a send"), null));
        near.send("and it goes on", null);
    }

    @Test
    void shouldTellNobodyElse() throws IOException {
        SimMailbox gone = SimMailbox.bound(end);
        InetSocketAddress nobody = gone.address();
        gone.close();
        SimMailbox near = bound();
        near.send("anybody?", nobody);
        near.connect(bound().address());
        near.send("and not to the peer", nobody);
        settle();
        assertEquals(List.of(), near.receive(0));
    }

    @Test
    void shouldBeNobodyToStrangers() throws IOException {
        SimMailbox busy = bound();
        busy.connect(bound().address());
        SimMailbox stranger = bound().connect(busy.address());
        stranger.send("may I?", null);
        settle();
        assertFails(ErrorKind.REFUSED, () -> stranger.receive(1));
    }
}
