package dev.gyre.loop.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.gyre.loop.spi.Ops;
import dev.gyre.loop.spi.Outcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The receiving end of more bytes than fit on the way: it receives while the sender waits for room. */
final class Transfer {
    private final BackendHarness harness;
    private final StreamEnd to;
    private final int count;
    private final ByteArrayOutputStream got = new ByteArrayOutputStream();

    Transfer(BackendHarness harness, StreamEnd to, int count) {
        this.harness = harness;
        this.to = to;
        this.count = count;
    }

    /** Moves everything from one end to the other. */
    static byte[] through(BackendHarness harness, StreamEnd from, StreamEnd to, ByteBuffer bytes) throws IOException {
        Transfer transfer = new Transfer(harness, to, bytes.remaining());
        while (bytes.hasRemaining()) {
            if (from.offer(bytes) == Outcome.WOULD_BLOCK) {
                transfer.step(from);
            }
        }
        return transfer.finish();
    }

    /** Waits until the sender has room, receiving meanwhile. */
    void step(StreamEnd from) throws IOException {
        from.owner().forget();
        from.arm(Ops.WRITE);
        to.arm(Ops.READ);
        harness.await("room to send", () -> {
            receive();
            return from.owner().heard() != Ops.NONE;
        });
        from.arm(Ops.NONE);
        to.arm(Ops.NONE);
    }

    private void receive() throws IOException {
        if (to.owner().heard() != Ops.NONE) {
            to.owner().forget();
            assertNotEquals(Outcome.END, to.take(got), "the end before all was received");
        }
    }

    int received() {
        return got.size();
    }

    /** Receives the rest. */
    byte[] finish() throws IOException {
        to.arm(Ops.READ);
        harness.await("the rest", () -> {
            receive();
            return got.size() >= count;
        });
        to.arm(Ops.NONE);
        assertEquals(count, got.size(), "more bytes than were sent");
        return got.toByteArray();
    }
}
