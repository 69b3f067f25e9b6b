package dev.gyre.loop.epoll;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/** Where buffers lie. */
final class Memory {
    private Memory() {}

    /**
     * {@return where the position of a direct buffer is; the caller keeps the buffer while the address is used}
     *
     * @throws IllegalStateException when its memory has been given back, or is another thread's
     */
    static long addressOf(ByteBuffer direct) {
        MemorySegment memory = MemorySegment.ofBuffer(direct);
        if (!memory.scope().isAlive() || !memory.isAccessibleBy(Thread.currentThread())) {
            throw new IllegalStateException(
                    "The arena of the buffer is closed, or another thread's; a buffer is borrowed until the operation ends");
        }
        return memory.address();
    }
}
