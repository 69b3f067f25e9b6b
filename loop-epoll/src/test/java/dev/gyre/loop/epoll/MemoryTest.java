package dev.gyre.loop.epoll;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

class MemoryTest {
    @Test
    void shouldFindThePosition() {
        ByteBuffer direct = ByteBuffer.allocateDirect(10);
        long start = Memory.addressOf(direct);
        assertEquals(start + 3, Memory.addressOf(direct.position(3)));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment segment = arena.allocate(10);
            assertEquals(segment.address(), Memory.addressOf(segment.asByteBuffer()));
        }
    }

    @Test
    void shouldRefuseMemoryThatWasGivenBack() {
        ByteBuffer gone;
        try (Arena arena = Arena.ofConfined()) {
            gone = arena.allocate(10).asByteBuffer();
        }
        assertThrows(IllegalStateException.class, () -> Memory.addressOf(gone));
    }

    @Test
    void shouldRefuseMemoryOfAnotherThread() throws Exception {
        try (Arena arena = Arena.ofConfined()) {
            ByteBuffer mine = arena.allocate(10).asByteBuffer();
            FutureTask<Void> elsewhere = new FutureTask<>(() -> {
                assertThrows(IllegalStateException.class, () -> Memory.addressOf(mine));
                return null;
            });
            Thread.ofPlatform().start(elsewhere);
            elsewhere.get();
        }
    }
}
