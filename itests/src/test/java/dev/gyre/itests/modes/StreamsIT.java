package dev.gyre.itests.modes;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.protocol.BufferedProtocol;
import dev.gyre.loop.transport.ExtraInfo;
import dev.gyre.loop.transport.Server;
import dev.gyre.loop.transport.Transport;
import dev.gyre.loop.transport.UnixConnectOptions;
import dev.gyre.loop.transport.UnixServerOptions;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What connections carry, in which order, and how they end. */
final class StreamsIT extends ModeTestCase {
    private static final int MIB = 1024 * 1024;

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private static ByteBuffer buffer(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private void assertEcho(Rig.Pair pair, int size) {
        byte[] sent = random(size);
        pair.server().echoes = true;
        pair.client().transport.write(sent);
        rig.until("the echo is here", () -> pair.client().size() == size);
        assertArrayEquals(sent, pair.client().bytes());
        pair.close(rig);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1_000, 65_537, 8 * MIB})
    void shouldEcho(int size) throws Exception {
        assertEcho(rig.pair(), size);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 65_537, 8 * MIB})
    void shouldEchoOverAUnixSocket(int size, @TempDir Path folder) throws Exception {
        Path path = folder.resolve("socket");
        Peer accepted = new Peer(rig);
        Server server = rig.await(rig.loop().createUnixServer(() -> accepted, UnixServerOptions.at(path)));
        Peer client = new Peer(rig);
        rig.await(rig.loop().createUnixConnection(() -> client, UnixConnectOptions.to(path)));
        rig.until("it is accepted", () -> accepted.heard("made"));
        assertEcho(new Rig.Pair(client, accepted), size);
        server.close();
    }

    @Test
    void shouldCarryMuchBothWaysAtOnce() throws Exception {
        Rig.Pair pair = rig.pair();
        byte[] there = random(4 * MIB);
        byte[] back = random(5 * MIB);
        pair.client().transport.write(there);
        pair.server().transport.write(back);
        rig.until(
                "all is here",
                () -> pair.server().size() == there.length && pair.client().size() == back.length);
        assertArrayEquals(there, pair.server().bytes());
        assertArrayEquals(back, pair.client().bytes());
        pair.close(rig);
    }

    @Test
    void shouldKeepTheOrderOfManySmallWrites() throws Exception {
        Rig.Pair pair = rig.pair();
        StringBuilder expected = new StringBuilder();
        for (int i = 0; i < 1_000; i++) {
            expected.append(i).append(' ');
            pair.client().write(i + " ");
        }
        rig.until("all is here", () -> pair.server().size() == expected.length());
        assertEquals(expected.toString(), pair.server().text());
        pair.close(rig);
    }

    @Test
    void shouldWriteLinesInOrder() throws Exception {
        Rig.Pair pair = rig.pair();
        pair.client()
                .transport
                .writelines(List.of(buffer("one "), buffer("two "), ByteBuffer.allocate(0), buffer("three")));
        rig.until("all is here", () -> pair.server().size() == 13);
        assertEquals("one two three", pair.server().text());
        pair.close(rig);
    }

    @Test
    void shouldAnswerOverAHalfClosedConnection() throws Exception {
        Rig.Pair pair = rig.pair();
        pair.server().keepsOpen = true;
        pair.client().write("question");
        pair.client().transport.writeEof();
        rig.until("the end is heard", () -> pair.server().heard("eof"));
        pair.server().write("answer");
        pair.server().transport.close();
        pair.awaitLost(rig);
        assertEquals("question", pair.server().text());
        assertEquals("answer", pair.client().text());
        assertEquals(List.of("made", "data", "eof", "lost"), pair.client().events);
    }

    @Test
    void shouldCloseWhenThePeerEndsAndNobodyKeepsItOpen() throws Exception {
        Rig.Pair pair = rig.pair();
        pair.client().transport.writeEof();
        pair.awaitLost(rig);
        assertEquals(List.of("made", "eof", "lost"), pair.server().events);
        assertNull(pair.server().cause);
    }

    @Test
    void shouldRefuseToWriteAfterItsOwnEnd() throws Exception {
        Rig.Pair pair = rig.pair();
        pair.client().transport.writeEof();
        assertThrows(IllegalStateException.class, () -> pair.client().write("more"));
        pair.close(rig);
    }

    @Test
    void shouldSendWhatWasWrittenBeforeAClose() throws Exception {
        Rig.Pair pair = rig.pair();
        pair.client().transport.write(new byte[5_000_000]);
        pair.client().transport.close();
        assertTrue(pair.client().transport.isClosing());
        pair.awaitLost(rig);
        assertEquals(5_000_000, pair.server().size());
        assertNull(pair.server().cause);
    }

    @Test
    void shouldDropWhatIsQueuedOnAnAbort() throws Exception {
        Rig.Pair pair = rig.pair();
        pair.server().transport.pauseReading();
        while (pair.client().transport.getWriteBufferSize() == 0) {
            pair.client().transport.write(new byte[MIB]);
        }
        pair.client().transport.abort();
        assertEquals(0, pair.client().transport.getWriteBufferSize());
        rig.until("it is lost", pair.client()::lost);
        assertNull(pair.client().cause);
        pair.close(rig);
    }

    @Test
    void shouldReceiveNothingWhileItIsPaused() throws Exception {
        Rig.Pair pair = rig.pair();
        pair.server().onData = () -> pair.server().transport.pauseReading();
        pair.client().transport.write(new byte[3_000_000]);
        rig.until("something is here", () -> pair.server().size() > 0);
        int before = pair.server().size();
        assertFalse(pair.server().transport.isReading());
        rig.iterations(5);
        assertEquals(before, pair.server().size());
        pair.server().onData = () -> {};
        pair.server().transport.resumeReading();
        rig.until("all is here", () -> pair.server().size() == 3_000_000);
        pair.close(rig);
    }

    @Test
    void shouldPassTheConnectionToAnotherProtocolInTheMiddleOfIt() throws Exception {
        Rig.Pair pair = rig.pair();
        Peer second = new Peer(rig);
        pair.server().onData = () -> {
            pair.server().transport.setProtocol(second);
            pair.server().write("go on");
        };
        pair.client().onData = () -> pair.client().write("for the second");
        pair.client().write("for the first");
        rig.until("the second hears", () -> second.text().equals("for the second"));
        assertEquals("for the first", pair.server().text());
        assertSame(second, pair.server().transport.getProtocol());
        pair.client().transport.close();
        rig.until(
                "the second hears the end", () -> second.lost() && pair.client().lost());
        assertFalse(pair.server().lost());
    }

    @Test
    void shouldReceiveIntoTheProtocolsOwnBuffer() throws Exception {
        Rig.Pair pair = rig.pair();
        OwnBuffer own = new OwnBuffer();
        pair.server().transport.setProtocol(own);
        byte[] sent = random(300_000);
        pair.client().transport.write(sent);
        rig.until("all is here", () -> own.buffer.position() == sent.length);
        assertArrayEquals(sent, Arrays.copyOf(own.buffer.array(), sent.length));
        pair.client().transport.close();
        rig.until("both are lost", () -> own.lost && pair.client().lost());
    }

    /** A buffer that holds everything, with room left to hear of the end. */
    private final class OwnBuffer implements BufferedProtocol<Transport> {
        final ByteBuffer buffer = ByteBuffer.allocate(300_001);
        boolean lost;

        @Override
        public ByteBuffer getBuffer(int sizeHint) {
            return buffer;
        }

        @Override
        public void bufferUpdated(int count) {
            rig.poke();
        }

        @Override
        public void connectionLost(Throwable cause) {
            lost = true;
            rig.poke();
        }
    }

    @Test
    void shouldTellAboutTheConnection() throws Exception {
        Rig.Pair pair = rig.pair();
        assertEquals(
                pair.client().transport.getExtraInfo(ExtraInfo.SOCKNAME),
                pair.server().transport.getExtraInfo(ExtraInfo.PEERNAME));
        assertEquals(
                true,
                pair.client()
                        .transport
                        .getExtraInfo(ExtraInfo.SOCKET)
                        .orElseThrow()
                        .getOption(StandardSocketOptions.TCP_NODELAY));
        pair.close(rig);
    }
}
