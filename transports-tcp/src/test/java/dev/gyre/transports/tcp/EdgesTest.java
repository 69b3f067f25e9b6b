package dev.gyre.transports.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.protocol.BufferedProtocol;
import dev.gyre.loop.transport.ExtraInfo;
import dev.gyre.loop.transport.Transport;
import dev.gyre.loop.transport.WriteBufferLimits;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What a protocol may do in each of its methods, and what a transport does at its ends. */
@ParameterizedClass(name = "{0}")
@MethodSource("dev.gyre.transports.tcp.Backends#all")
class EdgesTest {
    private final String backend;
    private LoopRig rig;
    private LoopRig.Pair pair;
    private Recorder near;
    private Recorder far;

    EdgesTest(String backend) {
        this.backend = backend;
    }

    @BeforeEach
    void connect() throws Exception {
        rig = new LoopRig(backend);
        pair = rig.pair();
        near = pair.client();
        far = pair.server();
    }

    @AfterEach
    void close() {
        rig.close();
    }

    private Recorder heir() {
        Recorder heir = new Recorder(rig);
        heir.events.add("set");
        return heir;
    }

    /** A protocol that takes over from another one when that hears something. */
    private Recorder takesOver(Recorder from) {
        Recorder heir = heir();
        heir.transport = from.transport;
        return heir;
    }

    /** Writes until the kernel takes no more and writing is paused. */
    private static void fill(Transport transport) {
        byte[] chunk = new byte[256 * 1024];
        while (transport.getWriteBufferSize()
                <= transport.getWriteBufferLimits().high()) {
            transport.write(chunk);
        }
    }

    private void end() {
        near.transport.abort();
        far.transport.abort();
        rig.iterations(3);
    }

    // setProtocol in every callback: the next call goes to the new one

    @Test
    void shouldSetAnotherProtocolInConnectionMade() throws Exception {
        Recorder second = heir();
        Recorder first = new Recorder(rig);
        first.onMade = () -> first.transport.setProtocol(second);
        var server = rig.serve(() -> first);
        Recorder client = rig.connect(server, new Recorder(rig)).protocol();
        client.transport.write("x", StandardCharsets.UTF_8);
        client.transport.close();
        rig.until("both are lost", () -> second.lost() && client.lost());
        assertEquals(List.of("made"), first.events);
        assertEquals(List.of("set", "data", "eof", "lost"), second.events);
        server.close();
        end();
    }

    @Test
    void shouldSetAnotherProtocolInEofReceived() {
        Recorder heir = takesOver(far);
        far.onEof = () -> far.transport.setProtocol(heir);
        near.transport.close();
        rig.until("both are lost", () -> heir.lost() && near.lost());
        assertEquals(List.of("made", "eof"), far.events);
        assertEquals(List.of("set", "lost"), heir.events);
    }

    @Test
    void shouldSetAnotherProtocolInPauseAndResumeWriting() {
        Recorder second = takesOver(near);
        Recorder third = takesOver(near);
        near.onPause = () -> near.transport.setProtocol(second);
        second.onResume = () -> near.transport.setProtocol(third);
        far.transport.pauseReading();
        fill(near.transport);
        assertEquals(List.of("made", "pause"), near.events);
        far.transport.resumeReading();
        rig.until("it is resumed", () -> second.heard("resume"));
        near.transport.abort();
        rig.until("it is lost", third::lost);
        assertEquals(List.of("set", "resume"), second.events);
        assertEquals(List.of("set", "lost"), third.events);
        end();
    }

    @Test
    void shouldTellTheGiverOfABufferOfItsBytesAlsoWhenItIsReplaced() {
        Recorder heir = takesOver(far);
        Giver giver = new Giver();
        giver.onAsk = () -> far.transport.setProtocol(heir);
        far.transport.setProtocol(giver);
        near.transport.write("for the giver", StandardCharsets.UTF_8);
        rig.until("some is here", () -> !giver.text.isEmpty() || heir.size() > 0);
        near.transport.close();
        rig.until("it is lost", heir::lost);
        assertEquals("for the giver", giver.text + heir.text());
        end();
    }

