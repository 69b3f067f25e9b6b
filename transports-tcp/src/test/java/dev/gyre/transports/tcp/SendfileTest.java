package dev.gyre.transports.tcp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gyre.loop.LoopFuture;
import dev.gyre.loop.SendfileNotAvailableException;
import dev.gyre.loop.spi.Capability;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.NonReadableChannelException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Sending files, without a copy where the backend can and with one where it cannot. */
@ParameterizedClass(name = "{0}")
@MethodSource("dev.gyre.transports.tcp.Backends#all")
class SendfileTest {
    private static final int SIZE = 5_000_003;

    private final String backend;
    private LoopRig rig;

    @TempDir
    private Path folder;

    private byte[] content;
    private FileChannel file;

    SendfileTest(String backend) {
        this.backend = backend;
    }

    @BeforeEach
    void open() throws IOException {
        rig = new LoopRig(backend);
        content = new byte[SIZE];
        for (int i = 0; i < SIZE; i++) {
            content[i] = (byte) (i * 7 >> 2);
        }
        Path path = folder.resolve("file");
        Files.write(path, content);
        file = FileChannel.open(path, StandardOpenOption.READ);
    }

    @AfterEach
    void close() throws IOException {
        file.close();
        rig.close();
    }

    private LoopFuture<Long> send(LoopRig.Pair pair, long offset, long count) {
        return rig.loop().sendfile(pair.client().transport, file, offset, count, true);
    }

    private boolean withoutCopy() {
        return rig.loop().io().capabilities().contains(Capability.SEND_FILE);
    }

    @Test
    void shouldSendAWholeFileBetweenWrites() throws Exception {
        LoopRig.Pair pair = rig.pair();
        pair.client().transport.write("before ", StandardCharsets.UTF_8);
        assertEquals(SIZE, rig.await(send(pair, 0, -1)));
        assertEquals(SIZE, file.position());
        pair.client().transport.write(" after", StandardCharsets.UTF_8);
        rig.until("all is here", () -> pair.server().size() == SIZE + 13);
        byte[] received = pair.server().bytes();
        assertEquals("before ", new String(received, 0, 7, StandardCharsets.UTF_8));
        assertArrayEquals(content, Arrays.copyOfRange(received, 7, 7 + SIZE));
        assertEquals(" after", new String(received, 7 + SIZE, 6, StandardCharsets.UTF_8));
        assertSame(pair.client(), pair.client().transport.getProtocol());
        pair.close(rig);
    }

    @Test
    void shouldSendAPart() throws Exception {
        LoopRig.Pair pair = rig.pair();
        assertEquals(1_000, rig.await(send(pair, 500, 1_000)));
        assertEquals(1_500, file.position());
        assertEquals(3, rig.await(send(pair, SIZE - 3, 1_000)));
        assertEquals(SIZE, file.position());
        assertEquals(0, rig.await(send(pair, SIZE + 10, -1)));
        rig.until("all is here", () -> pair.server().size() == 1_003);
        assertArrayEquals(
                Arrays.copyOfRange(content, 500, 1_500),
                Arrays.copyOf(pair.server().bytes(), 1_000));
        pair.close(rig);
    }

    @Test
    void shouldRefuseImpossibleRanges() throws Exception {
        LoopRig.Pair pair = rig.pair();
        assertThrows(IllegalArgumentException.class, () -> send(pair, -1, 10));
        assertThrows(IllegalArgumentException.class, () -> send(pair, 0, 0));
        pair.close(rig);
    }

    @Test
    void shouldStopAtOnceWhenCancelledAndWriteOn() throws Exception {
        LoopRig.Pair pair = rig.pair();
        pair.server().transport.pauseReading();
        LoopFuture<Long> sending = send(pair, 0, -1);
        rig.iterations(5);
        sending.cancel();
        rig.iterations(2);
        assertTrue(file.position() < SIZE, () -> "at " + file);
        pair.client().transport.write(new byte[7]);
        pair.client().transport.close();
        pair.server().transport.resumeReading();
        rig.until("the end is here", () -> pair.server().lost());
        assertEquals(file.position() + 7, pair.server().size());
        rig.until("both are lost", () -> pair.client().lost());
    }

