package dev.gyre.transports.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.gyre.loop.ExceptionContext;
import dev.gyre.loop.protocol.BufferedProtocol;
import dev.gyre.loop.protocol.Protocol;
import dev.gyre.loop.protocol.StreamProtocol;
import dev.gyre.loop.transport.Server;
import dev.gyre.loop.transport.Transport;
import dev.gyre.loop.transport.WriteBufferLimits;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What a protocol that throws does to its connection, and protocols that give their own memory or replace each other. */
@ParameterizedClass(name = "{0}")
@MethodSource("dev.gyre.transports.tcp.Backends#all")
class ProtocolFailureTest {
    private static final Exception FAULT = new Exception("the protocol's fault");

    private final String backend;
    private LoopRig rig;

    ProtocolFailureTest(String backend) {
        this.backend = backend;
    }

    @BeforeEach
    void open() {
        rig = new LoopRig(backend);
    }

    @AfterEach
    void close() {
        rig.close();
    }

    private static Recorder.Action fault() {
        return () -> {
            throw FAULT;
        };
    }

    private void assertReported(String method, Recorder of) {
        ExceptionContext report = rig.report();
        assertEquals("Fatal error: protocol." + method + "() call failed.", report.message());
        assertSame(FAULT, report.exception().orElseThrow());
        assertSame(of, report.protocol().orElseThrow());
        assertSame(of.transport, report.transport().orElseThrow());
    }

    private void assertAborted(LoopRig.Pair pair, String method) {
        assertReported(method, pair.server());
        assertTrue(pair.server().transport.isClosing());
        rig.until("both are lost", () -> pair.server().lost() && pair.client().lost());
        assertSame(FAULT, pair.server().cause);
        assertEquals(1, pair.server().events.stream().filter("lost"::equals).count());
    }

    @Test
    void shouldAbortWhenDataReceivedThrows() throws Exception {
        LoopRig.Pair pair = rig.pair();
        pair.server().onData = fault();
        pair.client().transport.write("x", StandardCharsets.UTF_8);
        assertAborted(pair, "dataReceived");
    }

    @Test
    void shouldAbortWhenEofReceivedThrows() throws Exception {
        LoopRig.Pair pair = rig.pair();
        pair.server().onEof = fault();
        pair.client().transport.writeEof();
        assertAborted(pair, "eofReceived");
    }

    @Test
    void shouldAbortWhenPauseWritingThrows() throws Exception {
        LoopRig.Pair pair = rig.pair();
        pair.server().onPause = fault();
        pair.client().transport.pauseReading();
        while (!pair.server().transport.isClosing()) {
            pair.server().transport.write(new byte[1_000_000]);
        }
        pair.client().transport.resumeReading();
        assertAborted(pair, "pauseWriting");
    }

    @Test
    void shouldAbortWhenResumeWritingThrows() throws Exception {
        LoopRig.Pair pair = rig.pair();
        pair.server().onResume = fault();
        pair.client().transport.pauseReading();
        while (!pair.server().heard("pause")) {
            pair.server().transport.write(new byte[1_000_000]);
        }
        pair.client().transport.resumeReading();
        assertAborted(pair, "resumeWriting");
    }

    @Test
    void shouldAbortWhenConnectionMadeThrows() throws Exception {
        Recorder accepted = new Recorder(rig);
        accepted.onMade = fault();
        Server server = rig.serve(() -> accepted);
        Recorder client = rig.connect(server, new Recorder(rig)).protocol();
        assertReported("connectionMade", accepted);
        rig.until("both are lost", () -> accepted.lost() && client.lost());
        assertSame(FAULT, accepted.cause);
        assertTrue(server.isServing());
        server.close();
    }

    @Test
    void shouldCompleteAConnectWhoseConnectionMadeThrows() throws Exception {
        Recorder accepted = new Recorder(rig);
        Server server = rig.serve(() -> accepted);
        Recorder client = new Recorder(rig);
        client.onMade = fault();
        assertTrue(rig.connect(server, client).transport().isClosing());
        assertReported("connectionMade", client);
        rig.until("both are lost", () -> accepted.lost() && client.lost());
        assertSame(FAULT, client.cause);
        server.close();
    }

    @Test
    void shouldReportWhenConnectionLostThrows() throws Exception {
        LoopRig.Pair pair = rig.pair();
        pair.server().onLost = fault();
        pair.client().transport.close();
        rig.until("both are lost", () -> pair.server().lost() && pair.client().lost());
        assertReported("connectionLost", pair.server());
        assertNull(pair.server().cause);
    }

