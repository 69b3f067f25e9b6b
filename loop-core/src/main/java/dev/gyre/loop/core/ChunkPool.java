package dev.gyre.loop.core;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** The loop's buffers for bytes that the kernel did not take: a bounded number of direct ones that are never freed, heap ones above. */
final class ChunkPool {
    static final int CHUNK = 64 * 1024;
    private static final int POOLED = 64;
    private static final int SMALLEST = 4 * 1024;

    private final ArrayDeque<ByteBuffer> free = new ArrayDeque<>();
    private int made;

    /** An empty buffer in reading mode (limit 0) with room for at least one byte. */
    ByteBuffer take(int wanted) {
        @Nullable ByteBuffer chunk = free.poll();
        if (chunk == null) {
            if (made < POOLED) {
                made++;
                chunk = ByteBuffer.allocateDirect(CHUNK);
            } else {
                chunk = ByteBuffer.allocate(Math.clamp(wanted, SMALLEST, CHUNK));
            }
        }
        return chunk.position(0).limit(0);
    }

    void give(ByteBuffer chunk) {
        if (chunk.isDirect()) {
            free.push(chunk);
        }
    }
}
