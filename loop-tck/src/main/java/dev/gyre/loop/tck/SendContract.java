package dev.gyre.loop.tck;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.spi.Ops;
import dev.gyre.loop.spi.Outcome;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sending: one buffer, several, a file; and back-pressure. */
public interface SendContract extends BackendContract {
    @Test
    @DisplayName("[6] every sort of buffer is sent from its position to its limit")
    default void shouldSendEverySortOfBuffer() throws IOException {
        StreamPair pair = harness().connect();
        byte[] text = Bytes.of("[hello]");
        ByteBuffer[] sorts = {
            ByteBuffer.wrap(text),
            Bytes.direct(text),
            ByteBuffer.wrap(text).asReadOnlyBuffer(),
            Bytes.direct(text).asReadOnlyBuffer(),
            ByteBuffer.wrap(Bytes.of("..[hello]..")).slice(2, 7),
            Bytes.direct(Bytes.of("..[hello]..")).slice(2, 7)
        };
        for (ByteBuffer each : sorts) {
            pair.client().sendAll(each.position(1).limit(6));
            assertEquals("hello", Bytes.text(pair.server().receive(5)));
        }
    }

    @Test
    @DisplayName("[6] a source is the caller's again on return")
    default void shouldNotLookAtTheSourceLater() throws IOException {
        StreamPair pair = harness().connect();
        for (ByteBuffer src : new ByteBuffer[] {ByteBuffer.allocate(30_000), ByteBuffer.allocateDirect(30_000)}) {
            byte[] sent = Bytes.pattern(30_000);
            src.put(sent).flip();
            int taken = Math.max(0, pair.client().offer(src));
            for (int i = 0; i < taken; i++) {
                src.put(i, (byte) 77);
            }
            assertArrayEquals(Arrays.copyOf(sent, taken), pair.server().receive(taken));
        }
    }

    @Test
    @DisplayName("[6] several buffers are sent in order, and consumed by what was taken")
    default void shouldGatherInOrder() throws IOException {
        StreamPair pair = harness().connect();
        ByteBuffer[] sources = {
            ByteBuffer.wrap(Bytes.of("not this")),
            ByteBuffer.wrap(Bytes.of("one ")),
            ByteBuffer.allocate(0),
            Bytes.direct(Bytes.of("two ")),
            ByteBuffer.wrap(Bytes.of("(three)")).position(1).limit(6),
            ByteBuffer.wrap(Bytes.of("nor this"))
        };
        gather(pair.client(), sources, 1, 4);
        assertEquals("one two three", Bytes.text(pair.server().receive(13)));
        assertEquals(8, sources[0].remaining());
        assertEquals(8, sources[5].remaining());
        assertEquals(6, sources[4].limit());
    }

    private static void gather(StreamEnd end, ByteBuffer[] sources, int offset, int length) throws IOException {
        long left = remaining(sources, offset, length);
        while (left > 0) {
            long n = end.port().send(sources, offset, length);
            long now = remaining(sources, offset, length);
            assertEquals(Math.max(n, 0), left - now, "[6] the sources are consumed by exactly what was taken");
            assertConsumedInOrder(sources, offset, length);
            left = now;
            if (n == Outcome.WOULD_BLOCK) {
                end.awaitReady(Ops.WRITE);
            }
        }
    }

    private static long remaining(ByteBuffer[] sources, int offset, int length) {
        return Arrays.stream(sources, offset, offset + length)
                .mapToLong(ByteBuffer::remaining)
                .sum();
    }

    private static void assertConsumedInOrder(ByteBuffer[] sources, int offset, int length) {
        boolean untouched = false;
        for (int i = offset; i < offset + length; i++) {
            assertTrue(!untouched || sources[i].position() <= 1, "a buffer was begun before the one in front of it");
            untouched |= sources[i].hasRemaining();
        }
    }

    @Test
    @DisplayName("[6] more buffers than the kernel takes at once, and more bytes, keep their order")
    default void shouldGatherMany() throws IOException {
        StreamPair pair = harness().connect();
        byte[] sent = Bytes.pattern(3_000 * 101);
        ByteBuffer[] sources = new ByteBuffer[3_000];
        for (int i = 0; i < sources.length; i++) {
            ByteBuffer part = ByteBuffer.wrap(sent, i * 101, 101).slice();
            sources[i] = i % 3 == 0 ? Bytes.direct(Arrays.copyOfRange(sent, i * 101, (i + 1) * 101)) : part;
        }
        Transfer transfer = new Transfer(harness(), pair.server(), sent.length);
        while (remaining(sources, 0, sources.length) > 0) {
            if (pair.client().port().send(sources, 0, sources.length) == Outcome.WOULD_BLOCK) {
                transfer.step(pair.client());
            }
        }
        assertArrayEquals(sent, transfer.finish());
    }

