package dev.gyre.transports.tcp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gyre.loop.ErrorKind;
import dev.gyre.loop.LoopIOException;
import dev.gyre.loop.protocol.DatagramProtocol;
import dev.gyre.loop.transport.ExtraInfo;
import dev.gyre.loop.transport.Server;
import dev.gyre.loop.transport.Transport;
import dev.gyre.loop.transport.TransportSocket;
import dev.gyre.loop.transport.WriteBufferLimits;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What a stream transport does to its protocol, and what it lets be done to it. */
@ParameterizedClass(name = "{0}")
@MethodSource("dev.gyre.transports.tcp.Backends#all")
class StreamTransportTest {
    private final String backend;
    private LoopRig rig;

    StreamTransportTest(String backend) {
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

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes until the kernel takes no more and something is queued. */
    private static void fill(Transport transport) {
        byte[] chunk = new byte[256 * 1024];
        while (transport.getWriteBufferSize() == 0) {
            transport.write(chunk);
        }
    }

    @Test
    void shouldEcho() throws Exception {
        LoopRig.Pair pair = rig.pair();
        pair.server().echoes = true;
        pair.client().transport.write(bytes("hello"));
        rig.until("the echo is here", () -> pair.client().text().equals("hello"));
        pair.close(rig);
    }

    @Test
    void shouldCallConnectionMadeBeforeAnythingElseAndNeverInsideACall() throws Exception {
        Recorder accepted = new Recorder(rig);
        Server server = rig.serve(() -> accepted);
        Recorder client = new Recorder(rig);
        client.onMade = () -> client.transport.write(bytes("first"));
        var connecting = rig.loop().createConnection(() -> client, LoopRig.to(server));
        assertEquals(List.of(), client.events);
        rig.await(connecting);
        assertEquals("made", client.events.getFirst());
        rig.until("the first words are here", () -> accepted.text().equals("first"));
        assertEquals(List.of("made", "data"), accepted.events);
        server.close();
        new LoopRig.Pair(client, accepted).close(rig);
    }

    @Test
    void shouldSendWhatWasWrittenBeforeCloseAndCallConnectionLostLater() throws Exception {
        LoopRig.Pair pair = rig.pair();
        byte[] much = new byte[5_000_000];
        pair.client().transport.write(much);
        pair.client().transport.close();
        assertTrue(pair.client().transport.isClosing());
        assertFalse(pair.client().transport.isReading());
        assertFalse(pair.client().lost());
        rig.until("both are lost", () -> pair.client().lost() && pair.server().lost());
        assertEquals(much.length, pair.server().size());
        assertNull(pair.client().cause);
        assertNull(pair.server().cause);
        assertTrue(pair.server().heard("eof"));
    }

    @Test
    void shouldDropWhatIsQueuedOnAbort() throws Exception {
        LoopRig.Pair pair = rig.pair();
        pair.server().transport.pauseReading();
        fill(pair.client().transport);
        pair.client().transport.abort();
        assertEquals(0, pair.client().transport.getWriteBufferSize());
        assertFalse(pair.client().lost());
        rig.until("it is lost", pair.client()::lost);
        assertNull(pair.client().cause);
        pair.close(rig);
    }

    @Test
    void shouldAbortWhileItCloses() throws Exception {
        LoopRig.Pair pair = rig.pair();
        pair.server().transport.pauseReading();
        fill(pair.client().transport);
        pair.client().transport.close();
        rig.iterations(2);
        assertFalse(pair.client().lost());
        pair.client().transport.abort();
        rig.until("it is lost", pair.client()::lost);
        pair.close(rig);
    }

    @Test
    void shouldCallConnectionLostOnce() throws Exception {
        LoopRig.Pair pair = rig.pair();
        pair.client().transport.close();
        pair.client().transport.abort();
        pair.client().transport.close();
        pair.client().onLost = () -> pair.client().transport.close();
        rig.until("both are lost", () -> pair.client().lost() && pair.server().lost());
        rig.iterations(3);
        assertEquals(List.of("made", "lost"), pair.client().events);
        assertEquals(List.of("made", "eof", "lost"), pair.server().events);
    }

    @Test
    void shouldCallConnectionMadeAndLostWhenItIsClosedFromConnectionMade() throws Exception {
        Recorder accepted = new Recorder(rig);
        accepted.onMade = () -> {
            accepted.transport.write(bytes("bye"));
            accepted.transport.close();
        };
        Server server = rig.serve(() -> accepted);
        Recorder client = rig.connect(server, new Recorder(rig)).protocol();
        rig.until("both are lost", () -> client.lost() && accepted.lost());
        assertEquals(List.of("made", "lost"), accepted.events);
        assertEquals("bye", client.text());
        server.close();
    }

    @Test
    void shouldGoOnReceivingAfterItsOwnWriteEof() throws Exception {
        LoopRig.Pair pair = rig.pair();
        pair.server().keepsOpen = true;
        pair.client().transport.write(bytes("question"));
        assertTrue(pair.client().transport.canWriteEof());
        pair.client().transport.writeEof();
        pair.client().transport.writeEof();
        rig.until("the end is heard", () -> pair.server().heard("eof"));
        assertEquals("question", pair.server().text());
        assertFalse(pair.server().transport.isClosing());
        pair.server().transport.write(bytes("answer"));
        pair.server().transport.close();
        rig.until("both are lost", () -> pair.client().lost() && pair.server().lost());
        assertEquals("answer", pair.client().text());
        assertEquals(List.of("made", "data", "eof", "lost"), pair.client().events);
    }

    @Test
    void shouldEndTheSendingSideAfterWhatIsQueued() throws Exception {
        LoopRig.Pair pair = rig.pair();
        pair.server().keepsOpen = true;
        byte[] much = new byte[5_000_000];
        pair.client().transport.write(much);
        pair.client().transport.writeEof();
        rig.until("the end is heard", () -> pair.server().heard("eof"));
        assertEquals(much.length, pair.server().size());
        pair.close(rig);
    }

    @Test
    void shouldBeHalfClosedBothWays() throws Exception {
        LoopRig.Pair pair = rig.pair();
        pair.server().keepsOpen = true;
        pair.client().keepsOpen = true;
        pair.client().transport.writeEof();
        pair.server().transport.writeEof();
        rig.until(
                "both ends are heard",
                () -> pair.client().heard("eof") && pair.server().heard("eof"));
        assertFalse(pair.client().transport.isClosing());
        pair.close(rig);
    }

    @Test
    void shouldRefuseAWriteAfterWriteEof() throws Exception {
        LoopRig.Pair pair = rig.pair();
        pair.client().transport.writeEof();
        assertThrows(IllegalStateException.class, () -> pair.client().transport.write(bytes("more")));
        assertThrows(IllegalStateException.class, () -> pair.client().transport.writelines(List.of(bytes("more"))));
        pair.close(rig);
    }

    @Test
    void shouldDropWritesAfterCloseAndWarnOnce() throws Exception {
        LoopRig.Pair pair = rig.pair();
        pair.client().transport.close();
        for (int i = 0; i < 12; i++) {
            ByteBuffer data = bytes("dropped");
            pair.client().transport.write(data);
            assertFalse(data.hasRemaining());
        }
        rig.until("both are lost", () -> pair.client().lost() && pair.server().lost());
        pair.client().transport.writelines(List.of(bytes("dropped")));
        assertEquals("", pair.server().text());
        List<String> warnings = rig.warnings();
        assertEquals(1, warnings.size(), warnings::toString);
        assertTrue(warnings.getFirst().contains("dropped"), warnings::toString);
    }

    @Test
    void shouldTakeAnEmptyWriteForNothing() throws Exception {
        LoopRig.Pair pair = rig.pair();
        pair.client().transport.write(ByteBuffer.allocate(0));
        pair.client().transport.writelines(List.of());
        pair.client().transport.writelines(List.of(ByteBuffer.allocate(0)));
        pair.client().transport.close();
        rig.until("both are lost", () -> pair.client().lost() && pair.server().lost());
        assertEquals("", pair.server().text());
    }

    @Test
    void shouldWriteLinesInOrderAndLeaveTheBuffersToTheCaller() throws Exception {
        LoopRig.Pair pair = rig.pair();
        ByteBuffer direct = ByteBuffer.allocateDirect(6)
                .put("direct".getBytes(StandardCharsets.UTF_8))
                .flip();
        List<ByteBuffer> lines = new ArrayList<>(List.of(bytes("one "), bytes("two "), direct));
        pair.client().transport.writelines(lines);
        lines.forEach(line -> {
            assertFalse(line.hasRemaining());
            for (int i = 0; i < line.limit(); i++) {
                line.put(i, (byte) 'x');
            }
        });
        rig.until("all is here", () -> pair.server().size() == 14);
        assertEquals("one two direct", pair.server().text());
        pair.close(rig);
    }

    @Test
    void shouldKeepTheOrderOfManySmallWrites() throws Exception {
        LoopRig.Pair pair = rig.pair();
        StringBuilder expected = new StringBuilder();
        for (int i = 0; i < 2_000; i++) {
            expected.append(i).append(' ');
            pair.client().transport.write(i + " ", StandardCharsets.UTF_8);
        }
        rig.until("all is here", () -> pair.server().size() == expected.length());
        assertEquals(expected.toString(), pair.server().text());
        pair.close(rig);
    }

    @Test
    void shouldStopReceivingAtOnceWhenPausedInsideDataReceived() throws Exception {
        LoopRig.Pair pair = rig.pair();
        pair.server().onData = () -> {
            pair.server().transport.pauseReading();
            pair.server().transport.pauseReading();
        };
        pair.client().transport.write(new byte[3_000_000]);
        rig.until("something is here", () -> pair.server().size() > 0);
        int before = pair.server().size();
        assertFalse(pair.server().transport.isReading());
        rig.iterations(5);
        assertEquals(before, pair.server().size());
        pair.server().onData = () -> {};
        pair.server().transport.resumeReading();
        pair.server().transport.resumeReading();
        assertTrue(pair.server().transport.isReading());
        rig.until("all is here", () -> pair.server().size() == 3_000_000);
        pair.close(rig);
    }

    @Test
    void shouldNotReceiveWhenPausedInConnectionMade() throws Exception {
        Recorder accepted = new Recorder(rig);
        accepted.onMade = () -> accepted.transport.pauseReading();
        Server server = rig.serve(() -> accepted);
        Recorder client = rig.connect(server, new Recorder(rig)).protocol();
        client.transport.write(bytes("patience"));
        rig.until("it is accepted", () -> accepted.heard("made"));
        rig.iterations(5);
        assertEquals(0, accepted.size());
        accepted.transport.resumeReading();
        rig.until("it is here", () -> accepted.text().equals("patience"));
        server.close();
        new LoopRig.Pair(client, accepted).close(rig);
    }

    @Test
    void shouldPauseStrictlyAboveHighAndResumeAtOrBelowLow() throws Exception {
        LoopRig.Pair pair = rig.pair();
        Transport writer = pair.client().transport;
        pair.server().transport.pauseReading();
        writer.setWriteBufferLimits(new WriteBufferLimits(0, Integer.MAX_VALUE));
        fill(writer);
        rig.iterations(3);
        int queued = Math.toIntExact(writer.getWriteBufferSize());
        assertTrue(queued > 0);
        int low = queued / 4;
        writer.setWriteBufferLimits(new WriteBufferLimits(low, queued));
        assertFalse(pair.client().heard("pause"), "at the high limit");
        writer.write(new byte[1]);
        assertTrue(pair.client().heard("pause"), "one above the high limit");
        long[] atResume = new long[1];
        pair.client().onResume = () -> atResume[0] = writer.getWriteBufferSize();
        pair.server().transport.resumeReading();
        rig.until("writing resumes", () -> pair.client().heard("resume"));
        assertTrue(atResume[0] <= low, () -> atResume[0] + " queued at resume, low is " + low);
        assertEquals(List.of("made", "pause", "resume"), pair.client().events);
        pair.close(rig);
    }

    @Test
    void shouldApplyNewLimitsAtOnce() throws Exception {
        LoopRig.Pair pair = rig.pair();
        Transport writer = pair.client().transport;
        assertEquals(new WriteBufferLimits(16 * 1024, 64 * 1024), writer.getWriteBufferLimits());
        pair.server().transport.pauseReading();
        writer.setWriteBufferLimits(WriteBufferLimits.ofHigh(Integer.MAX_VALUE));
        fill(writer);
        writer.setWriteBufferLimits(new WriteBufferLimits(0, 0));
        assertTrue(pair.client().heard("pause"));
        writer.setWriteBufferLimits(WriteBufferLimits.ofLow(500_000_000));
        assertEquals(new WriteBufferLimits(500_000_000, 2_000_000_000), writer.getWriteBufferLimits());
        assertTrue(pair.client().heard("resume"));
        writer.setWriteBufferLimits(null);
        assertEquals(WriteBufferLimits.DEFAULT, writer.getWriteBufferLimits());
        pair.close(rig);
    }

    @Test
    void shouldStreamMuchInBoundedMemory() throws Exception {
        LoopRig.Pair pair = rig.pair();
        int total = 100 * 1024 * 1024;
        Counter counter = new Counter(rig);
        pair.server().transport.setProtocol(counter);
        Source source = new Source(pair.client(), total);
        pair.client().onResume = source::pour;
        source.pour();
        rig.until("all is here", () -> counter.count == total);
        assertEquals(source.sum, counter.sum);
        assertTrue(source.longestQueue <= 64 * 1024 + Source.CHUNK, () -> source.longestQueue + " bytes were queued");
        pair.client().transport.abort();
        rig.until("both are lost", () -> pair.client().lost() && counter.lost);
    }

    @Test
    void shouldTellAboutItself() throws Exception {
        Recorder accepted = new Recorder(rig);
        Server server = rig.serve(() -> accepted);
        Recorder client = rig.connect(server, new Recorder(rig)).protocol();
        rig.until("it is accepted", () -> accepted.heard("made"));
        InetSocketAddress at = LoopRig.address(server);
        assertEquals(at, client.transport.getExtraInfo(ExtraInfo.PEERNAME).orElseThrow());
        assertEquals(at, accepted.transport.getExtraInfo(ExtraInfo.SOCKNAME).orElseThrow());
        assertEquals(
                client.transport.getExtraInfo(ExtraInfo.SOCKNAME), accepted.transport.getExtraInfo(ExtraInfo.PEERNAME));
        TransportSocket socket = client.transport.getExtraInfo(ExtraInfo.SOCKET).orElseThrow();
        assertEquals(at, socket.remoteAddress());
        assertEquals(true, socket.getOption(StandardSocketOptions.TCP_NODELAY));
        assertTrue(client.transport.getExtraInfo(ExtraInfo.CIPHER).isEmpty());
        server.close();
        new LoopRig.Pair(client, accepted).close(rig);
        assertEquals(at, client.transport.getExtraInfo(ExtraInfo.PEERNAME).orElseThrow(), "after the close");
    }

    @Test
    void shouldRefuseAProtocolThatItDoesNotCall() throws Exception {
        LoopRig.Pair pair = rig.pair();
        assertThrows(
                IllegalArgumentException.class, () -> pair.client().transport.setProtocol(new DatagramProtocol() {}));
        assertEquals(pair.client(), pair.client().transport.getProtocol());
        pair.close(rig);
    }

    @Test
    void shouldRefuseCallsFromAnotherThreadInDebugMode() throws Exception {
        LoopRig.Pair pair = rig.pair();
        Transport transport = pair.client().transport;
        refusedElsewhere(() -> transport.write(bytes("no")));
        refusedElsewhere(transport::isClosing);
        refusedElsewhere(transport::isReading);
        refusedElsewhere(transport::getWriteBufferSize);
        refusedElsewhere(transport::getWriteBufferLimits);
        refusedElsewhere(transport::getProtocol);
        refusedElsewhere(transport::close);
        refusedElsewhere(() -> transport.getExtraInfo(ExtraInfo.TRAFFIC));
        pair.close(rig);
    }

    @Test
    void shouldTellOtherThreadsWhatNeverChanges() throws Exception {
        LoopRig.Pair pair = rig.pair();
        Transport transport = pair.client().transport;
        for (ExtraInfo<?> key : List.of(ExtraInfo.PEERNAME, ExtraInfo.SOCKNAME, ExtraInfo.SOCKET, ExtraInfo.LOOP)) {
            assertTrue(rig.await(
                    rig.loop().runInExecutor(() -> transport.getExtraInfo(key).isPresent())));
        }
        pair.close(rig);
    }

    @Test
    void shouldRefuseCallsToAServerFromAnotherThreadInDebugMode() throws Exception {
        Server server = rig.serve(() -> new Recorder(rig));
        refusedElsewhere(server::close);
        refusedElsewhere(server::sockets);
        refusedElsewhere(server::startServing);
        refusedElsewhere(server::serveForever);
        refusedElsewhere(server::isServing);
        refusedElsewhere(server::waitClosed);
        refusedElsewhere(server::transports);
        refusedElsewhere(server::connections);
        refusedElsewhere(server::statistics);
        refusedElsewhere(server::closeClients);
        refusedElsewhere(server::abortClients);
        refusedElsewhere(server::release);
        refusedElsewhere(() -> server.shutdown(Duration.ZERO));
        assertTrue(server.isServing());
        server.close();
    }

    private void refusedElsewhere(Executable call) throws Exception {
        IllegalStateException refusal =
                rig.await(rig.loop().runInExecutor(() -> assertThrows(IllegalStateException.class, call)));
        assertTrue(refusal.getMessage().contains("callSoonThreadsafe"), refusal.getMessage());
    }

    @Test
    void shouldTakeAResetForALossThatIsNotReported() throws Exception {
        assumeTrue(Backends.isReal(backend), "needs a peer outside the loop");
        Recorder accepted = new Recorder(rig);
        Server server = rig.serve(() -> accepted);
        try (Socket peer = new Socket()) {
            peer.connect(LoopRig.address(server));
            peer.setSoLinger(true, 0);
            rig.until("it is accepted", () -> accepted.heard("made"));
        }
        rig.until("it is lost", accepted::lost);
        assertEquals(
                ErrorKind.RESET,
                assertInstanceOf(LoopIOException.class, accepted.cause).kind());
        server.close();
    }

    @Test
    void shouldReceiveExactlyWhatWasSent() throws Exception {
        LoopRig.Pair pair = rig.pair();
        byte[] sent = new byte[1_000_003];
        for (int i = 0; i < sent.length; i++) {
            sent[i] = (byte) (i * 31 >> 3);
        }
        pair.client().transport.write(sent);
        rig.until("all is here", () -> pair.server().size() == sent.length);
        assertArrayEquals(sent, pair.server().bytes());
        pair.close(rig);
    }
}
