package dev.gyre.loop.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.gyre.loop.spi.LoopBackend;
import dev.gyre.loop.spi.Ops;
import dev.gyre.loop.spi.PortOwner;
import dev.gyre.loop.spi.ReadySink;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Polls, passes reports to their owners, and holds every report to what is always so. */
final class RecordingSink implements ReadySink {
    private @Nullable Thread polling;
    private int reports;

    int poll(LoopBackend backend, long timeoutNanos) throws IOException {
        reports = 0;
        polling = Thread.currentThread();
        int said;
        try {
            said = backend.poll(timeoutNanos, this);
        } finally {
            polling = null;
        }
        assertEquals(reports, said, "poll returns how many reports it made");
        return said;
    }

    @Override
    public void ready(PortOwner owner, int ops) {
        assertNotNull(polling, "[1] a report outside of poll");
        assertSame(polling, Thread.currentThread(), "[1] a report on another thread than the poll's");
        reports++;
        RecordedOwner ours = assertInstanceOf(RecordedOwner.class, owner, "[5] a report to somebody else");
        String name = ours.describe();
        assertFalse(ours.isEnded(), () -> "[4] a report to " + name + " after its end");
        assertNotEquals(Ops.NONE, ops, () -> "a report of nothing to " + name);
        assertEquals(Ops.NONE, ops & ~ours.armed(), () -> "[4] a report to " + name + " of what it does not ask for");
        ours.hear(ops);
    }
}
