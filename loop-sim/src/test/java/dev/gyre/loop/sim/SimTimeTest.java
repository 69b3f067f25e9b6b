package dev.gyre.loop.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.spi.Ops;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class SimTimeTest {
    private static final long DAY = TimeUnit.DAYS.toNanos(1);
    private static final long LATENCY = TimeUnit.MILLISECONDS.toNanos(3);

    private final SimNetwork network = new SimNetwork();
    private SimEnd end = new SimEnd(SimOptions.of(network, 0));

    @AfterEach
    void release() {
        end.backend().release();
    }

    @Test
    void shouldLetADayPassAtOnceWhenNothingCanHappen() throws IOException {
        assertEquals(0, end.backend().poll(DAY, end));
        assertEquals(DAY, end.backend().nanoTime());
    }

    @Test
    void shouldTakeAMicrosecondWhenItMayNotWait() throws IOException {
        assertEquals(0, end.backend().poll(0, end));
        assertEquals(1_000, end.backend().nanoTime());
    }

    @Test
    void shouldNotOverflowForAVeryLongTimeOut() throws IOException {
        end.backend().poll(1, end);
        end.backend().poll(Long.MAX_VALUE, end);
        assertEquals(Long.MAX_VALUE, end.backend().nanoTime());
    }

    @Test
    void shouldJumpToTheNextCompletion() throws IOException {
        end = new SimEnd(SimOptions.of(network, 0).latency(LATENCY));
        try (SimPair pair = new SimPair(end, end)) {
            long before = end.backend().nanoTime();
            pair.client().interest(Ops.READ);
            pair.server().send(SimEnd.bytes("late"));
            assertEquals(0, end.backend().poll(LATENCY - 1, end), "too early");
            assertEquals(1, end.backend().poll(DAY, end));
            assertTrue(end.backend().nanoTime() - before <= 2 * LATENCY, "no further than the completion");
        }
    }

    @Test
    void shouldLetTimePassOnlyToTheLastOperationWhileItDrains() throws IOException {
        end = new SimEnd(SimOptions.of(network, 0).latency(LATENCY));
        try (SimPair pair = new SimPair(end, end)) {
            long before = end.backend().nanoTime();
            pair.server().send(SimEnd.bytes("late"));
            assertFalse(end.backend().quiesce());
            end.backend().poll(DAY, end);
            assertTrue(end.backend().quiesce());
            assertTrue(end.backend().nanoTime() - before <= 2 * LATENCY);
        }
    }
}
