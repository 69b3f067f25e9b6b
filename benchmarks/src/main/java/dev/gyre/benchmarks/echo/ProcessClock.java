package dev.gyre.benchmarks.echo;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** The processor time of this process in nanoseconds; the JDK's own counts in hundredths of a second. */
final class ProcessClock {
    private static final int CLOCK_PROCESS_CPUTIME_ID = 2;
    private static final long SECOND = 1_000_000_000L;

    private final MemorySegment time = Arena.global().allocate(ValueLayout.JAVA_LONG, 2);
    private final MethodHandle clockGettime;

    // Whoever starts a server allows it native access.
    @SuppressWarnings("restricted")
    ProcessClock() {
        Linker linker = Linker.nativeLinker();
        clockGettime = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("clock_gettime"),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
    }

    long nanos() {
        int failed;
        try {
            failed = (int) clockGettime.invokeExact(CLOCK_PROCESS_CPUTIME_ID, time);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
        if (failed != 0) {
            throw new IllegalStateException("clock_gettime(CLOCK_PROCESS_CPUTIME_ID) failed");
        }
        return time.getAtIndex(ValueLayout.JAVA_LONG, 0) * SECOND + time.getAtIndex(ValueLayout.JAVA_LONG, 1);
    }
}
