package dev.gyre.loop.tck;

import static dev.gyre.loop.tck.BackendHarness.MILLI;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.gyre.loop.ErrorKind;
import dev.gyre.loop.spi.Capability;
import dev.gyre.loop.spi.LoopBackend;
import dev.gyre.loop.spi.Ops;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Polling: what it waits for, how long, and whom it reports. */
public interface PollContract extends BackendContract {
    @Test
    @DisplayName("[8] a time-out of 0 does not wait")
    default void shouldNotWaitForZero() throws IOException {
        long before = System.nanoTime();
        for (int i = 0; i < 1_000; i++) {
            assertEquals(0, harness().poll(0));
        }
        assertTrue(System.nanoTime() - before < TimeUnit.SECONDS.toNanos(10), "1,000 polls that do not wait took 10 s");
    }

    @Test
    @DisplayName("[8] a positive time-out is rounded up, never down")
    default void shouldRoundTimeOutsUp() throws IOException {
        LoopBackend backend = harness().backend();
        for (long timeout : new long[] {1, 999, 100_000, MILLI - 1, MILLI, MILLI + 1, 3 * MILLI + 700_000}) {
            long before = backend.nanoTime();
            assertEquals(0, harness().poll(timeout));
            long waited = backend.nanoTime() - before;
            assertTrue(waited >= timeout, () -> "waited " + waited + " ns instead of " + timeout);
        }
    }

    @Test
    @DisplayName("[8] a positive time-out ends though ports are open that have nothing")
    default void shouldTimeOutOverIdlePorts() throws IOException {
        StreamPair pair = harness().connect();
        pair.client().arm(Ops.READ);
        pair.server().arm(Ops.READ);
        LoopBackend backend = harness().backend();
        long before = backend.nanoTime();
        harness().await("20 ms", () -> backend.nanoTime() - before >= 20 * MILLI);
    }

    @Test
    @DisplayName("[8] readiness ends a positive time-out early")
    default void shouldEndEarlyWhenReady() throws IOException {
        LoopBackend backend = harness().backend();
        StreamPair pair = harness().connect();
        pair.client().sendAll(Bytes.of("x"));
        pair.server().arm(Ops.READ);
        long before = backend.nanoTime();
        assertEquals(1, harness().poll(TimeUnit.HOURS.toNanos(1)));
        assertTrue(backend.nanoTime() - before < TimeUnit.MINUTES.toNanos(1));
    }

    @Test
    @DisplayName("[8] readiness ends a negative time-out")
    default void shouldEndWaitingForEverWhenReady() throws IOException {
        StreamPair pair = harness().connect();
        pair.client().sendAll(Bytes.of("x"));
        pair.server().arm(Ops.READ);
        assertEquals(1, harness().poll(-1));
        assertEquals(1, pair.server().owner().reports());
    }

    @Test
    @DisplayName("[8] the longest time-out is no special case")
    default void shouldTakeTheLongestTimeOut() throws IOException {
        StreamPair pair = harness().connect();
        pair.client().sendAll(Bytes.of("x"));
        pair.server().arm(Ops.READ);
        assertEquals(1, harness().poll(Long.MAX_VALUE));
    }

    @Test
    @DisplayName("[8] the clock never goes back")
    default void shouldHaveAMonotonicClock() throws IOException {
        LoopBackend backend = harness().backend();
        long last = backend.nanoTime();
        for (int i = 0; i < 100; i++) {
            harness().poll(i % 2);
            long now = backend.nanoTime();
            assertTrue(now - last >= 0);
            last = now;
        }
    }

    @Test
    @DisplayName("[8] virtual time waits for nobody")
    default void shouldNotSpendVirtualTime() throws IOException {
        harness().needs(Capability.VIRTUAL_TIME);
        LoopBackend backend = harness().backend();
        long realBefore = System.nanoTime();
        long before = backend.nanoTime();
        assertEquals(0, harness().poll(TimeUnit.DAYS.toNanos(1)));
        assertTrue(backend.nanoTime() - before >= TimeUnit.DAYS.toNanos(1));
        assertTrue(System.nanoTime() - realBefore < TimeUnit.MINUTES.toNanos(1));
    }

    @Test
    @DisplayName("[8] the clock is the system's unless time is virtual")
    default void shouldHaveTheSystemsClock() {
        assumeFalse(harness().has(Capability.VIRTUAL_TIME), "time is virtual");
        long before = System.nanoTime();
        long now = harness().backend().nanoTime();
        long after = System.nanoTime();
        assertTrue(before - now <= 0 && now - after <= 0, () -> now + " is not between " + before + " and " + after);
    }

    @Test
    @DisplayName("[10] a port's failure is found by the next attempt; poll and the other ports go on")
    default void shouldReportFailuresToTheirOwner() throws IOException {
        StreamPair broken = harness().connect();
        StreamPair sound = harness().connect();
        harness().control().setOption(broken.client().socket(), StandardSocketOptions.SO_LINGER, 0);
        broken.client().close();
        broken.server().awaitReady(Ops.READ);
        harness().settle();
        sound.client().sendAll(Bytes.of("still here"));
        assertEquals("still here", Bytes.text(sound.server().receive(10)));
        Failures.assertFails(ErrorKind.RESET, broken.server()::receiveToEnd);
    }

    @Test
    @DisplayName("[12] one poll reports every ready port")
    default void shouldReportEveryReadyPortInOnePoll() throws IOException {
        List<StreamEnd> ready = new ArrayList<>();
        ListenerEnd listener = harness().listen();
        for (int i = 0; i < 100; i++) {
            StreamPair pair = listener.connect();
            pair.client().sendAll(Bytes.of("x"));
            ready.add(pair.server());
        }
        ready.forEach(each -> each.arm(Ops.READ));
        harness().await("all to be ready", () -> ready.stream()
                .allMatch(each -> each.owner().reports() > 0));
        harness().await("a poll that reports all", () -> {
            ready.forEach(each -> each.owner().forget());
            harness().poll(0);
            return ready.stream().allMatch(each -> each.owner().reports() > 0);
        });
    }

    @Test
    @DisplayName("[12] a port that is always ready does not hide the others")
    default void shouldNotLetABusyPortHideOthers() throws IOException {
        StreamPair busy = harness().connect();
        busy.client().arm(Ops.WRITE);
        StreamPair quiet = harness().connect();
        for (int i = 0; i < 20; i++) {
            quiet.client().sendAll(Bytes.of("x"));
            quiet.server().receive(1);
        }
        assertTrue(busy.client().owner().reports() >= 20);
    }

    @Test
    @DisplayName(
            "[1] poll reports while it runs, on its thread, and says how often; between polls nobody hears anything")
    default void shouldReportInsidePollAlone() throws IOException {
        StreamPair pair = harness().connect();
        pair.client().arm(Ops.WRITE);
        pair.server().arm(Ops.READ);
        Thread here = Thread.currentThread();
        boolean[] polling = {false};
        int[] reports = {0};
        int said = 0;
        for (int i = 0; i < 50; i++) {
            polling[0] = true;
            said += harness().backend().poll(0, (owner, ops) -> {
                assertTrue(polling[0], "a report between polls");
                assertEquals(here, Thread.currentThread());
                reports[0]++;
            });
            polling[0] = false;
            pair.client().offer(ByteBuffer.wrap(Bytes.of("x")));
            pair.server().port().receive();
        }
        assertTrue(said > 0);
        assertEquals(reports[0], said);
    }
}
