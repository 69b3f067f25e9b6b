package dev.gyre.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Struct epoll_event on each processor, whichever this is. */
class EpollLayoutTest extends CallsTestCase {
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    @ParameterizedTest
    @CsvSource({"X86_64, 12, 4", "AARCH64, 16, 8", "OTHER, 16, 8"})
    void shouldLieAsTheHeaderSays(Architecture architecture, long size, long own) {
        EpollLayout layout = EpollLayout.of(architecture);
        assertEquals(new EpollLayout(size, own), layout);
        MemorySegment memory = arena.allocate(4 * size, 8);
        layout.set(memory, 2, 0x01020304, 0x1112131415161718L);
        assertEquals(0x01020304, memory.get(INT, 2 * size));
        assertEquals(0x1112131415161718L, memory.get(LONG, 2 * size + own));
        assertEquals(0, memory.get(LONG, 2 * size - 8), "the one before is left alone");
        assertEquals(0, memory.get(INT, 3 * size), "the one after is left alone");
    }

    @ParameterizedTest
    @EnumSource
    void shouldReadWhatItHasWritten(Architecture architecture) {
        EpollLayout layout = EpollLayout.of(architecture);
        MemorySegment memory = arena.allocate(3 * layout.size(), 8);
        for (int i = 0; i < 3; i++) {
            layout.set(memory, i, EpollCalls.ET | i, Long.MIN_VALUE + i);
        }
        for (int i = 0; i < 3; i++) {
            assertEquals(EpollCalls.ET | i, layout.events(memory, i));
            assertEquals(Long.MIN_VALUE + i, layout.data(memory, i));
        }
    }

    @ParameterizedTest
    @CsvSource({"amd64, X86_64", "x86_64, X86_64", "aarch64, AARCH64", "arm64, AARCH64", "riscv64, OTHER", "'', OTHER"})
    void shouldKnowProcessorsByTheNamesOfTheJdk(String name, Architecture architecture) {
        assertEquals(architecture, Architecture.of(name));
    }

    @Test
    void shouldHaveTheLayoutOfThisProcessorInAnArray() {
        assertNotEquals(Architecture.OTHER, Architecture.PRESENT);
        EpollEvents events = new EpollEvents(5);
        assertEquals(5, events.capacity());
        events.set(4, EpollCalls.IN, -1);
        assertEquals(EpollCalls.IN, events.events(4));
        assertEquals(-1, events.data(4));
        assertEquals(0, events.address() % 64, "it begins with a cache line");
    }
}
