package dev.gyre.transports.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.ErrorKind;
import dev.gyre.loop.LoopIOException;
import dev.gyre.loop.protocol.Protocol;
import dev.gyre.loop.sim.SimBackendProvider;
import dev.gyre.loop.spi.LoopBackendProvider;
import dev.gyre.loop.transport.DatagramOptions;
import dev.gyre.loop.transport.Transport;
import dev.gyre.loop.transport.WriteBufferLimits;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Datagrams on their way: sizes, errors, the queue, failing protocols, swaps, and the end. */
@ParameterizedClass(name = "{0}")
@MethodSource("dev.gyre.transports.udp.EndpointTestCase#backends")
class DatagramFlowTest extends EndpointTestCase {
    private static final int LONGEST = 65_507;

    DatagramFlowTest(String backend) {
        super(backend);
    }

    @Test
    void shouldCarryEverySize() throws Exception {
        Recorder near = bound();
        Recorder far = bound();
        for (int size : new int[] {0, 1, 1_472, 9_000, LONGEST}) {
            near.transport.sendto(ByteBuffer.allocate(size), address(far));
            until("it is here", () -> !far.sizes.isEmpty());
            assertEquals(List.of(size), far.sizes);
            far.sizes.clear();
        }
    }

    @Test
    void shouldLeaveTheBufferToTheCaller() throws Exception {
        Recorder near = bound();
        Recorder far = bound();
        ByteBuffer data = bytes("once");
        near.transport.sendto(data, address(far));
        assertFalse(data.hasRemaining());
        data.put(0, (byte) 'x');
        until("it is here", () -> far.heard("once"));
    }

    @Test
    void shouldTellOfADatagramThatIsTooLongAndGoOn() throws Exception {
        Recorder near = bound();
        Recorder far = bound();
        near.transport.sendto(ByteBuffer.allocate(LONGEST + 1), address(far));
        assertEquals(ErrorKind.MESSAGE_TOO_LARGE, ((LoopIOException) near.errors.getFirst()).kind());
        near.transport.sendto(bytes("short"), address(far));
        until("the next is here", () -> far.heard("short"));
    }

    @Test
    void shouldTellOfAnAddressOfAnotherFamilyAndGoOn() throws Exception {
        Recorder near = bound();
        near.transport.sendto(bytes("six"), new InetSocketAddress("::1", 9));
        near.transport.sendto(bytes("unix"), UnixDomainSocketAddress.of("/nowhere/socket"));
        assertEquals(2, near.errors.size());
        assertTrue(near.errors.stream().allMatch(LoopIOException.class::isInstance), near.errors::toString);
        near.transport.sendto(bytes("self"), address(near));
        until("the next is here", () -> near.heard("self"));
    }

    @Test
    void shouldTellThatNobodyIsThere() throws Exception {
        Recorder gone = bound();
        InetSocketAddress nobody = address(gone);
        gone.transport.close();
        until("it is lost", () -> gone.heard("lost"));
        Recorder near = open(DatagramOptions.to(nobody));
        near.transport.sendto(bytes("into the void"));
        until("the refusal is here", () -> !near.errors.isEmpty());
        assertEquals(ErrorKind.REFUSED, ((LoopIOException) near.errors.getFirst()).kind());
        assertFalse(near.transport.isClosing(), "the endpoint goes on");
    }

    @Test
    void shouldRefuseAnUnresolvedAddress() throws Exception {
        Recorder near = bound();
        assertThrows(
                IllegalArgumentException.class,
                () -> near.transport.sendto(bytes("x"), InetSocketAddress.createUnresolved("some.example", 1)));
    }