    @Test
    void shouldTakeAProtocolThatIsSetInConnectionLostForNothing() {
        Recorder heir = takesOver(far);
        far.onLost = () -> far.transport.setProtocol(heir);
        near.transport.close();
        rig.until("both are lost", () -> far.lost() && near.lost());
        rig.iterations(3);
        assertEquals(List.of("set"), heir.events);
    }

    @Test
    void shouldHandOverBytesAtHandFromBufferedToStreaming() {
        Giver giver = new Giver();
        giver.memory = ByteBuffer.allocate(3);
        Recorder heir = takesOver(far);
        giver.onUpdate = () -> far.transport.setProtocol(heir);
        far.transport.setProtocol(giver);
        near.transport.write("abcdefghij", StandardCharsets.UTF_8);
        rig.until("all is here", () -> giver.text.length() + heir.size() == 10);
        assertEquals("abcdefghij", giver.text + heir.text());
        assertTrue(giver.text.length() <= 3);
        end();
    }

    @Test
    void shouldReceiveIntoBuffersThatShrink() {
        Giver giver = new Giver();
        int[] size = {8};
        giver.memory = ByteBuffer.allocate(size[0]);
        giver.onUpdate = () -> giver.memory = ByteBuffer.allocate(Math.max(1, --size[0]));
        far.transport.setProtocol(giver);
        String text = "0123456789".repeat(5);
        near.transport.write(text, StandardCharsets.UTF_8);
        rig.until("all is here", () -> giver.text.length() == text.length());
        assertEquals(text, giver.text.toString());
        end();
    }

    // Reading

    @Test
    void shouldResumeInsideEofReceivedWithoutHearingTheEndTwice() {
        far.keepsOpen = true;
        far.onData = () -> far.transport.pauseReading();
        far.onEof = () -> far.transport.resumeReading();
        near.transport.write("x", StandardCharsets.UTF_8);
        near.transport.writeEof();
        rig.until("it is here", () -> far.size() == 1);
        rig.iterations(5);
        assertFalse(far.heard("eof"), "paused");
        far.transport.resumeReading();
        rig.until("the end is here", () -> far.heard("eof"));
        far.transport.pauseReading();
        far.transport.resumeReading();
        rig.iterations(5);
        assertEquals(1, far.events.stream().filter("eof"::equals).count());
        far.transport.write("still open", StandardCharsets.UTF_8);
        rig.until("the answer is here", () -> near.text().equals("still open"));
        end();
    }

    @Test
    void shouldSayWhetherItReads() {
        assertTrue(near.transport.isReading());
        near.transport.pauseReading();
        near.transport.pauseReading();
        assertFalse(near.transport.isReading());
        near.transport.resumeReading();
        near.transport.resumeReading();
        assertTrue(near.transport.isReading());
        near.transport.close();
        assertFalse(near.transport.isReading());
        near.transport.resumeReading();
        assertFalse(near.transport.isReading());
        end();
    }

    // Writing

    @Test
    void shouldMeanWrittenToTheKernelByLimitsOfZero() {
        near.transport.setWriteBufferLimits(new WriteBufferLimits(0, 0));
        near.transport.write("taken at once", StandardCharsets.UTF_8);
        rig.iterations(3);
        assertFalse(near.heard("pause") && !near.heard("resume"));
        far.transport.pauseReading();
        near.events.clear();
        fill(near.transport);
        assertTrue(near.heard("pause"));
        long[] left = {-1};
        near.onResume = () -> left[0] = near.transport.getWriteBufferSize();
        far.transport.resumeReading();
        rig.until("it is resumed", () -> near.events.getLast().equals("resume"));
        assertEquals(0, left[0]);
        end();
    }

    @Test
    void shouldRefuseImpossibleLimits() {
        assertThrows(IllegalArgumentException.class, () -> new WriteBufferLimits(-1, 10));
        assertThrows(IllegalArgumentException.class, () -> new WriteBufferLimits(11, 10));
        near.transport.setWriteBufferLimits(WriteBufferLimits.ofLow(5));
        assertEquals(new WriteBufferLimits(5, 20), near.transport.getWriteBufferLimits());
        near.transport.setWriteBufferLimits(null);
        assertEquals(WriteBufferLimits.DEFAULT, near.transport.getWriteBufferLimits());
        end();
    }

