package dev.gyre.loop.epoll;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/** Where buffers lie. */
final class Memory {
    private Memory() {}

    /** {@return where the position of a direct buffer is; the caller keeps the buffer while the address is used} */
    static long addressOf(ByteBuffer direct) {
        return MemorySegment.ofBuffer(direct).address();
    }
}
