package dev.gyre.loop.core;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The loop's handles that have a port, in no order; adding and removing cost nothing. */
final class LiveHandles {
    private static final Runnable NOTHING = () -> {};

    private @Nullable PortHandle[] handles = new PortHandle[64];
    private int count;
    private int streams;
    private Runnable onStreamGone = NOTHING;

    int count() {
        return count;
    }

    /** How many of them carry a connection. */
    int streams() {
        return streams;
    }

    /** Has something run whenever a stream has gone. */
    void onStreamGone(@Nullable Runnable action) {
        onStreamGone = action == null ? NOTHING : action;
    }

    void add(PortHandle handle) {
        if (count == handles.length) {
            handles = Arrays.copyOf(handles, count * 2);
        }
        handle.index = count;
        handles[count++] = handle;
        streams += handle instanceof EngineStream ? 1 : 0;
    }

    void remove(PortHandle handle) {
        if (handle.index < 0) {
            return;
        }
        PortHandle last = Objects.requireNonNull(handles[--count]);
        handles[count] = null;
        if (last != handle) {
            last.index = handle.index;
            handles[handle.index] = last;
        }
        handle.index = -1;
        if (handle instanceof EngineStream) {
            streams--;
            onStreamGone.run();
        }
    }

    List<PortHandle> snapshot() {
        List<PortHandle> all = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            all.add(Objects.requireNonNull(handles[i]));
        }
        return all;
    }
}
