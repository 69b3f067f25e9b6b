package dev.gyre.loop.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.ErrorKind;
import dev.gyre.loop.LoopIOException;
import dev.gyre.loop.spi.Owned;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(
        value = Backend.class,
        names = {"NIO", "EPOLL", "SIM"})
class StreamTest extends EngineTestCase {
    private Wire wire;
    private Peer client;
    private Peer server;

    @BeforeEach
    void connect() throws IOException {
        wire = new Wire(this);
        Peer[] peers = wire.connect();
        client = peers[0];
        server = peers[1];
    }

    @AfterEach
    void disconnect() {
        wire.close();
        client.handle().abort(null);
        server.handle().abort(null);
        runUntil(() -> client.closed && server.closed);
    }

    private static byte[] random(int size) {
        byte[] data = new byte[size];
        new Random(7).nextBytes(data);
        return data;
    }

    @Test
    void shouldCarryBytesBothWays() {
        client.write("hello");
        server.write("world");
        runUntil(() -> server.count == 5 && client.count == 5);
        assertEquals("hello", server.text());
        assertEquals("world", client.text());
    }

    @Test
    void shouldTakeAllOfASourceAndLeaveItToTheCaller() {
        ByteBuffer source = ByteBuffer.wrap(random(300_000));
        client.handle().write(source);
        assertEquals(source.limit(), source.position());
        byte[] sent = source.array().clone();
        source.clear();
        source.put(new byte[300_000]);
        runUntil(() -> server.count == 300_000);
        assertArrayEquals(sent, server.bytes.toByteArray());
    }

    @Test
    void shouldCarryManyBytesInOrderAgainstASlowReader() {
        byte[] data = random(8 * 1024 * 1024);
        server.handle().reading(false);
        for (int i = 0; i < data.length; i += 10_000) {
            client.handle().write(ByteBuffer.wrap(data, i, Math.min(10_000, data.length - i)));
        }
        assertTrue(client.heard.contains("pause"));
        assertTrue(client.handle().queued() > 0);
        server.handle().reading(true);
        runUntil(() -> server.count == data.length);
        assertArrayEquals(data, server.bytes.toByteArray());
        runUntil(() -> client.heard.getLast().equals("resume"));
        assertEquals(0, client.handle().queued());
    }

    @Test
    void shouldGatherTheWritesOfOneDispatchInOrder() {
        loop.callSoon(() -> {
            for (int i = 0; i < 1000; i++) {
                client.write(i + ",");
            }
            client.handle().write(ByteBuffer.wrap(random(40_000)));
            client.write("end");
        });
        StringBuilder expected = new StringBuilder();
        for (int i = 0; i < 1000; i++) {
            expected.append(i).append(',');
        }
        runUntil(() -> server.count == expected.length() + 40_000 + 3);
        assertTrue(server.text().startsWith(expected.toString()));
        assertTrue(server.text().endsWith("end"));
    }

    @Test
    void shouldLendAReadOnlyViewThatIsEmptyAfterwards() {
        ByteBuffer[] kept = new ByteBuffer[1];
        server.onBytes = view -> {
            assertTrue(view.isReadOnly());
            kept[0] = view;
        };
        client.write("hello");
        runUntil(() -> server.count == 5);
        assertEquals(0, kept[0].limit());
    }

    @Test
    void shouldReceiveIntoTheListenersBuffer() {
        server.own = ByteBuffer.allocate(3);
        server.onFilled = () -> {
            if (!server.own.hasRemaining()) {
                server.own = ByteBuffer.allocate(10);
            }
        };
        client.write("hello");
        runUntil(() -> server.count == 5);
        assertEquals('l', server.own.get(0));
    }

    @Test
    void shouldAbortAStreamWhoseListenerGivesAFullBuffer() {
        expectReports(1);
        server.own = ByteBuffer.allocate(0);
        client.write("hello");
        runUntil(() -> server.closed);
        assertTrue(server.cause instanceof IllegalStateException, String.valueOf(server.cause));
    }

    @Test
    void shouldNotReadWhilePausedAlsoInsideAReceive() {
        server.onBytes = view -> server.handle().reading(false);
        client.write("a");
        runUntil(() -> server.count == 1);
        client.write("b");
        for (int i = 0; i < 20; i++) {
            once();
        }
        assertEquals(1, server.count);
        server.handle().reading(true);
        runUntil(() -> server.count == 2);
    }

    @Test
    void shouldPauseStrictlyAboveHighAndResumeAtLow() {
        server.handle().reading(false);
        client.handle().limits(0, 0);
        byte[] block = random(256 * 1024);
        while (client.handle().queued() == 0) {
            client.handle().write(ByteBuffer.wrap(block));
        }
        assertEquals(List.of("connected", "pause"), client.heard);
        server.handle().reading(true);
        runUntil(() -> client.heard.contains("resume"));
        assertEquals(0, client.handle().queued());
        assertThrows(IllegalArgumentException.class, () -> client.handle().limits(2, 1));
    }