    @Test
    void shouldContainAnErrorLikeAnException() throws Exception {
        LoopRig.Pair pair = rig.pair();
        pair.server().onData = () -> {
            throw new StackOverflowError("the protocol's fault");
        };
        pair.client().transport.write("x", StandardCharsets.UTF_8);
        assertTrue(rig.report().exception().orElseThrow() instanceof StackOverflowError);
        rig.until("both are lost", () -> pair.server().lost() && pair.client().lost());
    }

    /** A buffered protocol that a test can have return and throw what it likes. */
    private static final class Giver implements BufferedProtocol<Transport> {
        private final LoopRig rig;
        private final StringBuilder text = new StringBuilder();
        private final List<Integer> counts = new ArrayList<>();
        private ByteBuffer memory = ByteBuffer.allocate(4);
        private Recorder.Action onUpdate = () -> {};
        private Recorder.Action onAsk = () -> {};
        private int asked;
        private boolean lost;
        private @Nullable Throwable cause;

        Giver(LoopRig rig) {
            this.rig = rig;
        }

        @Override
        public ByteBuffer getBuffer(int sizeHint) throws Exception {
            asked++;
            onAsk.run();
            return memory;
        }

        @Override
        public void bufferUpdated(int count) throws Exception {
            assertEquals(count, memory.position());
            counts.add(count);
            text.append(StandardCharsets.UTF_8.decode(memory.flip()));
            memory.clear();
            try {
                onUpdate.run();
            } finally {
                rig.poke();
            }
        }

        @Override
        public void connectionLost(@Nullable Throwable why) {
            lost = true;
            cause = why;
            rig.poke();
        }
    }

    private Giver giver(LoopRig.Pair pair) {
        Giver giver = new Giver(rig);
        pair.server().transport.setProtocol(giver);
        return giver;
    }

    private void assertGiverAborted(LoopRig.Pair pair, Giver giver, String method) {
        ExceptionContext report = rig.report();
        assertEquals("Fatal error: protocol." + method + "() call failed.", report.message());
        assertSame(giver, report.protocol().orElseThrow());
        rig.until("both are lost", () -> giver.lost && pair.client().lost());
        assertSame(report.exception().orElseThrow(), giver.cause);
    }

    @Test
    void shouldReceiveIntoTheProtocolsBufferAndAskOnlyWhenBytesAreAtHand() throws Exception {
        assumeFalse(backend.startsWith("sim "), "false readiness cannot be told from bytes");
        LoopRig.Pair pair = rig.pair();
        Giver giver = giver(pair);
        rig.iterations(5);
        assertEquals(0, giver.asked);
        pair.client().transport.write("0123456789", StandardCharsets.UTF_8);
        rig.until("all is here", () -> giver.text.length() == 10);
        assertEquals("0123456789", giver.text.toString());
        assertEquals(List.of(4, 4, 2), giver.counts);
        rig.iterations(5);
        assertEquals(3, giver.asked);
        pair.client().transport.close();
        rig.until("both are lost", () -> giver.lost && pair.client().lost());
        assertNull(giver.cause);
    }

    @Test
    void shouldAskForNoBufferWhenTheBytesFillTheLastOneExactly() throws Exception {
        assumeFalse(backend.startsWith("sim "), "false readiness cannot be told from bytes");
        LoopRig.Pair pair = rig.pair();
        Giver giver = giver(pair);
        pair.client().transport.write("01234567", StandardCharsets.UTF_8);
        rig.until("all is here", () -> giver.text.length() == 8);
        rig.iterations(5);
        assertEquals(2, giver.asked);
        pair.client().transport.abort();
        rig.until("both are lost", () -> giver.lost && pair.client().lost());
    }

    @Test
    void shouldAbortWhenTheBufferHasNoRoom() throws Exception {
        LoopRig.Pair pair = rig.pair();
        Giver giver = giver(pair);
        giver.memory = ByteBuffer.allocate(0);
        pair.client().transport.write("x", StandardCharsets.UTF_8);
        assertGiverAborted(pair, giver, "getBuffer");
        assertTrue(giver.counts.isEmpty());
    }

    @Test
    void shouldAbortWhenTheBufferIsReadOnly() throws Exception {
        LoopRig.Pair pair = rig.pair();
        Giver giver = giver(pair);
        giver.memory = ByteBuffer.allocate(4).asReadOnlyBuffer();
        pair.client().transport.write("x", StandardCharsets.UTF_8);
        assertGiverAborted(pair, giver, "getBuffer");
    }

