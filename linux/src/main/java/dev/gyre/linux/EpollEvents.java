package dev.gyre.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * An array of struct epoll_event: 32 bits of events and 64 of the caller's own. It is packed on x86-64 and naturally aligned elsewhere
 * (sys/epoll.h, EPOLL_PACKED).
 *
 * <p><b>Threading</b>: one thread at a time.
 *
 * <p><b>Ownership</b>: its memory lives as long as it does.
 */
public final class EpollEvents {
    private static final boolean PACKED = Architecture.PRESENT == Architecture.X86_64;
    private static final long SIZE = PACKED ? 12 : 16;
    private static final long DATA = PACKED ? 4 : 8;

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
        memory = Arena.ofAuto().allocate(SIZE * capacity, 64);
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
        return memory.get(ValueLayout.JAVA_INT_UNALIGNED, index * SIZE);
    }

    /**
     * {@return the caller's own of an element}
     *
     * @param index which
     */
    public long data(int index) {
        return memory.get(ValueLayout.JAVA_LONG_UNALIGNED, index * SIZE + DATA);
    }

    /**
     * Fills an element.
     *
     * @param index which
     * @param events the events
     * @param data the caller's own
     */
    public void set(int index, int events, long data) {
        memory.set(ValueLayout.JAVA_INT_UNALIGNED, index * SIZE, events);
        memory.set(ValueLayout.JAVA_LONG_UNALIGNED, index * SIZE + DATA, data);
    }
}