    @Test
    void shouldQueueWhileThereIsNoBackendAndPause() throws Exception {
        Recorder near = bound();
        Recorder far = bound();
        InetSocketAddress there = address(far);
        near.transport.setWriteBufferLimits(new WriteBufferLimits(20, 40));
        await(factory.evacuate(loop, null, Duration.ofSeconds(30)));
        near.transport.sendto(bytes("0123456789"), there);
        assertEquals(18, near.transport.getWriteBufferSize(), "with 8 for a datagram's header");
        near.transport.sendto(bytes("01234567890123"), there);
        assertFalse(near.heard("pause"), "40 is not above 40");
        near.transport.sendto(bytes(""), there);
        assertTrue(near.heard("pause"), "an empty one counts too");
        await(loop.swapBackend(backend));
        until("all are here and it is resumed", () -> far.sizes.size() == 3 && near.heard("resume"));
        assertEquals(List.of(10, 14, 0), far.sizes);
        assertEquals(0, near.transport.getWriteBufferSize());
    }

    @Test
    void shouldFlushOnCloseAndDropOnAbort() throws Exception {
        Recorder closes = bound();
        Recorder aborts = bound();
        Recorder far = bound();
        InetSocketAddress there = address(far);
        await(factory.evacuate(loop, null, Duration.ofSeconds(30)));
        closes.transport.sendto(bytes("flushed"), there);
        aborts.transport.sendto(bytes("dropped"), there);
        closes.transport.close();
        aborts.transport.abort();
        assertTrue(closes.transport.isClosing() && aborts.transport.isClosing());
        iterations(2);
        assertFalse(closes.heard("lost"));
        assertTrue(aborts.heard("lost"));
        await(loop.swapBackend(backend));
        until("it is here", () -> far.heard("flushed") && closes.heard("lost"));
        Recorder last = bound();
        last.transport.sendto(bytes("last"), there);
        until("the last is here", () -> far.heard("last"));
        assertFalse(far.heard("dropped"));
        assertEquals(List.of("made", "lost"), closes.events);
    }

    @Test
    void shouldDropWhatIsSentAfterTheEnd() throws Exception {
        Recorder near = bound();
        near.transport.close();
        near.transport.close();
        near.transport.sendto(bytes("x"), ANY);
        until("it is lost", () -> near.heard("lost"));
        near.transport.abort();
        near.transport.sendto(bytes("x"), ANY);
        iterations(2);
        assertEquals(List.of("made", "lost"), near.events);
    }

    @Test
    void shouldWarnOnceOfManyThatAreDropped() throws Exception {
        Recorder near = bound();
        near.transport.close();
        List<String> warnings = new ArrayList<>();
        Logger logger = Logger.getLogger("dev.gyre.transports.udp");
        logger.setFilter(written -> {
            warnings.add(written.getMessage());
            return false;
        });
        try {
            for (int dropped = 1; dropped <= 8; dropped++) {
                ByteBuffer data = bytes("x");
                near.transport.sendto(data, ANY);
                assertFalse(data.hasRemaining());
                assertEquals(dropped < 5 ? 0 : 1, warnings.size(), "after " + dropped);
            }
        } finally {
            logger.setFilter(null);
        }
        assertTrue(warnings.getFirst().contains("5 datagrams"), warnings.getFirst());
        assertThrows(IllegalArgumentException.class, () -> near.transport.sendto(bytes("x")), "still refused");
    }

    @Test
    void shouldSendAnEmptyDatagramToItsPeerOrSayThatItCannot() throws Exception {
        Recorder far = bound();
        Recorder near = open(DatagramOptions.to(address(far)));
        near.transport.sendto(bytes(""));
        near.transport.sendto(bytes("next"));
        until("the next is here", () -> far.heard("next"));
        if (backend.name().equals("nio")) {
            assertTrue(near.errors.getFirst().getMessage().contains("empty datagram"), near.errors::toString);
            assertEquals(List.of("made", "next"), far.events);
        } else {
            assertEquals(List.of("made", "", "next"), far.events);
        }
    }

    @Test
    void shouldCloseInsideACallback() throws Exception {
        Recorder near = bound();
        Recorder far = bound();
        far.onDatagram = () -> far.transport.close();
        for (int i = 0; i < 5; i++) {
            near.transport.sendto(bytes("x"), address(far));
        }
        until("it is lost", () -> far.heard("lost"));
        assertEquals(List.of("made", "x", "lost"), far.events);
    }

