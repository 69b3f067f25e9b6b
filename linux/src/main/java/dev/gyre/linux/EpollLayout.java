package dev.gyre.linux;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * How struct epoll_event lies in memory: packed on x86-64 and naturally aligned elsewhere (sys/epoll.h, EPOLL_PACKED).
 *
 * @param size its bytes
 * @param own where the caller's own 64 bits begin; the events are before
 */
record EpollLayout(long size, long own) {
    static EpollLayout of(Architecture architecture) {
        return architecture == Architecture.X86_64 ? new EpollLayout(12, 4) : new EpollLayout(16, 8);
    }

    int events(MemorySegment memory, int index) {
        return memory.get(ValueLayout.JAVA_INT_UNALIGNED, index * size);
    }

    long data(MemorySegment memory, int index) {
        return memory.get(ValueLayout.JAVA_LONG_UNALIGNED, index * size + own);
    }

    void set(MemorySegment memory, int index, int events, long data) {
        memory.set(ValueLayout.JAVA_INT_UNALIGNED, index * size, events);
        memory.set(ValueLayout.JAVA_LONG_UNALIGNED, index * size + own, data);
    }
}
