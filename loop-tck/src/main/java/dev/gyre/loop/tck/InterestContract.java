package dev.gyre.loop.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.spi.LoopBackend;
import dev.gyre.loop.spi.Ops;
import dev.gyre.loop.spi.Outcome;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a port reports, and when. */
public interface InterestContract extends BackendContract {
    /** A connection whose server end has five bytes and knows it. */
    private StreamPair withBytes() throws IOException {
        StreamPair pair = harness().connect();
        pair.client().sendAll(Bytes.of("hello"));
        pair.server().awaitReady(Ops.READ);
        pair.server().owner().forget();
        return pair;
    }

    private void assertReportedAgain(StreamEnd end, int times) throws IOException {
        for (int i = 0; i < times; i++) {
            end.owner().forget();
            harness().await("a report", () -> end.owner().reports() > 0);
        }
    }

    private void assertSilent(StreamEnd end) throws IOException {
        end.owner().forget();
        harness().settle();
        assertEquals(0, end.owner().reports());
    }

    @Test
    @DisplayName("[2] a new port is disarmed")
    default void shouldStartDisarmed() throws IOException {
        StreamPair pair = harness().connect();
        pair.client().sendAll(Bytes.of("hello"));
        assertSilent(pair.server());
        assertEquals("hello", Bytes.text(pair.server().receive(5)));
    }

    @Test
    @DisplayName("[2] readiness to read is reported again until all is received")
    default void shouldReportReadAgainUntilDrained() throws IOException {
        StreamPair pair = withBytes();
        pair.server().arm(Ops.READ);
        assertReportedAgain(pair.server(), 3);
        ByteBuffer two = ByteBuffer.allocate(2);
        while (two.hasRemaining()) {
            assertReportedAgain(pair.server(), 1);
            pair.server().port().receive(two);
        }
        assertReportedAgain(pair.server(), 3);
        assertEquals("llo", Bytes.text(pair.server().receive(3)));
        assertNull(pair.server().port().receive());
    }

    @Test
    @DisplayName("[2] readiness to write is reported again while bytes are taken")
    default void shouldReportWriteAgain() throws IOException {
        StreamPair pair = harness().connect();
        pair.client().arm(Ops.WRITE);
        assertReportedAgain(pair.client(), 5);
    }

    @Test
    @DisplayName("[2] readiness to write comes again when there is room again")
    default void shouldReportWriteAgainWhenThereIsRoom() throws IOException {
        StreamPair pair = harness().connect();
        byte[] sent = pair.client().fill();
        pair.client().arm(Ops.WRITE);
        harness().settle();
        pair.server().receive(sent.length);
        pair.client().awaitReady(Ops.WRITE);
        pair.client().sendAll(Bytes.of("more"));
        assertEquals("more", Bytes.text(pair.server().receive(4)));
    }

    @Test
    @DisplayName("[2] reading and writing are both reported")
    default void shouldReportBoth() throws IOException {
        StreamPair pair = withBytes();
        pair.server().arm(Ops.BOTH);
        harness().await("both", () -> pair.server().owner().heard() == Ops.BOTH);
    }

    @Test
    @DisplayName("[2] an interest that is stated again changes nothing")
    default void shouldTakeTheSameInterestTwice() throws IOException {
        StreamPair pair = withBytes();
        for (int i = 0; i < 5; i++) {
            pair.server().arm(Ops.READ);
            assertReportedAgain(pair.server(), 1);
        }
        pair.server().arm(Ops.NONE);
        pair.server().arm(Ops.NONE);
        assertSilent(pair.server());
    }

    @Test
    @DisplayName("[2] of several interests between two polls the last counts")
    default void shouldApplyTheLastInterest() throws IOException {
        StreamPair pair = withBytes();
        pair.server().arm(Ops.READ);
        pair.server().arm(Ops.NONE);
        pair.server().arm(Ops.WRITE);
        assertReportedAgain(pair.server(), 2);
        pair.server().arm(Ops.BOTH);
        pair.server().arm(Ops.NONE);
        assertSilent(pair.server());
        pair.server().arm(Ops.NONE);
        pair.server().arm(Ops.READ);
        assertReportedAgain(pair.server(), 2);
    }

    @Test
    @DisplayName("[2] what came while nobody asked is reported when somebody does")
    default void shouldReportWhatCameBefore() throws IOException {
        StreamPair pair = withBytes();
        assertSilent(pair.server());
        pair.server().arm(Ops.READ);
        assertReportedAgain(pair.server(), 2);
    }

    @Test
    @DisplayName("[4] after interest was withdrawn no poll reports")
    default void shouldBeSilentAfterWithdrawal() throws IOException {
        StreamPair pair = withBytes();
        pair.server().arm(Ops.BOTH);
        assertReportedAgain(pair.server(), 1);
        pair.server().arm(Ops.NONE);
        assertSilent(pair.server());
    }

    @Test
    @DisplayName("[4] what nobody wants does not keep polls from waiting, and is reported as soon as somebody does")
    default void shouldWaitOverWhatNobodyWants() throws IOException {
        StreamPair pair = withBytes();
        pair.server().arm(Ops.BOTH);
        for (int round = 0; round < 3; round++) {
            assertReportedAgain(pair.server(), 1);
            pair.server().arm(Ops.NONE);
            assertPollsWait();
            pair.server().arm(Ops.READ);
            assertReportedAgain(pair.server(), 2);
        }
    }