    @Test
    void shouldReportAProtocolThatThrowsAndGoOn() throws Exception {
        Recorder near = bound();
        Recorder far = bound();
        IllegalStateException onPurpose = new IllegalStateException("on purpose");
        far.onDatagram = () -> {
            throw onPurpose;
        };
        near.transport.sendto(bytes("first"), address(far));
        until("it is reported", () -> !reports.isEmpty());
        assertSame(onPurpose, reports.getFirst().exception().orElseThrow());
        assertSame(far.transport, reports.getFirst().transport().orElseThrow());
        assertEquals(
                "protocol.datagramReceived() call failed.", reports.getFirst().message());
        reports.clear();
        far.onDatagram = () -> {};
        near.transport.sendto(bytes("second"), address(far));
        until("the second is here", () -> far.heard("second"));
    }

    @Test
    void shouldAbortWhenConnectionMadeThrows() throws Exception {
        Recorder near = recorder();
        near.onMade = () -> {
            throw new IllegalStateException("on purpose");
        };
        await(loop.createDatagramEndpoint(() -> near, DatagramOptions.at(ANY)));
        until("it is lost", () -> near.heard("lost"));
        assertEquals(
                "protocol.connectionMade() call failed.", reports.removeFirst().message());
    }

    @Test
    void shouldReportErrorReceivedAndConnectionLostThatThrow() throws Exception {
        Recorder near = bound();
        near.onError = () -> {
            throw new IllegalStateException("on purpose");
        };
        near.onLost = near.onError;
        near.transport.sendto(ByteBuffer.allocate(LONGEST + 1), ANY);
        assertEquals(
                "protocol.errorReceived() call failed.", reports.removeFirst().message());
        near.transport.close();
        until("it is reported", () -> !reports.isEmpty());
        assertEquals(
                "protocol.connectionLost() call failed.", reports.removeFirst().message());
    }

    @Test
    void shouldSetAnotherProtocol() throws Exception {
        Recorder near = bound();
        Recorder far = bound();
        Recorder heir = new Recorder(this::poke);
        far.onDatagram = () -> far.transport.setProtocol(heir);
        near.transport.sendto(bytes("first"), address(far));
        near.transport.sendto(bytes("second"), address(far));
        until("the heir has the second", () -> heir.heard("second"));
        assertEquals(List.of("made", "first"), far.events);
        far.transport.setProtocol(far);
        assertThrows(IllegalArgumentException.class, () -> far.transport.setProtocol(new Protocol<Transport>() {}));
    }

    @Test
    void shouldLoseNothingToSwaps() throws Exception {
        Recorder near = bound();
        Recorder far = open(DatagramOptions.to(address(near)));
        far.onDatagram = () -> far.transport.sendto(bytes("back"));
        for (int i = 1; i <= 20; i++) {
            near.transport.sendto(bytes("there"), address(far));
            await(loop.swapBackend(backend));
            int expected = i;
            until("it came back", () -> near.sizes.size() == expected);
        }
    }

    @Test
    void shouldLoseNothingThatWaitsWhenItSwaps() throws Exception {
        Recorder near = bound();
        Recorder far = bound();
        LoopBackendProvider other = backend.name().equals("sim") ? new SimBackendProvider(7) : backend;
        List<String> sent = new ArrayList<>(List.of("made"));
        for (int i = 0; i < 40; i++) {
            sent.add("datagram " + i);
            near.transport.sendto(bytes(sent.getLast()), address(far));
            if (i % 5 == 4) {
                await(loop.swapBackend(i % 2 == 0 ? other : backend));
            }
        }
        until("all are here", () -> far.events.size() >= sent.size());
        assertEquals(sent, far.events);
    }

    @Test
    void shouldRefuseAnotherThreadInDebugMode() throws Exception {
        Recorder near = bound();
        Thread.ofPlatform()
                .start(() -> assertThrows(IllegalStateException.class, () -> near.transport.sendto(bytes("x"), ANY)))
                .join();
    }
}