    @Test
    void shouldHalfCloseAfterTheQueueAndGoOnReceiving() {
        byte[] data = random(3 * 1024 * 1024);
        client.handle().write(ByteBuffer.wrap(data));
        client.handle().endOutput();
        client.handle().endOutput();
        runUntil(() -> server.ended);
        assertArrayEquals(data, server.bytes.toByteArray());
        server.write("answer");
        runUntil(() -> client.count == 6);
        server.handle().close();
        runUntil(() -> server.closed && client.ended);
        assertNull(server.cause);
    }

    @Test
    void shouldFlushOnClose() {
        byte[] data = random(3 * 1024 * 1024);
        client.handle().write(ByteBuffer.wrap(data));
        client.handle().close();
        client.write("dropped");
        assertTrue(client.handle().closing());
        assertFalse(client.closed, "closed comes by a later callback");
        runUntil(() -> server.ended && client.closed);
        assertArrayEquals(data, server.bytes.toByteArray());
        assertNull(client.cause);
        assertEquals(1, client.heard.stream().filter("closed"::equals).count());
    }

    @Test
    void shouldDropTheQueueOnAbortAndSayWhy() {
        server.handle().reading(false);
        client.handle().write(ByteBuffer.wrap(random(20 * 1024 * 1024)));
        IOException why = new IOException("on purpose");
        client.handle().abort(why);
        assertEquals(0, client.handle().queued());
        assertFalse(client.closed);
        runUntil(() -> client.closed);
        assertSame(why, client.cause);
    }

    @Test
    void shouldTellOfAPeerThatIsGone() {
        server.handle().abort(null);
        runUntil(() -> server.closed && client.ended);
        for (int i = 0; i < 1000 && !client.closed; i++) {
            client.write("x");
            once();
        }
        assertTrue(client.closed);
        ErrorKind kind = ((LoopIOException) client.cause).kind();
        assertTrue(kind == ErrorKind.RESET || kind == ErrorKind.BROKEN_PIPE, kind.toString());
    }

    @Test
    void shouldAbortAStreamWhoseListenerThrows() {
        expectReports(1);
        server.onBytes = view -> {
            throw new IllegalArgumentException("on purpose");
        };
        client.write("hello");
        runUntil(() -> server.closed);
        assertEquals("on purpose", server.cause.getMessage());
    }

    @Test
    void shouldCloseInsideAReceive() {
        server.onBytes = view -> server.handle().close();
        client.write("hello");
        runUntil(() -> server.closed && client.ended);
        assertEquals(List.of("closed"), server.heard);
    }

    @Test
    void shouldSendAFileAfterTheQueue(@TempDir Path folder) throws IOException {
        byte[] data = random(5 * 1024 * 1024);
        Path path = Files.write(folder.resolve("file"), data);
        try (FileChannel file = FileChannel.open(path)) {
            client.write("head");
            client.handle().writeFile(file, 100, data.length - 100);
            assertThrows(IllegalStateException.class, () -> client.write("too early"));
            runUntil(() -> client.heard.contains("file " + (data.length - 100)));
            client.write("tail");
            runUntil(() -> server.count == data.length - 100 + 8);
            assertTrue(server.text().startsWith("head") && server.text().endsWith("tail"));
            assertEquals(data[100], server.bytes.toByteArray()[4]);
            assertEquals(0, file.position());
        }
    }

    @Test
    void shouldReportHowMuchOfAShortFileWasSent(@TempDir Path folder) throws IOException {
        Path path = Files.write(folder.resolve("file"), new byte[1000]);
        try (FileChannel file = FileChannel.open(path)) {
            client.handle().writeFile(file, 0, 5000);
            runUntil(() -> client.heard.contains("file 1000"));
        }
    }

    @Test
    void shouldStopAFileWhereItHasCome(@TempDir Path folder) throws IOException {
        byte[] data = random(30_000_000);
        Path path = Files.write(folder.resolve("file"), data);
        server.handle().reading(false);
        try (FileChannel file = FileChannel.open(path)) {
            client.heard.clear();
            client.handle().stopFile();
            assertEquals(List.of(), client.heard);
            client.handle().writeFile(file, 0, data.length);
            once();
            once();
            assertThrows(IllegalStateException.class, () -> client.handle().surrender());
            client.handle().stopFile();
            assertEquals(1, client.heard.size(), client.heard::toString);
            client.handle().stopFile();
            assertEquals(1, client.heard.size(), client.heard::toString);
            long sent = Long.parseLong(client.heard.getFirst().substring("file ".length()));
            assertTrue(sent < data.length, () -> sent + " bytes");
            client.write("tail");
            server.handle().reading(true);
            runUntil(() -> server.count == sent + 4);
            assertTrue(server.text().endsWith("tail"));
        }
    }

