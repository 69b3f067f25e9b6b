package dev.gyre.loop.nio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.gyre.loop.spi.Ops;
import dev.gyre.loop.spi.ReadySink;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The hot path allocates nothing: a warm echo is measured in bytes a message. */
final class NioAllocationTest {
    private static final int WARM_UP = 20_000;
    private static final int MESSAGES = 20_000;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @FunctionalInterface
    private interface Round {
        void run() throws IOException;
    }

    private Rig rig;
    private Rig.Pair pair;
    private int seen;
    private final ReadySink sink = (owner, ops) -> seen += ops;
    private final ByteBuffer message = ByteBuffer.allocateDirect(64);

    @BeforeEach
    void open() throws IOException {
        rig = new Rig();
        pair = rig.pair();
    }

    @AfterEach
    void close() throws IOException {
        rig.close();
        pair.peer().close();
        pair.port().close();
    }

    private static void assertAllocatesNothing(Round round) throws IOException {
        for (int i = 0; i < WARM_UP; i++) {
            round.run();
        }
        long before = THREADS.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < MESSAGES; i++) {
            round.run();
        }
        long bytes = THREADS.getCurrentThreadAllocatedBytes() - before;
        assertTrue(bytes < MESSAGES, () -> bytes + " bytes for " + MESSAGES + " messages");
    }

    private void poll() throws IOException {
        while (rig.backend.poll(-1, sink) == 0) {
            // a late wake-up
        }
    }

    private void drain() throws IOException {
        message.clear();
        while (message.hasRemaining()) {
            pair.peer().read(message);
        }
    }

    @Test
    void shouldEchoALentViewWithoutAllocating() throws IOException {
        pair.port().interest(Ops.READ);
        assertAllocatesNothing(() -> {
            pair.peer().write(message.clear());
            poll();
            assertEquals(64, pair.port().send(pair.port().receive()));
            drain();
        });
    }

    @Test
    void shouldEchoHeapBuffersWithoutAllocating() throws IOException {
        ByteBuffer heap = ByteBuffer.allocate(64);
        pair.port().interest(Ops.READ);
        assertAllocatesNothing(() -> {
            pair.peer().write(message.clear());
            poll();
            pair.port().receive(heap.clear());
            assertEquals(64, pair.port().send(heap.flip()));
            drain();
        });
    }

    @Test
    void shouldGatherAndChangeInterestWithoutAllocating() throws IOException {
        ByteBuffer[] two = {ByteBuffer.allocateDirect(40), ByteBuffer.allocate(24)};
        assertAllocatesNothing(() -> {
            pair.port().interest(Ops.BOTH);
            poll();
            two[0].clear();
            two[1].clear();
            assertEquals(64, pair.port().send(two, 0, 2));
            pair.port().interest(Ops.NONE);
            rig.backend.poll(0, sink);
            drain();
        });
    }

    @Test
    void shouldBeWokenWithoutAllocating() throws IOException {
        assertAllocatesNothing(() -> {
            rig.backend.wakeup();
            rig.backend.poll(-1, sink);
            rig.backend.poll(0, sink);
        });
    }
}
