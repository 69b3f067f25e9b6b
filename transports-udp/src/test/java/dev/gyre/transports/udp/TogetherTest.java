package dev.gyre.transports.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gyre.loop.ErrorKind;
import dev.gyre.loop.LoopIOException;
import dev.gyre.loop.spi.Capability;
import dev.gyre.loop.spi.LoopBackendProvider;
import dev.gyre.loop.transport.DatagramOptions;
import dev.gyre.loop.transport.WriteBufferLimits;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Datagrams that are sent in one dispatch leave together and stay what they are. */
@ParameterizedClass(name = "{0}")
@MethodSource("dev.gyre.transports.udp.EndpointTestCase#backends")
class TogetherTest extends EndpointTestCase {
    private static final int MANY = 60;
    private static final int MORE_THAN_LEAVE_TOGETHER = 150;

    TogetherTest(String backend) {
        super(backend);
    }

    private static List<String> numbered(String name, int count) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            texts.add(name + " " + (1000 + i));
        }
        return texts;
    }

    /** Sends all in one callback. */
    private void burst(Recorder from, List<String> texts, InetSocketAddress to) {
        loop.callSoon(() -> texts.forEach(text -> from.transport.sendto(bytes(text), to)));
    }

    private static List<String> after(String first, List<String> rest) {
        List<String> all = new ArrayList<>(List.of(first));
        all.addAll(rest);
        return all;
    }

    @Test
    void shouldSendTheDatagramsOfACallbackInOrder() throws Exception {
        Recorder near = bound();
        Recorder far = bound();
        List<String> sent = numbered("equal", MORE_THAN_LEAVE_TOGETHER);
        sent.addAll(List.of("one", "", "", "of another size", "x", "", "last"));
        burst(near, sent, address(far));
        until("all are here", () -> far.events.size() > sent.size());
        assertEquals(after("made", sent), far.events);
        assertEquals(address(near), far.from);
        assertEquals(0, near.transport.getWriteBufferSize());
    }

    @Test
    void shouldAnswerManyInOrder() throws Exception {
        Recorder near = bound();
        Recorder far = bound();
        far.onDatagram = () -> far.transport.sendto(bytes(far.events.getLast()), far.from);
        List<String> sent = numbered("there and back", MANY);
        for (int i = 1; i <= 3; i++) {
            int expected = i * MANY;
            burst(near, sent, address(far));
            until("all are back", () -> near.sizes.size() == expected);
        }
        assertEquals(after("made", sent), near.events.subList(0, MANY + 1));
        assertEquals(far.events, near.events);
    }

    @Test
    void shouldAnswerEachSenderItsOwn() throws Exception {
        Recorder server = bound();
        server.onDatagram = () -> server.transport.sendto(bytes(server.events.getLast()), server.from);
        List<Recorder> clients = List.of(bound(), bound(), bound());
        for (int i = 0; i < 5; i++) {
            for (Recorder client : clients) {
                burst(client, numbered("client " + clients.indexOf(client), 1 + i), address(server));
            }
        }
        for (Recorder client : clients) {
            until("all are back", () -> client.sizes.size() == 15);
            assertTrue(
                    client.events.stream()
                            .skip(1)
                            .allMatch(text -> text.startsWith("client " + clients.indexOf(client))),
                    client.events::toString);
        }
    }

    @Test
    void shouldBeSeparateForAnOrdinarySocket() throws Exception {
        Recorder near = bound();
        try (DatagramSocket peer = new DatagramSocket(ANY)) {
            assumeTrue(!backend.name().equals("sim"), "its network is its own");
            peer.setSoTimeout(30_000);
            List<String> sent = numbered("separate", MANY);
            sent.add("end");
            burst(near, sent, (InetSocketAddress) peer.getLocalSocketAddress());
            iterations(3);
            List<String> got = new ArrayList<>();
            while (got.size() < sent.size()) {
                DatagramPacket next = new DatagramPacket(new byte[2_000], 2_000);
                peer.receive(next);
                got.add(new String(next.getData(), 0, next.getLength(), StandardCharsets.UTF_8));
            }
            assertEquals(sent, got);
        }
    }

    @Test
    void shouldHaveSentWhenTheCallbackHasReturned() throws Exception {
        Recorder near = bound();
        Recorder far = bound();
        List<Long> sizes = new ArrayList<>();
        loop.callSoon(() -> {
            for (String text : numbered("x", 10)) {
                near.transport.sendto(bytes(text), address(far));
                sizes.add(near.transport.getWriteBufferSize());
            }
            loop.stop();
        });
        loop.runForever();
        assertEquals(0, near.transport.getWriteBufferSize());
        assertTrue(sizes.stream().allMatch(size -> size == 0), "the kernel has refused none");
        until("all are here", () -> far.sizes.size() == 10);
    }

    @Test
    void shouldTellTheErrorsOfThoseThatFailAlone() throws Exception {
        Recorder near = bound();
        Recorder far = bound();
        loop.callSoon(() -> {
            burstOf(near, 3, "before", address(far));
            near.transport.sendto(ByteBuffer.allocate(65_508), address(far));
            burstOf(near, 3, "between", address(far));
            near.transport.sendto(bytes("six"), new InetSocketAddress("::1", 9));
            near.transport.sendto(ByteBuffer.allocate(500_000), address(far));
            burstOf(near, 3, "behind", address(far));
        });
        List<String> sent = after("made", numbered("before", 3));
        sent.addAll(numbered("between", 3));
        sent.addAll(numbered("behind", 3));
        until("all are here", () -> far.events.size() == sent.size());
        assertEquals(sent, far.events);
        assertEquals(
                List.of(ErrorKind.MESSAGE_TOO_LARGE, ErrorKind.ADDRESS_NOT_AVAILABLE, ErrorKind.MESSAGE_TOO_LARGE),
                near.errors.stream()
                        .map(error -> ((LoopIOException) error).kind())
                        .toList());
    }

    /** Port 0 is nobody's; several that go there may be one message for the kernel. */
    @Test
    void shouldSendTogetherBehindSeveralThatCannotGo() throws Exception {
        Recorder near = bound();
        Recorder far = bound();
        loop.callSoon(() -> {
            burstOf(near, 5, "to nobody", new InetSocketAddress("127.0.0.1", 0));
            burstOf(near, MANY, "to somebody", address(far));
        });
        until("all are here", () -> far.sizes.size() == MANY && near.errors.size() == 5);
        assertEquals(after("made", numbered("to somebody", MANY)), far.events);
    }

    private static void burstOf(Recorder from, int count, String name, SocketAddress to) {
        numbered(name, count).forEach(text -> from.transport.sendto(bytes(text), to));
    }

    @Test
    void shouldKeepTheOrderOfWhatAnErrorIsAnsweredBy() throws Exception {
        Recorder near = bound();
        Recorder far = bound();
        near.onError = () -> near.transport.sendto(bytes("answer"), address(far));
        loop.callSoon(() -> {
            burstOf(near, 2, "before", address(far));
            near.transport.sendto(ByteBuffer.allocate(65_508), address(far));
            burstOf(near, 2, "behind", address(far));
        });
        List<String> sent = after("made", numbered("before", 2));
        sent.addAll(numbered("behind", 2));
        sent.add("answer");
        until("all are here", () -> far.events.size() == sent.size());
        assertEquals(sent, far.events);
    }

    @Test
    void shouldTellThatNobodyReceivesMany() throws Exception {
        Recorder gone = bound();
        InetSocketAddress nobody = address(gone);
        gone.transport.close();
        until("it is lost", () -> gone.heard("lost"));
        Recorder near = open(DatagramOptions.to(nobody));
        burst(near, numbered("anybody", 10), nobody);
        until("it is told", () -> !near.errors.isEmpty());
        iterations(5);
        assertTrue(
                near.errors.stream().allMatch(error -> ((LoopIOException) error).kind() == ErrorKind.REFUSED),
                near.errors::toString);
        Recorder heir = open(DatagramOptions.at(nobody));
        int told = near.errors.size();
        burst(near, numbered("you", 10), nobody);
        until("they are here", () -> heir.sizes.size() == 10);
        assertEquals(told, near.errors.size());
    }

    @Test
    void shouldSendWhatCameBeforeTheClose() throws Exception {
        Recorder near = bound();
        Recorder far = bound();
        List<String> sent = numbered("before", MANY);
        loop.callSoon(() -> {
            burstOf(near, MANY, "before", address(far));
            near.transport.close();
            near.transport.sendto(bytes("after"), address(far));
        });
        until("all are here", () -> near.heard("lost") && far.sizes.size() == MANY);
        iterations(3);
        assertEquals(after("made", sent), far.events);
    }

    @Test
    void shouldTellErrorsBeforeTheEndOfWhatCloses() throws Exception {
        Recorder near = bound();
        Recorder far = bound();
        loop.callSoon(() -> {
            burstOf(near, 2, "before", address(far));
            near.transport.sendto(ByteBuffer.allocate(65_508), address(far));
            burstOf(near, 2, "behind", address(far));
            near.transport.close();
        });
        until("it is lost and all are here", () -> near.heard("lost") && far.sizes.size() == 4);
        assertEquals(List.of("made", "error", "lost"), near.events);
    }

    @Test
    void shouldDropWhatWaitsWhenItAborts() throws Exception {
        Recorder near = bound();
        Recorder far = bound();
        loop.callSoon(() -> {
            burstOf(near, 5, "dropped but for the first", address(far));
            near.transport.abort();
        });
        until("it is lost", () -> near.heard("lost"));
        Recorder last = bound();
        last.transport.sendto(bytes("last"), address(far));
        until("the last is here", () -> far.heard("last"));
        assertTrue(far.sizes.size() <= 2, far.events::toString);
        assertEquals(List.of("made", "lost"), near.events);
    }

    @Test
    void shouldAbortInAnErrorOfMany() throws Exception {
        Recorder near = bound();
        Recorder far = bound();
        near.onError = () -> near.transport.abort();
        loop.callSoon(() -> {
            burstOf(near, 3, "before", address(far));
            near.transport.sendto(ByteBuffer.allocate(65_508), address(far));
            near.transport.sendto(ByteBuffer.allocate(65_508), address(far));
            burstOf(near, 3, "behind", address(far));
        });
        until("it is lost", () -> near.heard("lost") && far.sizes.size() == 3);
        assertEquals(List.of("made", "error", "lost"), near.events);
        iterations(3);
        assertEquals(after("made", numbered("before", 3)), far.events);
    }

    @Test
    void shouldStopInTheMiddleOfMany() throws Exception {
        Recorder near = bound();
        Recorder far = bound();
        far.onDatagram = () -> {
            if (far.sizes.size() == MANY + 5) {
                far.transport.close();
            }
        };
        burst(near, numbered("first", MANY), address(far));
        until("all are here", () -> far.sizes.size() == MANY);
        burst(near, numbered("second", MANY), address(far));
        until("it is lost", () -> far.heard("lost"));
        assertEquals(MANY + 5, far.sizes.size());
    }

    @Test
    void shouldGoOnWhenTheProtocolThrowsInTheMiddleOfMany() throws Exception {
        Recorder near = bound();
        Recorder far = bound();
        far.onDatagram = () -> {
            far.transport.sendto(bytes("answer"), far.from);
            throw new IllegalStateException("on purpose");
        };
        burst(near, numbered("x", 10), address(far));
        until("all answers are here", () -> near.sizes.size() == 10 && reports.size() == 10);
        reports.clear();
    }

    @Test
    void shouldSendByTheNextBackendWhatWaitsWhenItSwaps() throws Exception {
        Recorder near = bound();
        Recorder far = bound();
        List<String> sent = numbered("before", MANY);
        loop.callSoon(() -> {
            burstOf(near, MANY, "before", address(far));
            factory.evacuate(loop, backend, Duration.ofSeconds(30));
            burstOf(near, MANY, "after", address(far));
        });
        sent.addAll(numbered("after", MANY));
        until("all are here", () -> far.sizes.size() == sent.size());
        assertEquals(after("made", sent), far.events);
    }

    @Test
    void shouldQueueWhatWaitsWhenTheBackendLeaves() throws Exception {
        Recorder near = bound();
        Recorder far = bound();
        near.transport.setWriteBufferLimits(new WriteBufferLimits(100, 1000));
        List<String> sent = numbered("before", MANY);
        loop.callSoon(() -> {
            burstOf(near, MANY, "before", address(far));
            factory.evacuate(loop, null, Duration.ofSeconds(30));
        });
        until("it is told to pause", () -> near.heard("pause"));
        assertTrue(near.transport.getWriteBufferSize() > 1000);
        await(loop.swapBackend(backend));
        until("all are here", () -> far.sizes.size() == sent.size() && near.heard("resume"));
        assertEquals(after("made", sent), far.events);
        assertEquals(0, near.transport.getWriteBufferSize());
    }

    @Test
    void shouldDeliverWhatCameTogetherOneByOneAfterASwap() throws Exception {
        Recorder near = bound();
        Recorder far = bound();
        List<String> sent = new ArrayList<>();
        LoopBackendProvider other = backend(
                switch (backend.name()) {
                    case "epoll" -> "nio";
                    case "nio" -> "epoll";
                    default -> "sim";
                });
        for (int i = 0; i < 4; i++) {
            List<String> next = numbered("round " + i, MANY);
            sent.addAll(next);
            loop.callSoon(() -> {
                burstOf(near, MANY, next.getFirst().substring(0, 7), address(far));
                loop.swapBackend(backend);
                loop.swapBackend(other);
                loop.swapBackend(other);
                loop.swapBackend(backend);
            });
            until("all are here", () -> far.sizes.size() == sent.size());
        }
        assertEquals(after("made", sent), far.events);
    }

    @Test
    void shouldSwapInTheMiddleOfMany() throws Exception {
        Recorder near = bound();
        Recorder far = bound();
        far.onDatagram = () -> {
            far.transport.sendto(bytes(far.events.getLast()), far.from);
            if (far.sizes.size() % 20 == 10) {
                factory.evacuate(loop, backend, Duration.ofSeconds(30));
            }
        };
        List<String> sent = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            List<String> next = numbered("round " + i, MANY);
            sent.addAll(next);
            burst(near, next, address(far));
            until("all are back", () -> near.sizes.size() == sent.size());
        }
        assertEquals(after("made", sent), far.events);
        assertEquals(after("made", sent), near.events);
    }

    @Test
    void shouldKeepTheRestInOrderWhenThePeerTakesNoMore(@TempDir Path folder) throws Exception {
        assumeTrue(loop.io().capabilities().contains(Capability.UNIX_DATAGRAM), "it has no Unix datagrams");
        UnixDomainSocketAddress there = UnixDomainSocketAddress.of(folder.resolve("there"));
        Recorder far = open(DatagramOptions.at(there));
        Recorder near = open(DatagramOptions.builder()
                .localAddress(UnixDomainSocketAddress.of(folder.resolve("here")))
                .remoteAddress(there)
                .build());
        Recorder free = open(DatagramOptions.at(UnixDomainSocketAddress.of(folder.resolve("free"))));
        near.transport.setWriteBufferLimits(new WriteBufferLimits(0, 0));
        List<String> fromNear = numbered("near", 1_500);
        List<String> fromFree = numbered("free", 1_500);
        loop.callSoon(() -> {
            fromNear.forEach(text -> near.transport.sendto(bytes(text), null));
            fromFree.forEach(text -> free.transport.sendto(bytes(text), there));
        });
        until("all are here", () -> far.sizes.size() == 3_000);
        assertTrue(near.heard("pause") && near.heard("resume"), near.events::toString);
        assertFalse(near.heard("error") || free.heard("error"));
        assertEquals(fromNear, of("near", far));
        assertEquals(fromFree, of("free", far));
    }

    private static List<String> of(String sender, Recorder receiver) {
        return receiver.events.stream().filter(text -> text.startsWith(sender)).toList();
    }
}