    @Test
    void shouldNotGiveUpASocketThatHasWork() {
        server.handle().reading(false);
        client.handle().write(ByteBuffer.wrap(random(30_000_000)));
        assertThrows(IllegalStateException.class, () -> client.handle().surrender());
        client.handle().close();
        assertThrows(IllegalStateException.class, () -> client.handle().surrender());
        server.handle().reading(true);
        runUntil(() -> client.closed && server.count == 30_000_000);
        assertThrows(IllegalStateException.class, () -> client.handle().surrender());
    }

    @Test
    void shouldGiveASocketUpAndTakeItAgain() throws IOException {
        Owned owned = client.handle().surrender();
        assertThrows(IllegalStateException.class, () -> client.handle().surrender());
        Peer again = new Peer();
        again.handle = loop.io().stream(owned, again);
        again.write("still there");
        runUntil(() -> server.count == 11);
        again.handle().close();
        runUntil(() -> again.closed && server.ended);
        client.closed = true;
    }

    @Test
    void shouldRefuseASocketThatHasAnOwner() {
        Owned owned = client.handle().owned();
        assertThrows(IllegalStateException.class, () -> loop.io().stream(owned, new Peer()));
        client.write("unharmed");
        runUntil(() -> server.count == 8);
    }

    @Test
    void shouldFailAConnectToNobody() throws IOException {
        wire.listener().close();
        Peer late = new Peer();
        late.handle = loop.io().connect(wire.client(), wire.address(), late);
        runUntil(() -> late.closed);
        assertEquals(ErrorKind.REFUSED, ((LoopIOException) late.cause).kind());
        assertEquals(List.of("closed"), late.heard);
    }

    @Test
    void shouldSendWhatWasWrittenWhileItConnected() throws IOException {
        Peer early = new Peer();
        early.handle = loop.io().connect(wire.client(), wire.address(), early);
        early.write("early");
        early.handle().endOutput();
        runUntil(() -> !wire.accepted.isEmpty());
        Peer other = new Peer();
        other.handle = loop.io().stream(wire.accepted.removeFirst(), other);
        other.handle().reading(true);
        runUntil(() -> other.ended);
        assertEquals("early", other.text());
        early.handle().abort(null);
        other.handle().abort(null);
        runUntil(() -> early.closed && other.closed);
    }

    @Test
    void shouldCloseWhatIsOpenWhenTheLoopEnds() throws Exception {
        loop.callSoon(() -> loop.shutdown(Duration.ofMillis(20)));
        loop.runForever();
        assertTrue(client.closed && server.closed && wire.closedByLoop);
    }

    @Test
    void shouldNotLetWhatAResumedListenerWritesOvertake() {
        client.handle().limits(10, 100);
        client.onResumed = () -> client.write("resumed");
        loop.callSoon(() -> {
            client.write("first");
            client.write("x".repeat(200));
            client.write("y".repeat(20_000));
        });
        runUntil(() -> server.text().endsWith("resumed"));
        assertEquals("first" + "x".repeat(200) + "y".repeat(20_000) + "resumed", server.text());
    }

    @Test
    void shouldNotResumeWhatWasAborted() {
        client.handle().limits(10, 100);
        loop.callSoon(() -> {
            client.write("first");
            client.write("x".repeat(200));
            client.handle().abort(null);
        });
        runUntil(() -> client.closed);
        assertEquals(List.of("connected", "pause", "closed"), client.heard);
    }

    @Test
    void shouldAbortTheStreamOfAListenerThatThrows() {
        expectReports(1);
        server.onEnd = () -> {
            throw new IllegalArgumentException("on purpose");
        };
        client.handle().endOutput();
        runUntil(() -> server.closed);
        assertEquals("on purpose", server.cause.getMessage());
    }

    @Test
    void shouldAbortTheStreamOfAListenerWhoseAssertionFails() {
        expectReports(1);
        server.own = ByteBuffer.allocate(10);
        server.onFilled = () -> {
            throw new AssertionError("on purpose");
        };
        client.write("hello");
        runUntil(() -> server.closed);
        assertEquals("on purpose", server.cause.getMessage());
    }

    @Test
    void shouldFailOnceWithAFileThatCannotBeRead(@TempDir Path folder) throws IOException {
        Path path = Files.write(folder.resolve("file"), new byte[1000]);
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE)) {
            client.handle().writeFile(file, 0, 1000);
            runUntil(() -> client.closed);
            assertTrue(client.heard.contains("file 0 failed"));
        }
    }
}
