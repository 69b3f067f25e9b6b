package dev.gyre.loop.tck;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.spi.Ops;
import dev.gyre.loop.spi.Outcome;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ReadOnlyBufferException;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Receiving: the lent view and the caller's buffer. */
public interface ReceiveContract extends BackendContract {
    /** Receives a view, with at least one byte. */
    private ByteBuffer view(StreamEnd end) throws IOException {
        while (true) {
            end.awaitReady(Ops.READ);
            ByteBuffer view = end.port().receive();
            if (view != null) {
                assertTrue(view.hasRemaining(), "an empty view before the end");
                return view;
            }
        }
    }

    private int receive(StreamEnd end, ByteBuffer into) throws IOException {
        while (true) {
            end.awaitReady(Ops.READ);
            int before = into.position();
            int limit = into.limit();
            int n = end.port().receive(into);
            assertEquals(before + Math.max(n, 0), into.position(), "the position advances by what was received");
            assertEquals(limit, into.limit(), "the limit is the caller's");
            if (n != Outcome.WOULD_BLOCK) {
                return n;
            }
        }
    }

    @Test
    @DisplayName("[6] a lent view is read-only and big-endian, whatever its last reader did to it")
    default void shouldLendTheViewInGoodOrder() throws IOException {
        StreamPair pair = harness().connect();
        for (int i = 0; i < 3; i++) {
            pair.client().sendAll(new byte[] {1, 2});
            int[] received = {0};
            while (received[0] < 2) {
                ByteBuffer view = view(pair.server());
                assertTrue(view.isReadOnly());
                assertThrows(ReadOnlyBufferException.class, () -> view.put(0, (byte) 9));
                assertEquals(ByteOrder.BIG_ENDIAN, view.order());
                received[0] += view.remaining();
                view.order(ByteOrder.LITTLE_ENDIAN);
                view.limit(view.position()).mark();
            }
        }
    }

    @Test
    @DisplayName("[6] a lent view is no longer than the receive buffer; more follows")
    default void shouldLendNoMoreThanTheBuffer() throws IOException {
        StreamPair pair = harness().connect();
        byte[] sent = Bytes.pattern(3 * BackendHarness.RECEIVE_BUFFER + 1);
        pair.client().sendAll(sent);
        assertArrayEquals(sent, pair.server().receive(sent.length));
    }

    @Test
    @DisplayName("[6] a lent view stays as it is until the next is lent, through polls and sends")
    default void shouldKeepTheViewUntilTheNext() throws IOException {
        StreamPair pair = harness().connect();
        pair.client().sendAll(Bytes.of("first"));
        ByteBuffer view = view(pair.server());
        byte[] before = new byte[view.remaining()];
        view.get(view.position(), before);
        pair.server().arm(Ops.READ);
        pair.client().sendAll(Bytes.of("second"));
        pair.server().sendAll(Bytes.of("answer"));
        harness().settle();
        byte[] after = new byte[view.remaining()];
        view.get(after);
        assertArrayEquals(before, after);
    }

    @Test
    @DisplayName("[6] a lent view stays as it is while other ports receive into buffers")
    default void shouldKeepTheViewWhileOthersReceiveIntoBuffers() throws IOException {
        StreamPair pair = harness().connect();
        StreamPair other = harness().connect();
        pair.client().sendAll(Bytes.of("first"));
        other.client().sendAll(Bytes.of("other"));
        other.server().awaitReady(Ops.READ);
        ByteBuffer view = view(pair.server());
        other.server().arm(Ops.READ);
        for (ByteBuffer into : new ByteBuffer[] {ByteBuffer.allocate(1), ByteBuffer.allocateDirect(1)}) {
            harness().await("a byte", () -> other.server().port().receive(into) == 1);
        }
        byte[] seen = new byte[view.remaining()];
        view.get(seen);
        assertArrayEquals(Arrays.copyOf(Bytes.of("first"), seen.length), seen);
    }

    @Test
    @DisplayName("[6] a view that was not read takes its bytes along")
    default void shouldNotGiveTheSameBytesTwice() throws IOException {
        StreamPair pair = harness().connect();
        pair.client().sendAll(Bytes.of("a"));
        view(pair.server());
        pair.client().sendAll(Bytes.of("b"));
        assertEquals("b", Bytes.text(pair.server().receive(1)));
    }

    @Test
    @DisplayName("[6] receiving fills the caller's buffer from its position to its limit")
    default void shouldReceiveIntoAPartOfABuffer() throws IOException {
        StreamPair pair = harness().connect();
        for (ByteBuffer into : new ByteBuffer[] {ByteBuffer.allocate(20), ByteBuffer.allocateDirect(20)}) {
            pair.client().sendAll(Bytes.of("0123456789"));
            into.position(5).limit(11);
            while (into.hasRemaining()) {
                receive(pair.server(), into);
            }
            into.clear();
            byte[] whole = new byte[20];
            into.get(whole);
            assertArrayEquals(Bytes.of("\0\0\0\0\0" + "012345" + "\0\0\0\0\0\0\0\0\0"), whole);
            assertEquals("6789", Bytes.text(pair.server().receive(4)));
        }
    }

    @Test
    @DisplayName("[6] receiving into a slice touches nothing around it")
    default void shouldReceiveIntoASlice() throws IOException {
        StreamPair pair = harness().connect();
        byte[] array = new byte[12];
        ByteBuffer slice = ByteBuffer.wrap(array, 4, 4).slice();
        pair.client().sendAll(Bytes.of("abcd"));
        while (slice.hasRemaining()) {
            receive(pair.server(), slice);
        }
        assertArrayEquals(Bytes.of("\0\0\0\0abcd\0\0\0\0"), array);
    }

    @Test
    @DisplayName("[6] receiving into a buffer longer than the receive buffer works")
    default void shouldReceiveIntoALongBuffer() throws IOException {
        StreamPair pair = harness().connect();
        byte[] sent = Bytes.pattern(3 * BackendHarness.RECEIVE_BUFFER);
        for (ByteBuffer into :
                new ByteBuffer[] {ByteBuffer.allocate(sent.length), ByteBuffer.allocateDirect(sent.length)}) {
            pair.client().sendAll(sent);
            while (into.hasRemaining()) {
                assertTrue(receive(pair.server(), into) > 0);
            }
            byte[] got = new byte[sent.length];
            into.flip().get(got);
            assertArrayEquals(sent, got);
        }
    }

    @Test
    @DisplayName("[6] the two ways to receive may take turns")
    default void shouldMixBothWays() throws IOException {
        StreamPair pair = harness().connect();
        byte[] sent = Bytes.pattern(10_000);
        pair.client().sendAll(sent);
        ByteBuffer got = ByteBuffer.allocate(sent.length);
        for (int turn = 0; got.hasRemaining(); turn++) {
            if (turn % 2 == 0) {
                ByteBuffer some = got.slice(got.position(), Math.min(100, got.remaining()));
                got.position(got.position() + receive(pair.server(), some));
            } else {
                got.put(view(pair.server()));
            }
        }
        assertArrayEquals(sent, got.array());
    }

    @Test
    @DisplayName("[6] a buffer without room takes nothing and loses nothing")
    default void shouldTakeNothingIntoAFullBuffer() throws IOException {
        StreamPair pair = harness().connect();
        pair.client().sendAll(Bytes.of("hello"));
        pair.server().awaitReady(Ops.READ);
        assertEquals(0, pair.server().port().receive(ByteBuffer.allocate(0)));
        assertEquals("hello", Bytes.text(pair.server().receive(5)));
    }
}
