package dev.gyre.loop.epoll;

import dev.gyre.linux.EpollCalls;
import dev.gyre.linux.EpollEvents;
import dev.gyre.linux.Errno;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Waits, to the nanosecond where the kernel can, from Linux 5.11 on; else timeouts are rounded up to milliseconds. */
final class EpollTimeout {
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final EpollCalls calls;
    private final MemorySegment time = Arena.ofAuto().allocate(16, 8);
    private boolean precise = EpollCalls.hasPreciseAwait();

    EpollTimeout(EpollCalls calls) {
        this.calls = calls;
    }

    /** {@return what the kernel answers} */
    int await(int epoll, EpollEvents events, long nanos) {
        if (nanos <= 0) {
            return calls.await(epoll, events.address(), events.capacity(), nanos == 0 ? 0 : -1);
        }
        if (precise) {
            int answer = awaitPrecisely(epoll, events, nanos);
            // A filter that does not know the call yet answers EPERM.
            if (Errno.of(answer) != Errno.ENOSYS && Errno.of(answer) != Errno.EPERM) {
                return answer;
            }
            precise = false;
        }
        long millis = Math.min(Math.ceilDiv(nanos, NANOS_PER_MILLI), Integer.MAX_VALUE);
        return calls.await(epoll, events.address(), events.capacity(), (int) millis);
    }

    private int awaitPrecisely(int epoll, EpollEvents events, long nanos) {
        time.set(ValueLayout.JAVA_LONG, 0, nanos / NANOS_PER_SECOND);
        time.set(ValueLayout.JAVA_LONG, 8, nanos % NANOS_PER_SECOND);
        return calls.awaitPrecisely(epoll, events.address(), events.capacity(), time.address());
    }
}
