package dev.gyre.loop.spi;

import dev.gyre.loop.EventLoop;
import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The loop that belongs to a thread, as {@code setEventLoop} left it. A policy keeps it here and not in a thread-local of its own, and
 * the engine clears it when the loop closes, so that no thread pins a bundle.
 *
 * <p><b>Threading</b>: any thread.
 */
public final class ThreadLoop {
    private static final ThreadLocal<ThreadLoop> SLOT = new ThreadLocal<>();
    private static final Set<ThreadLoop> SLOTS =
            Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    private volatile @Nullable EventLoop loop;

    private ThreadLoop() {}

    /**
     * {@return the calling thread's loop, or null}
     */
    public static @Nullable EventLoop get() {
        ThreadLoop slot = SLOT.get();
        return slot == null ? null : slot.loop;
    }

    /**
     * Sets the calling thread's loop.
     *
     * @param loop the loop; null clears it
     */
    public static void set(@Nullable EventLoop loop) {
        ThreadLoop slot = SLOT.get();
        if (slot == null) {
            if (loop == null) {
                return;
            }
            slot = new ThreadLoop();
            SLOT.set(slot);
            SLOTS.add(slot);
        }
        slot.loop = loop;
    }

    /**
     * Clears a loop from every thread; engines call it when the loop closes.
     *
     * @param closed the loop
     */
    public static void forget(EventLoop closed) {
        synchronized (SLOTS) {
            for (ThreadLoop slot : SLOTS) {
                if (slot.loop == closed) {
                    slot.loop = null;
                }
            }
        }
    }
}