    @Test
    void shouldPauseReadingMeanwhile() throws Exception {
        LoopRig.Pair pair = rig.pair();
        pair.server().transport.write("later", StandardCharsets.UTF_8);
        pair.server().transport.pauseReading();
        LoopFuture<Long> sending = send(pair, 0, -1);
        assertFalse(pair.client().transport.isReading());
        rig.iterations(5);
        assertEquals(0, pair.client().size());
        pair.server().transport.resumeReading();
        rig.await(sending);
        assertTrue(pair.client().transport.isReading());
        rig.until("it is here", () -> pair.client().text().equals("later"));
        pair.close(rig);
    }

    @Test
    void shouldLeaveReadingPausedThatWasPaused() throws Exception {
        LoopRig.Pair pair = rig.pair();
        pair.client().transport.pauseReading();
        rig.await(send(pair, 0, 10));
        assertFalse(pair.client().transport.isReading());
        pair.close(rig);
    }

    @Test
    void shouldRefuseAWriteMeanwhile() throws Exception {
        assumeTrue(withoutCopy(), "a copy is made of writes");
        LoopRig.Pair pair = rig.pair();
        LoopFuture<Long> sending = send(pair, 0, -1);
        assertThrows(IllegalStateException.class, () -> pair.client().transport.write(new byte[1]));
        assertThrows(IllegalStateException.class, () -> send(pair, 0, 1));
        rig.await(sending);
        pair.client().transport.write(new byte[1]);
        rig.until("all is here", () -> pair.server().size() == SIZE + 1);
        pair.close(rig);
    }

    @Test
    void shouldFailWhenTheConnectionIsLost() throws Exception {
        LoopRig.Pair pair = rig.pair();
        pair.server().transport.pauseReading();
        LoopFuture<Long> sending = send(pair, 0, -1);
        rig.iterations(5);
        pair.client().transport.abort();
        assertThrows(IOException.class, () -> rig.await(sending));
        assertTrue(file.position() < SIZE, () -> "not all was sent");
        rig.until("it is lost", pair.client()::lost);
        pair.server().transport.abort();
        rig.until("it is lost", pair.server()::lost);
    }

    @Test
    void shouldFailWhenThePeerGoesInTheMiddle() throws Exception {
        LoopRig.Pair pair = rig.pair();
        pair.server().transport.pauseReading();
        LoopFuture<Long> sending = send(pair, 0, -1);
        rig.iterations(5);
        pair.server().transport.abort();
        assertThrows(IOException.class, () -> rig.await(sending));
        assertTrue(file.position() < SIZE, () -> "not all was sent");
        rig.until("both are lost", () -> pair.client().lost() && pair.server().lost());
    }

    @Test
    void shouldSendNothingOfAnEmptyFile() throws Exception {
        LoopRig.Pair pair = rig.pair();
        Path empty = Files.createFile(folder.resolve("empty"));
        try (FileChannel nothing = FileChannel.open(empty, StandardOpenOption.READ)) {
            assertEquals(0, rig.await(rig.loop().sendfile(pair.client().transport, nothing, 0, -1, true)));
            assertEquals(0, nothing.position());
        }
        pair.client().transport.write("on", StandardCharsets.UTF_8);
        rig.until("it is here", () -> pair.server().text().equals("on"));
        pair.close(rig);
    }