    @Test
    @DisplayName("[6] 1 MiB comes through back-pressure whole")
    default void shouldSendMuch() throws IOException {
        StreamPair pair = harness().connect();
        byte[] sent = Bytes.pattern(1 << 20);
        assertArrayEquals(sent, Transfer.through(harness(), pair.client(), pair.server(), ByteBuffer.wrap(sent)));
        assertArrayEquals(sent, Transfer.through(harness(), pair.server(), pair.client(), Bytes.direct(sent)));
    }

    @Test
    @DisplayName("[6] a reader that pauses loses nothing of what filled up behind it")
    default void shouldKeepWhatFilledUp() throws IOException {
        StreamPair pair = harness().connect();
        byte[] sent = pair.client().fill();
        byte[] got = pair.server().receive(sent.length);
        assertArrayEquals(sent, got);
        pair.client().sendAll(Bytes.of("and on"));
        assertEquals("and on", Bytes.text(pair.server().receive(6)));
    }

    @Test
    @DisplayName("[6] both directions move at the same time")
    default void shouldSendBothWaysAtOnce() throws IOException {
        StreamPair pair = harness().connect();
        byte[] there = pair.client().fill();
        byte[] back = pair.server().fill();
        assertArrayEquals(back, pair.client().receive(back.length));
        assertArrayEquals(there, pair.server().receive(there.length));
    }

    // Files

    @Test
    @DisplayName("[6] a file is sent from a position, no more than asked, its own position untouched")
    default void shouldSendAPartOfAFile(@TempDir Path directory) throws IOException {
        StreamPair pair = harness().connect();
        Path path = Files.write(directory.resolve("file"), Bytes.of("0123456789"));
        try (FileChannel file = FileChannel.open(path)) {
            file.position(7);
            sendFile(pair.client(), file, 2, 5);
            assertEquals(7, file.position());
        }
        assertEquals("23456", Bytes.text(pair.server().receive(5)));
    }

    private static void sendFile(StreamEnd end, FileChannel file, long position, long count) throws IOException {
        long sent = 0;
        while (sent < count) {
            long n = end.port().sendFile(file, position + sent, count - sent);
            assertTrue(n != Outcome.END && n <= count - sent, () -> "sendFile returned " + n);
            sent += Math.max(n, 0);
            if (n == Outcome.WOULD_BLOCK) {
                end.awaitReady(Ops.WRITE);
            }
        }
    }

    @Test
    @DisplayName("[6] a file ends where it ends")
    default void shouldSayThatAFileEnds(@TempDir Path directory) throws IOException {
        StreamPair pair = harness().connect();
        Path path = Files.write(directory.resolve("file"), Bytes.of("0123456789"));
        try (FileChannel file = FileChannel.open(path)) {
            assertEquals(Outcome.END, endOf(pair.client(), file, 10));
            assertEquals(Outcome.END, endOf(pair.client(), file, 1_000));
            pair.client().sendAll(Bytes.of("x"));
            assertEquals("x", Bytes.text(pair.server().receive(1)), "nothing was sent of it");
        }
    }

    private static long endOf(StreamEnd end, FileChannel file, long position) throws IOException {
        long n = Outcome.WOULD_BLOCK;
        while (n == Outcome.WOULD_BLOCK) {
            end.awaitReady(Ops.WRITE);
            n = end.port().sendFile(file, position, 100);
        }
        return n;
    }

    @Test
    @DisplayName("[3] a file waits for room as bytes do, and comes through whole")
    default void shouldSendALongFile(@TempDir Path directory) throws IOException {
        StreamPair pair = harness().connect();
        byte[] content = Bytes.pattern(700_000);
        Path path = Files.write(directory.resolve("file"), content);
        byte[] before = pair.client().fill();
        Transfer transfer = new Transfer(harness(), pair.server(), before.length + content.length);
        try (FileChannel file = FileChannel.open(path)) {
            long sent = 0;
            while (sent < content.length) {
                long n = pair.client().port().sendFile(file, sent, content.length - sent);
                sent += Math.max(n, 0);
                if (n == Outcome.WOULD_BLOCK) {
                    transfer.step(pair.client());
                }
            }
        }
        byte[] got = transfer.finish();
        assertArrayEquals(content, Arrays.copyOfRange(got, before.length, got.length));
    }
}