    @Test
    void shouldAbortWhenGetBufferThrows() throws Exception {
        LoopRig.Pair pair = rig.pair();
        Giver giver = giver(pair);
        giver.onAsk = fault();
        pair.client().transport.write("x", StandardCharsets.UTF_8);
        assertGiverAborted(pair, giver, "getBuffer");
        assertSame(FAULT, giver.cause);
    }

    @Test
    void shouldAbortWhenBufferUpdatedThrows() throws Exception {
        LoopRig.Pair pair = rig.pair();
        Giver giver = giver(pair);
        giver.onUpdate = fault();
        pair.client().transport.write("x", StandardCharsets.UTF_8);
        assertGiverAborted(pair, giver, "bufferUpdated");
    }

    @Test
    void shouldSwitchProtocolsInTheMiddleOfTheStream() throws Exception {
        LoopRig.Pair pair = rig.pair();
        Giver giver = new Giver(rig);
        Recorder last = new Recorder(rig);
        last.events.add("set");
        Transport transport = pair.server().transport;
        pair.server().onData = () -> {
            if (pair.server().size() == 5) {
                transport.setProtocol(giver);
            }
        };
        giver.memory = ByteBuffer.allocate(1);
        giver.onUpdate = () -> {
            if (giver.text.length() >= 8) {
                transport.setProtocol(last);
            }
        };
        pair.client().transport.write("first", StandardCharsets.UTF_8);
        rig.until("the first is here", () -> pair.server().text().equals("first"));
        pair.client().transport.write("buffered and the rest", StandardCharsets.UTF_8);
        rig.until("all is here", () -> giver.text.length() + last.size() == 21);
        assertEquals("buffered", giver.text.toString());
        assertEquals(" and the rest", last.text());
        pair.client().transport.close();
        rig.until("both are lost", () -> last.lost() && pair.client().lost());
        assertFalse(pair.server().lost());
        assertFalse(giver.lost);
        assertEquals(List.of("set", "data", "eof", "lost"), last.events);
    }

    @Test
    void shouldPauseTheProtocolThatIsSetAtTheTime() throws Exception {
        LoopRig.Pair pair = rig.pair();
        Recorder next = new Recorder(rig);
        pair.server().transport.pauseReading();
        pair.client().transport.setWriteBufferLimits(new WriteBufferLimits(0, 0));
        pair.client().transport.setProtocol(next);
        while (pair.client().transport.getWriteBufferSize() == 0) {
            pair.client().transport.write(new byte[1_000_000]);
        }
        assertEquals(List.of("pause"), next.events);
        pair.client().transport.abort();
        rig.until("it is lost", next::lost);
        pair.server().transport.abort();
        rig.until("it is lost", pair.server()::lost);
    }

    /** Neither of the two kinds. */
    private static final class Neither implements StreamProtocol<Transport> {}

    @Test
    void shouldReportAFactoryThatThrowsAndGoOnServing() throws Exception {
        Recorder accepted = new Recorder(rig);
        List<Exception> faults = new ArrayList<>(List.of(FAULT));
        Server server = rig.serve(() -> {
            if (!faults.isEmpty()) {
                throw faults.removeFirst();
            }
            return accepted;
        });
        Recorder refused = rig.connect(server, new Recorder(rig)).protocol();
        ExceptionContext report = rig.report();
        assertEquals("Error on transport creation for incoming connection", report.message());
        assertSame(FAULT, report.exception().orElseThrow());
        rig.until("it is lost", refused::lost);
        Recorder client = rig.connect(server, new Recorder(rig)).protocol();
        rig.until("it is accepted", () -> accepted.heard("made"));
        assertEquals(1, server.connections());
        server.close();
        new LoopRig.Pair(client, accepted).close(rig);
    }

    @Test
    void shouldRefuseAProtocolThatIsNeitherStreamingNorBuffered() throws Exception {
        Server server = rig.serve(Neither::new);
        Recorder refused = rig.connect(server, new Recorder(rig)).protocol();
        assertTrue(rig.report().exception().orElseThrow() instanceof IllegalArgumentException);
        rig.until("it is lost", refused::lost);
        server.close();
    }

    @Test
    void shouldLetAProtocolBeStatelessWithDefaults() throws Exception {
        Server server = rig.serve(() -> new Protocol<Transport>() {});
        Recorder client = rig.connect(server, new Recorder(rig)).protocol();
        client.transport.write("into the void", StandardCharsets.UTF_8);
        client.transport.writeEof();
        rig.until("it is lost", client::lost);
        assertEquals(List.of("made", "eof", "lost"), client.events);
        server.close();
    }
}
