package dev.gyre.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * An array of struct epoll_event: 32 bits of events and 64 of the caller's own.
 *
 * <p><b>Threading</b>: one thread at a time.
 *
 * <p><b>Ownership</b>: its memory lives as long as it does.
 */
public final class EpollEvents {
    private static final EpollLayout LAYOUT = EpollLayout.of(Architecture.PRESENT);

    private final MemorySegment memory;
    private final long address;
    private final int capacity;

    /**
     * Makes one.
     *
     * @param capacity how many events it holds
     */
    public EpollEvents(int capacity) {
        this.capacity = capacity;
        memory = Arena.ofAuto().allocate(LAYOUT.size() * capacity, 64);
        address = memory.address();
    }

    /**
     * {@return how many events it holds}
     */
    public int capacity() {
        return capacity;
    }

    /**
     * {@return where it is}
     */
    public long address() {
        return address;
    }

    /**
     * {@return the events of an element}
     *
     * @param index which
     */
    public int events(int index) {
        return LAYOUT.events(memory, index);
    }

    /**
     * {@return the caller's own of an element}
     *
     * @param index which
     */
    public long data(int index) {
        return LAYOUT.data(memory, index);
    }

    /**
     * Fills an element.
     *
     * @param index which
     * @param events the events
     * @param data the caller's own
     */
    public void set(int index, int events, long data) {
        LAYOUT.set(memory, index, events, data);
    }
}
