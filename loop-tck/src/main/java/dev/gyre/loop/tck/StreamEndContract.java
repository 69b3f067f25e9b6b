package dev.gyre.loop.tck;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.ErrorKind;
import dev.gyre.loop.LoopIOException;
import dev.gyre.loop.spi.Ops;
import dev.gyre.loop.spi.Outcome;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How streams end: in halves, whole, or dropped. */
public interface StreamEndContract extends BackendContract {
    @Test
    @DisplayName("[6] the end comes behind the last byte, as an empty view")
    default void shouldEndBehindTheLastByte() throws IOException {
        StreamPair pair = harness().connect();
        pair.client().sendAll(Bytes.of("last words"));
        pair.client().port().shutdownOutput();
        assertEquals("last words", Bytes.text(pair.server().receiveToEnd()));
    }

    @Test
    @DisplayName("[6] the end is the value END for who receives into a buffer")
    default void shouldSayEndToABuffer() throws IOException {
        StreamPair pair = harness().connect();
        pair.client().port().shutdownOutput();
        pair.server().receiveToEnd();
        for (ByteBuffer into : new ByteBuffer[] {ByteBuffer.allocate(5), ByteBuffer.allocateDirect(5)}) {
            assertEquals(Outcome.END, pair.server().port().receive(into));
            assertEquals(0, into.position());
        }
    }

    @Test
    @DisplayName("[2] the end is reported, and said, again and again")
    default void shouldReportTheEndAgain() throws IOException {
        StreamPair pair = harness().connect();
        pair.client().port().shutdownOutput();
        for (int i = 0; i < 3; i++) {
            assertEquals(0, pair.server().receiveToEnd().length);
        }
    }

    @Test
    @DisplayName("[6] who has ended sending still receives")
    default void shouldReceiveAfterEndingItsSide() throws IOException {
        StreamPair pair = harness().connect();
        pair.client().port().shutdownOutput();
        pair.server().receiveToEnd();
        pair.server().sendAll(Bytes.of("still talking"));
        assertEquals("still talking", Bytes.text(pair.client().receive(13)));
        pair.server().port().shutdownOutput();
        assertEquals(0, pair.client().receiveToEnd().length);
    }

    @Test
    @DisplayName("[6] a half-closed stream takes 1 MiB the other way")
    default void shouldSendMuchOverAHalfClosedStream() throws IOException {
        StreamPair pair = harness().connect();
        pair.server().port().shutdownOutput();
        pair.client().receiveToEnd();
        byte[] sent = Bytes.pattern(1 << 20);
        assertArrayEquals(sent, Transfer.through(harness(), pair.client(), pair.server(), ByteBuffer.wrap(sent)));
    }

    @Test
    @DisplayName("[10] sending after one's own end has kind BROKEN_PIPE")
    default void shouldNotSendAfterItsEnd() throws IOException {
        StreamPair pair = harness().connect();
        pair.client().port().shutdownOutput();
        Failures.assertFails(ErrorKind.BROKEN_PIPE, () -> pair.client().offer(ByteBuffer.wrap(new byte[1])));
    }

    @Test
    @DisplayName("[6] bytes that wait for the peer are not lost by ending one's side")
    default void shouldEndBehindBytesThatWait() throws IOException {
        StreamPair pair = harness().connect();
        byte[] sent = pair.client().fill();
        pair.client().port().shutdownOutput();
        assertArrayEquals(sent, pair.server().receiveToEnd());
    }

    @Test
    @DisplayName("[7] bytes that were taken arrive though the port is closed at once")
    default void shouldDeliverWhatWasTakenBeforeAClose() throws IOException {
        StreamPair pair = harness().connect();
        byte[] sent = Bytes.pattern(5_000);
        pair.client().sendAll(sent);
        pair.client().close();
        assertArrayEquals(sent, pair.server().receiveToEnd());
    }

    @Test
    @DisplayName("[7] bytes that wait for the peer arrive though the port was closed")
    default void shouldDeliverWhatWaitedBeforeAClose() throws IOException {
        StreamPair pair = harness().connect();
        byte[] sent = pair.client().fill();
        pair.client().close();
        assertArrayEquals(sent, pair.server().receiveToEnd());
    }

    @Test
    @DisplayName("[10] a connection that the peer dropped has kind RESET")
    default void shouldBeReset() throws IOException {
        StreamPair pair = harness().connect();
        harness().control().setOption(pair.client().socket(), StandardSocketOptions.SO_LINGER, 0);
        pair.client().close();
        Failures.assertFails(ErrorKind.RESET, pair.server()::receiveToEnd);
    }

    @Test
    @DisplayName("[10] a reset is found by who receives into a buffer, too")
    default void shouldBeResetInABuffer() throws IOException {
        StreamPair pair = harness().connect();
        harness().control().setOption(pair.client().socket(), StandardSocketOptions.SO_LINGER, 0);
        pair.client().close();
        pair.server().arm(Ops.READ);
        Failures.assertFails(ErrorKind.RESET, () -> harness()
                .await("the reset", () -> pair.server().port().receive(ByteBuffer.allocate(1)) == Outcome.END));
    }

    @Test
    @DisplayName("[10] sending to a peer that is gone fails with kind RESET or BROKEN_PIPE")
    default void shouldNotSendToAPeerThatIsGone() throws IOException {
        StreamPair pair = harness().connect();
        pair.client().close();
        Set<ErrorKind> kinds = Set.of(ErrorKind.RESET, ErrorKind.BROKEN_PIPE);
        LoopIOException failure = Failures.assertFails(kinds, () -> harness().await("a failure to send", () -> {
            pair.server().offer(ByteBuffer.wrap(new byte[100]));
            return false;
        }));
        assertFalse(failure.getMessage().isBlank());
    }

    @Test
    @DisplayName("[10] a failed stream is ready to write for who waits for room")
    default void shouldTellAWaitingSenderOfAReset() throws IOException {
        StreamPair pair = harness().connect();
        pair.server().fill();
        harness().control().setOption(pair.client().socket(), StandardSocketOptions.SO_LINGER, 0);
        pair.client().close();
        Failures.assertFails(Set.of(ErrorKind.RESET, ErrorKind.BROKEN_PIPE), () -> {
            while (true) {
                pair.server().awaitReady(Ops.WRITE);
                pair.server().offer(ByteBuffer.wrap(new byte[10_000]));
            }
        });
    }

    @Test
    @DisplayName("[10] an attempt on a closed port has kind CLOSED")
    default void shouldSayThatItIsClosed() throws IOException {
        StreamPair pair = harness().connect();
        pair.client().close();
        Failures.assertFails(ErrorKind.CLOSED, pair.client().port()::receive);
        Failures.assertFails(ErrorKind.CLOSED, () -> pair.client().port().send(ByteBuffer.wrap(new byte[1])));
        assertTrue(pair.client().socket().closed());
    }
}
