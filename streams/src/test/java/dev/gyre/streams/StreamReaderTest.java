package dev.gyre.streams;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.Task;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A reader that is fed by hand, as in asyncio's {@code test_streams}. */
@ParameterizedClass(name = "{0}")
@EnumSource(Rung.class)
final class StreamReaderTest extends CoroutineTestCase {
    private static StreamReader reader(int limit, String... fed) {
        StreamReader reader = new StreamReader(limit);
        feed(reader, fed);
        return reader;
    }

    private static StreamReader reader(String... fed) {
        return reader(StreamReader.DEFAULT_LIMIT, fed);
    }

    private static void feed(StreamReader reader, String... pieces) {
        for (String each : pieces) {
            reader.feedData(StandardCharsets.ISO_8859_1.encode(each));
        }
    }

    private void feedSoon(StreamReader reader, boolean end, String... pieces) {
        loop.callSoon(() -> {
            feed(reader, pieces);
            if (end) {
                reader.feedEof();
            }
        });
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static String left(StreamReader reader) {
        byte[] bytes = new byte[reader.unread().remaining()];
        reader.unread().get(bytes);
        return text(bytes);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    // Some bytes

    @Test
    void shouldReadWhatIsThere() throws Exception {
        run(() -> {
            StreamReader reader = reader("", "abc");
            assertEquals("", text(reader.read(0)));
            assertEquals("ab", text(reader.read(2)));
            assertEquals("c", text(reader.read(2)));
            feedSoon(reader, true, "line1\n", "line2");
            assertEquals("line1\nline2", text(reader.read(100)));
            assertEquals("", text(reader.read(100)));
            assertTrue(reader.atEof());
        });
    }

    @Test
    void shouldReadIntoABuffer() throws Exception {
        run(() -> {
            StreamReader reader = reader("abcdef");
            ByteBuffer into = ByteBuffer.allocate(4);
            assertEquals(4, reader.read(into));
            assertEquals(0, reader.read(into), "there is no room");
            into.clear();
            assertEquals(2, reader.read(into));
            feedSoon(reader, true);
            assertEquals(-1, reader.read(into));
            assertEquals("efcd", text(into.array()));
        });
    }

    @Test
    void shouldReadToTheEnd() throws Exception {
        run(() -> {
            StreamReader reader = reader(3, "chunk1");
            feedSoon(reader, true, "chunk2");
            assertEquals("chunk1chunk2", text(reader.readAll()));
            assertEquals("", text(reader.readAll()));
        });
    }

    @Test
    void shouldRefuseNegativeCountsAndLimits() throws Exception {
        assertThrows(IllegalArgumentException.class, () -> new StreamReader(0));
        assertThrows(IllegalArgumentException.class, () -> new StreamReader(-1));
        assertThrows(IllegalArgumentException.class, () -> reader().read(-1));
        assertThrows(IllegalArgumentException.class, () -> reader().readExactly(-1));
    }

    @Test
    void shouldReadExactlySoManyAlsoBeyondTheLimit() throws Exception {
        run(() -> {
            StreamReader reader = reader(3, "abc");
            assertEquals("", text(reader.readExactly(0)));
            feedSoon(reader, false, "defg", "hij");
            assertEquals("abcdefgh", text(reader.readExactly(8)));
            assertEquals("ij", left(reader));
        });
    }

    @Test
    void shouldGiveWhatWasThereWhenTheStreamEndsTooEarly() throws Exception {
        run(() -> {
            StreamReader reader = reader("abc");
            feedSoon(reader, true);
            IncompleteReadException end = assertThrows(IncompleteReadException.class, () -> reader.readExactly(6));
            assertEquals("abc", text(end.partial()));
            assertEquals(OptionalInt.of(6), end.expected());
            assertTrue(reader.atEof());
        });
    }

    // Lines

    @Test
    void shouldReadLines() throws Exception {
        run(() -> {
            StreamReader reader = reader("chunk1 ");
            feedSoon(reader, false, "chunk2 ", "chunk3 ", "\n chunk4");
            assertEquals("chunk1 chunk2 chunk3 \n", reader.readLine(StandardCharsets.US_ASCII));
            assertEquals(" chunk4", left(reader));
            feedSoon(reader, true);
            assertFalse(reader.atEof());
            assertEquals(" chunk4", text(reader.readLine()));
            assertEquals("", text(reader.readLine()));
            assertTrue(reader.atEof());
        });
    }

    @Test
    void shouldReadALineThatIsThereWithoutWaiting() throws Exception {
        StreamReader reader = reader("a\nb\n");
        assertEquals("a\n", text(reader.readLine()));
        assertEquals("b\n", text(reader.readLine()));
    }

    @Test
    void shouldHoldLinesToTheLimit() throws Exception {
        StreamReader reader = reader(7, "1234567\n");
        assertEquals("1234567\n", text(reader.readLine()), "the limit is without the newline");
        feed(reader, "12345678\n");
        assertThrows(LimitOverrunException.class, reader::readLine);
        assertEquals("", left(reader));
        feed(reader, "12345678");
        assertThrows(LimitOverrunException.class, reader::readLine);
        assertEquals("", left(reader));
        feed(reader, "much too long\nnext\n");
        assertThrows(LimitOverrunException.class, reader::readLine);
        assertEquals("next\n", text(reader.readLine()));
    }

    @Test
    void shouldHoldLinesThatComeInPiecesToTheLimit() throws Exception {
        run(() -> {
            StreamReader reader = reader(7);
            feedSoon(reader, true, "chunk1", "chunk2", "chunk3\n");
            assertThrows(LimitOverrunException.class, reader::readLine);
            assertEquals("", left(reader));
            StreamReader other = reader(7);
            feedSoon(other, true, "chunk1", "chunk2\n", "chunk3\n");
            assertThrows(LimitOverrunException.class, other::readLine);
            assertEquals("chunk3\n", left(other));
        });
    }

    // Separators

    @Test
    void shouldReadUpToASeparator() throws Exception {
        StreamReader reader = reader("lineAAA");
        assertEquals("lineAAA", text(reader.readUntil("AAA")));
        feed(reader, "lineAAAxxx");
        assertEquals("lineAAA", text(reader.readUntil(bytes("AAA"))));
        assertEquals("xxx", left(reader));
        assertThrows(IllegalArgumentException.class, () -> reader.readUntil(""));
        assertThrows(IllegalArgumentException.class, () -> reader.readUntil(List.of()));
    }

    @Test
    void shouldFindASeparatorThatComesInPieces() throws Exception {
        run(() -> {
            for (String[] pieces : new String[][] {
                {"QWEaa", "XYaa", "a"}, {"QWEaa", "XYa", "aa"}, {"aaa"}, {"Xaaa"}, {"XXX", "a", "a", "a"}
            }) {
                StreamReader reader = reader();
                for (int i = 0; i < pieces.length; i++) {
                    String piece = pieces[i];
                    loop.callLater(Duration.ofMillis(i), () -> feed(reader, piece));
                }
                assertEquals(String.join("", pieces), text(reader.readUntil("aaa")));
                assertEquals("", left(reader));
            }
        });
    }

    @Test
    void shouldTakeTheSeparatorThatEndsFirst() throws Exception {
        StreamReader reader = reader("some dataAbigger", "AAA rest");
        assertEquals("some dataAbig", text(reader.readUntil(List.of(bytes("AAA"), bytes("big"), bytes("gger")))));
        assertEquals("ger", text(reader.readUntil(List.of(bytes("AAA"), bytes("ger")))));
        assertEquals("AAA", text(reader.readUntil(List.of(bytes("AAA"), bytes("AA "), bytes("AAA ")))));
    }

    @Test
    void shouldFindSeparatorsOfDifferentLengthsThatComeInPieces() throws Exception {
        run(() -> {
            StreamReader reader = reader("some data");
            feedSoon(reader, false, "A", "A", "B rest");
            assertEquals("some dataAAB", text(reader.readUntil(List.of(bytes("AAB"), bytes("x"), bytes("long one")))));
            assertEquals(" rest", left(reader));
        });
    }

    @Test
    void shouldGiveWhatWasThereWhenTheStreamEndsWithoutASeparator() throws Exception {
        StreamReader reader = reader("some dataAA");
        reader.feedEof();
        IncompleteReadException end = assertThrows(IncompleteReadException.class, () -> reader.readUntil("AAA"));
        assertEquals("some dataAA", text(end.partial()));
        assertEquals(OptionalInt.empty(), end.expected());
        assertEquals("", left(reader));
    }

    @Test
    void shouldLeaveWhatIsBeyondTheLimitToBeRead() throws Exception {
        StreamReader reader = reader(3, "some dataAA");
        LimitOverrunException missing = assertThrows(LimitOverrunException.class, () -> reader.readUntil("AAA"));
        assertEquals("some dataAA", left(reader));
        assertEquals(9, missing.consumed());
        feed(reader, "A");
        LimitOverrunException tooFar = assertThrows(LimitOverrunException.class, () -> reader.readUntil("AAA"));
        assertEquals("some dataAAA", left(reader));
        assertEquals("some data", text(reader.readExactly(tooFar.consumed())));
        assertEquals("AAA", text(reader.readUntil("AAA")));
    }

    @Test
    void shouldFindWhatAPlainSearchFindsInRandomPieces() throws Exception {
        Random random = new Random(42);
        run(() -> {
            StringBuilder all = new StringBuilder();
            StreamReader reader = reader(1 << 20);
            StringBuilder read = new StringBuilder();
            for (int round = 0; round < 300; round++) {
                StringBuilder piece = new StringBuilder();
                for (int i = random.nextInt(40); i > 0; i--) {
                    piece.append("ab\n".charAt(random.nextInt(3)));
                }
                all.append(piece);
                feed(reader, piece.toString());
                while (all.indexOf("ab\n", read.length()) >= 0) {
                    int end = all.indexOf("ab\n", read.length()) + 3;
                    String expected = all.substring(read.length(), end);
                    assertEquals(expected, text(reader.readUntil("ab\n")));
                    read.append(expected);
                }
            }
            assertEquals(all.substring(read.length()), left(reader));
        });
    }

    // Failures

    @Test
    void shouldFailEveryReadAfterALoss() throws Exception {
        StreamReader reader = reader("line\n");
        assertEquals(Optional.empty(), reader.exception());
        IOException lost = new IOException("on purpose");
        reader.setException(lost);
        assertSame(lost, reader.exception().orElseThrow());
        assertSame(lost, assertThrows(IOException.class, () -> reader.read(2)));
        assertSame(lost, assertThrows(IOException.class, () -> reader.read(ByteBuffer.allocate(1))));
        assertSame(lost, assertThrows(IOException.class, reader::readAll));
        assertSame(lost, assertThrows(IOException.class, reader::readLine));
        assertSame(lost, assertThrows(IOException.class, () -> reader.readExactly(2)));
        IllegalStateException unchecked = new IllegalStateException("on purpose");
        reader.setException(unchecked);
        assertSame(unchecked, assertThrows(IllegalStateException.class, reader::readLine));
        Exception checked = new Exception("on purpose");
        reader.setException(checked);
        assertSame(checked, assertThrows(IOException.class, reader::readLine).getCause());
    }

    @Test
    void shouldFailAReadThatWaits() throws Exception {
        run(() -> {
            IOException lost = new IOException("on purpose");
            StreamReader reader = reader("no line");
            loop.callSoon(() -> reader.setException(lost));
            assertSame(lost, assertThrows(IOException.class, reader::readLine));
        });
    }

    @Test
    void shouldTakeNothingWhenAReadIsCancelled() throws Exception {
        run(() -> {
            StreamReader reader = reader("no line");
            Task<byte[]> task = loop.createTask(() -> reader.readLine());
            yield1();
            task.cancel();
            yield1();
            feed(reader, " yet\n");
            assertAwaitCancelled(task);
            assertEquals("no line yet\n", text(reader.readLine()));
            Task<byte[]> other = loop.createTask(() -> reader.readLine());
            yield1();
            other.cancel();
            yield1();
            reader.setException(new IOException("on purpose"));
            assertAwaitCancelled(other);
        });
    }

    @Test
    void shouldTakeNothingWhenACancelledReadHadBeenWoken() throws Exception {
        run(() -> {
            StreamReader reader = reader();
            Task<byte[]> task = loop.createTask(() -> reader.readExactly(4));
            yield1();
            feed(reader, "data");
            task.cancel();
            assertAwaitCancelled(task);
            assertEquals("data", text(reader.readExactly(4)));
        });
    }

    @Test
    void shouldHaveOneWaitAtATime() throws Exception {
        run(() -> {
            StreamReader reader = reader();
            Task<byte[]> first = loop.createTask(() -> reader.readLine());
            yield1();
            IllegalStateException refused = assertThrows(IllegalStateException.class, () -> reader.read(1));
            assertTrue(refused.getMessage().startsWith("read() was called while another"), refused::getMessage);
            feed(reader, "line\n");
            assertEquals("line\n", text(Task.await(first)));
        });
    }

    @Test
    void shouldTakeNothingWhenReadingAllIsCancelled() throws Exception {
        run(() -> {
            StreamReader reader = reader("one ");
            Task<byte[]> task = loop.createTask(() -> reader.readAll());
            yield1();
            feed(reader, "two ");
            yield1();
            task.cancel();
            assertAwaitCancelled(task);
            feedSoon(reader, true, "three");
            assertEquals("one two three", text(reader.readAll()));
        });
    }

    @Test
    void shouldFailAReadThatWasWokenAndWantsMore() throws Exception {
        run(() -> {
            IOException lost = new IOException("on purpose");
            StreamReader reader = reader();
            Task<byte[]> task = loop.createTask(() -> reader.readExactly(10));
            yield1();
            feed(reader, "data");
            reader.setException(lost);
            assertSame(lost, assertThrows(IOException.class, () -> Task.await(task)));
        });
    }

    @Test
    void shouldNotTakeWhatAnotherHasReadForTheEnd() throws Exception {
        run(() -> {
            StreamReader reader = reader();
            Task<byte[]> task = loop.createTask(() -> reader.read(10));
            yield1();
            feed(reader, "one");
            assertEquals("one", text(reader.read(10)));
            yield1();
            assertFalse(task.isDone(), task::toString);
            feed(reader, "two");
            assertEquals("two", text(Task.await(task)));
        });
    }

    // What is kept

    @Test
    void shouldKeepBytesInOrderAndGiveLargeMemoryBack() {
        Bytes bytes = new Bytes();
        byte[] large = new byte[100_000];
        new Random(7).nextBytes(large);
        bytes.append(ByteBuffer.wrap(large, 0, 60_000));
        assertArrayEquals(Arrays.copyOf(large, 50_000), bytes.take(50_000));
        bytes.append(ByteBuffer.wrap(large, 60_000, 40_000));
        assertArrayEquals(Arrays.copyOfRange(large, 50_000, 100_000), bytes.takeAll());
        assertTrue(bytes.isEmpty());
        assertEquals(0, bytes.view().capacity());
    }
}
