package dev.gyre.loop.core;

import dev.gyre.loop.spi.PortOwner;
import dev.gyre.loop.spi.ReadySink;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What one poll reported, kept until it is dispatched. Reused; nothing is allocated for an event. */
final class ReadyBatch implements ReadySink {
    private static final int FIRST_SIZE = 256;

    private @Nullable PortHandle[] handles = new PortHandle[FIRST_SIZE];
    private int[] ops = new int[FIRST_SIZE];
    private int count;
    private int next;

    @Override
    public void ready(PortOwner owner, int readyOps) {
        if (count == handles.length) {
            handles = Arrays.copyOf(handles, count * 2);
            ops = Arrays.copyOf(ops, count * 2);
        }
        handles[count] = (PortHandle) owner;
        ops[count++] = readyOps;
    }

    boolean isEmpty() {
        return next == count;
    }

    /** Dispatches one report. */
    void dispatchNext() {
        int i = next++;
        PortHandle handle = Objects.requireNonNull(handles[i]);
        handles[i] = null;
        if (next == count) {
            next = 0;
            count = 0;
        }
        handle.dispatch(ops[i]);
    }

    /** Drops what was not dispatched; it is level-triggered and comes again. */
    void clear() {
        Arrays.fill(handles, next, count, null);
        next = 0;
        count = 0;
    }
}