    @Test
    void shouldWriteInEveryCallback() {
        far.keepsOpen = true;
        far.onData = () -> far.transport.write("[data]", StandardCharsets.UTF_8);
        far.onEof = () -> far.transport.write("[eof]", StandardCharsets.UTF_8);
        far.onLost = () -> far.transport.write("[lost]", StandardCharsets.UTF_8);
        near.transport.write("x", StandardCharsets.UTF_8);
        near.transport.writeEof();
        rig.until("the answers are here", () -> near.text().endsWith("[eof]"));
        assertEquals("[data][eof]", near.text());
        far.transport.close();
        rig.until("both are lost", () -> far.lost() && near.lost());
        assertEquals("[data][eof]", near.text());
    }

    @Test
    void shouldDropWritesAfterThePeersReset() throws Exception {
        far.transport.getExtraInfo(ExtraInfo.SOCKET).orElseThrow().setOption(StandardSocketOptions.SO_LINGER, 0);
        near.transport.pauseReading();
        far.transport.abort();
        rig.until("the far end is lost", far::lost);
        for (int i = 0; i < 20 && !near.transport.isClosing(); i++) {
            near.transport.write(new byte[1_000]);
            rig.iterations(2);
        }
        rig.until("the near end is lost", near::lost);
        int before = near.events.size();
        for (int i = 0; i < 10; i++) {
            near.transport.write(new byte[10]);
        }
        rig.iterations(3);
        assertEquals(before, near.events.size());
        assertEquals(1, rig.warnings().size(), "one warning after the fifth");
    }

    @Test
    void shouldNotWriteWhatIsEmpty() {
        near.transport.writelines(List.of());
        near.transport.writelines(List.of(ByteBuffer.allocate(0), ByteBuffer.allocate(0)));
        near.transport.write(ByteBuffer.allocate(0));
        rig.iterations(3);
        assertEquals(0, near.transport.getWriteBufferSize());
        assertEquals(0, far.size());
        end();
    }

    // Ending

    @Test
    void shouldCloseAndAbortInEveryCallback() throws Exception {
        far.onData = () -> {
            far.transport.close();
            far.transport.close();
            far.transport.abort();
            far.transport.abort();
        };
        near.transport.write("x", StandardCharsets.UTF_8);
        rig.until("both are lost", () -> far.lost() && near.lost());
        assertEquals(List.of("made", "data", "lost"), far.events);
        assertNull(far.cause);
        far.transport.abort();
        far.transport.close();
        far.transport.writeEof();
        far.transport.pauseReading();
        rig.iterations(3);
        assertEquals(List.of("made", "data", "lost"), far.events);
    }

    @Test
    void shouldEndItsOutputOnce() {
        far.keepsOpen = true;
        assertTrue(near.transport.canWriteEof());
        near.transport.write("last words", StandardCharsets.UTF_8);
        near.transport.writeEof();
        near.transport.writeEof();
        rig.until("the end is here", () -> far.heard("eof"));
        assertEquals("last words", far.text());
        assertThrows(IllegalStateException.class, () -> near.transport.write(new byte[1]));
        assertThrows(IllegalStateException.class, () -> near.transport.writelines(List.of(ByteBuffer.allocate(1))));
        end();
    }

    /** Gives its memory to receive into. */
    private final class Giver implements BufferedProtocol<Transport> {
        private final StringBuilder text = new StringBuilder();
        private final List<Integer> hints = new ArrayList<>();
        private ByteBuffer memory = ByteBuffer.allocate(64);
        private Runnable onAsk = () -> {};
        private Runnable onUpdate = () -> {};

        @Override
        public ByteBuffer getBuffer(int sizeHint) {
            hints.add(sizeHint);
            memory.clear();
            onAsk.run();
            return memory;
        }

        @Override
        public void bufferUpdated(int count) {
            text.append(new String(memory.array(), 0, count, StandardCharsets.UTF_8));
            onUpdate.run();
            rig.poke();
        }
    }
}
