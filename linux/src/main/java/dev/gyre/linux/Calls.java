package dev.gyre.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * What all calls share: the place where the error number of the last one is kept. The JVM may make calls of its own after ours, so
 * the number is captured with the call (java.lang.foreign.Linker.Option#captureCallState).
 */
abstract class Calls {
    private final MemorySegment captured = Arena.ofAuto().allocate(Linker.Option.captureStateLayout());

    Calls() {}

    /** Where a call is to leave its error number. */
    final MemorySegment captured() {
        return captured;
    }

    /** {@return the answer of a call whose result is a long, with the error number in the place of −1} */
    final long answer(long result) {
        return result != -1 ? result : -errno();
    }

    /** {@return the answer of a call whose result is an int, of which the upper half of the register says nothing} */
    final int intAnswer(long result) {
        return (int) result != -1 ? (int) result : -errno();
    }

    private int errno() {
        return captured.get(ValueLayout.JAVA_INT, 0);
    }

    /** A down-call throws nothing of its own. */
    static IllegalStateException unexpected(Throwable thrown) {
        if (thrown instanceof Error error) {
            throw error;
        }
        throw new IllegalStateException("A call of the C library has thrown", thrown);
    }
}
