package dev.gyre.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names and numbers of errors. */
class ErrnoTest {
    private static final Set<Errno> KNOWN = EnumSet.complementOf(EnumSet.of(Errno.OTHER));

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "OTHER")
    void shouldBeKnownByItsAnswer(Errno errno) {
        assertEquals(errno, Errno.of(-errno.number()));
        assertEquals(errno + " (" + errno.number() + ")", Errno.describe(-errno.number()));
    }

    @Test
    void shouldHaveANumberEach() {
        assertEquals(
                KNOWN.size(), KNOWN.stream().mapToInt(Errno::number).distinct().count());
    }

    /** Of two names for one number, the library says one. */
    @Test
    @SuppressWarnings("restricted")
    void shouldHaveTheNumbersOfTheCLibrary() throws Throwable {
        assumeTrue(
                CLibrary.symbol("strerrorname_np").isPresent(),
                "this C library does not tell names (glibc does from 2.32 on)");
        MethodHandle nameOf = CLibrary.function("strerrorname_np");
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment captured = arena.allocate(Linker.Option.captureStateLayout());
            for (Errno each : KNOWN) {
                long name = (long) nameOf.invokeExact(captured, (long) each.number(), 0L, 0L, 0L, 0L, 0L);
                String theirs = MemorySegment.ofAddress(name).reinterpret(64).getString(0);
                assertEquals(theirs.equals("ENOTSUP") ? "EOPNOTSUPP" : theirs, each.name());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 4096, -7, -116, -4095, -1_000_000, Long.MIN_VALUE, Long.MAX_VALUE, Integer.MIN_VALUE})
    void shouldNotMistakeWhatItDoesNotKnow(long answer) {
        assertEquals(Errno.OTHER, Errno.of(answer));
        assertFalse(Errno.wouldBlock(answer));
    }

    @Test
    void shouldDescribeWhatItDoesNotKnowByItsNumber() {
        assertEquals("error 7", Errno.describe(-7));
    }

    @Test
    void shouldTellWouldBlockFromTheRest() {
        for (Errno each : KNOWN) {
            assertEquals(each == Errno.EAGAIN, Errno.wouldBlock(-each.number()));
        }
        assertTrue(Errno.wouldBlock(-11));
        assertFalse(Errno.wouldBlock(11), "eleven bytes are no error");
    }
}