    @Test
    @DisplayName("[4] bytes that nobody wants do not keep a poll for something else from waiting")
    default void shouldWaitForWritingOverBytes() throws IOException {
        StreamPair pair = withBytes();
        pair.server().fill();
        pair.server().arm(Ops.BOTH);
        assertReportedAgain(pair.server(), 1);
        pair.server().arm(Ops.WRITE);
        assertPollsWait();
        pair.server().arm(Ops.BOTH);
        assertReportedAgain(pair.server(), 1);
    }

    @Test
    @DisplayName("[4] a peer that has gone does not keep polls from waiting while nobody wants to hear of it")
    default void shouldWaitOverAPeerThatHasGone() throws IOException {
        StreamPair pair = withBytes();
        pair.server().arm(Ops.READ);
        assertReportedAgain(pair.server(), 1);
        pair.server().arm(Ops.NONE);
        pair.client().close();
        assertPollsWait();
        pair.server().arm(Ops.READ);
        assertReportedAgain(pair.server(), 2);
    }

    /** A poll may end early to find that out, but not one after the other. */
    private void assertPollsWait() throws IOException {
        LoopBackend backend = harness().backend();
        long timeout = TimeUnit.MILLISECONDS.toNanos(2);
        int early = 0;
        for (int i = 0; i < 8; i++) {
            long before = backend.nanoTime();
            int reports = harness().poll(timeout);
            early += reports == 0 && backend.nanoTime() - before < timeout ? 1 : 0;
        }
        assertTrue(early <= 2, early + " of 8 polls neither reported nor waited");
    }

    @Test
    @DisplayName("[4] after close no poll reports")
    default void shouldBeSilentAfterClose() throws IOException {
        StreamPair pair = withBytes();
        pair.server().arm(Ops.BOTH);
        assertReportedAgain(pair.server(), 1);
        pair.server().close();
        assertSilent(pair.server());
    }

    @Test
    @DisplayName("[4] after detach no poll reports")
    default void shouldBeSilentAfterDetach() throws IOException {
        StreamPair pair = withBytes();
        pair.server().arm(Ops.BOTH);
        assertReportedAgain(pair.server(), 1);
        pair.server().owner().ended();
        pair.server().port().detach();
        assertSilent(pair.server());
    }

    @Test
    @DisplayName("[4] an interest stated after close is not heard")
    default void shouldIgnoreInterestAfterClose() throws IOException {
        StreamPair pair = withBytes();
        pair.server().close();
        pair.server().port().interest(Ops.BOTH);
        assertSilent(pair.server());
    }

    @Test
    @DisplayName("[4] closing one of several ready ports leaves the others")
    default void shouldGoOnReportingOthersAfterAClose() throws IOException {
        List<StreamEnd> ends = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            StreamEnd end = withBytes().server();
            end.arm(Ops.READ);
            ends.add(end);
        }
        while (!ends.isEmpty()) {
            ends.forEach(each -> each.owner().forget());
            harness().await("all", () -> ends.stream()
                    .allMatch(each -> each.owner().reports() > 0));
            ends.removeFirst().close();
        }
    }

    @Test
    @DisplayName("[3] nothing to receive is a value")
    default void shouldSayThatReceivingWouldBlock() throws IOException {
        StreamPair pair = harness().connect();
        assertNull(pair.client().port().receive());
        assertEquals(Outcome.WOULD_BLOCK, pair.client().port().receive(ByteBuffer.allocate(10)));
        assertEquals(Outcome.WOULD_BLOCK, pair.client().port().receive(ByteBuffer.allocateDirect(10)));
    }

    @Test
    @DisplayName("[3] no room to send is a value, and nothing is consumed")
    default void shouldSayThatSendingWouldBlock() throws IOException {
        StreamPair pair = harness().connect();
        assertTrue(pair.client().fill().length > 0);
        for (ByteBuffer src : new ByteBuffer[] {ByteBuffer.allocate(5_000), ByteBuffer.allocateDirect(5_000)}) {
            harness().await("no room for a buffer", () -> pair.client().offer(src.clear()) == Outcome.WOULD_BLOCK);
            assertEquals(5_000, src.remaining());
            ByteBuffer[] sources = {src, ByteBuffer.allocate(5_000)};
            harness().await("no room for buffers", () -> {
                src.clear();
                return pair.client().port().send(sources, 0, 2) == Outcome.WOULD_BLOCK;
            });
            assertEquals(5_000, src.remaining());
        }
    }

    @Test
    @DisplayName("[5] a new socket with an old descriptor is another owner's")
    default void shouldReportToTheOwnerNotTheDescriptor() throws IOException {
        ListenerEnd listener = harness().listen();
        List<StreamEnd> closed = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            StreamPair pair = listener.connect();
            pair.client().sendAll(Bytes.of("hello"));
            pair.client().arm(Ops.BOTH);
            assertEquals("hello", Bytes.text(pair.server().receive(5)));
            pair.server().arm(Ops.BOTH);
            harness().poll(0);
            pair.client().close();
            pair.server().close();
            closed.add(pair.client());
            closed.add(pair.server());
        }
        closed.forEach(each -> each.owner().forget());
        harness().settle();
        assertTrue(closed.stream().allMatch(each -> each.owner().reports() == 0));
    }
}