    @Test
    void shouldFailForAFileThatCannotBeRead() throws Exception {
        LoopRig.Pair pair = rig.pair();
        try (FileChannel writeOnly = FileChannel.open(folder.resolve("file"), StandardOpenOption.WRITE)) {
            assertThrows(
                    NonReadableChannelException.class,
                    () -> rig.await(rig.loop().sendfile(pair.client().transport, writeOnly, 0, -1, true)));
        }
        FileChannel closed = FileChannel.open(folder.resolve("file"), StandardOpenOption.READ);
        closed.close();
        assertThrows(
                ClosedChannelException.class,
                () -> rig.await(rig.loop().sendfile(pair.client().transport, closed, 0, -1, true)));
        assertFalse(pair.client().transport.isClosing());
        pair.client().transport.write("on", StandardCharsets.UTF_8);
        rig.until("it is here", () -> pair.server().text().equals("on"));
        pair.close(rig);
    }

    @Test
    void shouldSendWhatIsLeftOfAFileThatShrinks() throws Exception {
        LoopRig.Pair pair = rig.pair();
        pair.server().transport.pauseReading();
        LoopFuture<Long> sending = send(pair, 0, -1);
        rig.iterations(3);
        int cut = 1_000_000;
        try (FileChannel shrinking = FileChannel.open(folder.resolve("file"), StandardOpenOption.WRITE)) {
            shrinking.truncate(cut);
        }
        pair.server().transport.resumeReading();
        long sent = rig.await(sending);
        assertTrue(sent >= cut && sent < SIZE, () -> sent + " bytes");
        assertEquals(sent, file.position());
        rig.until("what was left is here", () -> pair.server().size() == sent);
        assertArrayEquals(
                Arrays.copyOf(content, cut), Arrays.copyOf(pair.server().bytes(), cut));
        pair.close(rig);
    }

    @Test
    void shouldFinishBeforeACloseTakesEffect() throws Exception {
        assumeTrue(withoutCopy(), "a copy ends with the transport");
        LoopRig.Pair pair = rig.pair();
        LoopFuture<Long> sending = send(pair, 0, -1);
        pair.client().transport.close();
        assertEquals(SIZE, rig.await(sending));
        rig.until("both are lost", () -> pair.client().lost() && pair.server().lost());
        assertEquals(SIZE, pair.server().size());
    }

    @Test
    void shouldRefuseAClosingTransport() throws Exception {
        LoopRig.Pair pair = rig.pair();
        pair.client().transport.close();
        assertThrows(IllegalStateException.class, () -> send(pair, 0, -1));
        rig.until("both are lost", () -> pair.client().lost() && pair.server().lost());
    }

    @Test
    void shouldSayWhenItCannotDoWithoutACopy() throws Exception {
        LoopRig.Pair pair = rig.pair();
        if (withoutCopy()) {
            assertEquals(10L, rig.await(rig.loop().sendfile(pair.client().transport, file, 0, 10, false)));
        } else {
            assertThrows(SendfileNotAvailableException.class, () -> rig.loop()
                    .sendfile(pair.client().transport, file, 0, 10, false));
        }
        pair.close(rig);
    }

    @Test
    void shouldStopWhenItIsCancelled() throws Exception {
        LoopRig.Pair pair = rig.pair();
        pair.server().transport.pauseReading();
        LoopFuture<Long> sending = send(pair, 0, -1);
        rig.iterations(3);
        assertTrue(sending.cancel());
        pair.server().transport.resumeReading();
        rig.until("reading goes on", () -> {
            rig.loop().callSoon(rig::poke);
            return pair.client().transport.isReading();
        });
        assertSame(pair.client(), pair.client().transport.getProtocol());
        pair.close(rig);
    }

    @Test
    void shouldCopyThroughATransportThatHasNoOtherWay() throws Exception {
        LoopRig.Pair pair = rig.pair();
        FileCopy copy = new FileCopy(rig.loop(), pair.client().transport, file, 0, SIZE);
        assertEquals(SIZE, rig.await(copy.start()));
        assertEquals(SIZE, file.position());
        rig.until("all is here", () -> pair.server().size() == SIZE);
        assertArrayEquals(content, pair.server().bytes());
        pair.close(rig);
    }
}
