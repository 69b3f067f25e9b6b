package dev.gyre.loop.epoll;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The memory of a loop: one receive buffer, of which views are lent, and one through which bytes go between the heap and the kernel. What is lent is in nobody's way: its
 * reader may receive on another port meanwhile.
 */
final class Buffers {
    static final int STAGING = 256 * 1024;

    private final MemorySegment receiving;
    private final ByteBuffer view;
    private final MemorySegment staging = Arena.ofAuto().allocate(STAGING, 64);
    private final ByteBuffer stagingBuffer = staging.asByteBuffer();

    Buffers(int receiveBufferSize) {
        receiving = Arena.ofAuto().allocate(receiveBufferSize, 64);
        view = receiving.asByteBuffer().asReadOnlyBuffer();
    }

    long receiveAddress() {
        return receiving.address();
    }

    int receiveCapacity() {
        return view.capacity();
    }

    /** Lends the first bytes of the receive buffer; the view is one object, whatever its last reader did to it. */
    ByteBuffer lend(int length) {
        return view.clear().limit(length).order(ByteOrder.BIG_ENDIAN);
    }

    /** {@return whether a buffer is the view that was lent, so that where it lies is known} */
    boolean isView(ByteBuffer buffer) {
        return buffer == view;
    }

    /** {@return the staging memory, cleared} */
    ByteBuffer staging() {
        return stagingBuffer.clear();
    }

    long stagingAddress() {
        return staging.address();
    }
}
