package dev.gyre.linux;

import java.lang.invoke.MethodHandle;

/**
 * Waiting: epoll(7), eventfd(2).
 *
 * <p><b>Threading</b>: one thread at a time has one of these; {@link #signal} of its own object from another.
 *
 * <p><b>Errors</b>: every answer below zero is {@code -errno}.
 */
public final class EpollCalls extends Calls {
    /** Add a descriptor. */
    public static final int CTL_ADD = 1;
    /** Remove one. */
    public static final int CTL_DEL = 2;
    /** Change what is waited for. */
    public static final int CTL_MOD = 3;

    /** Something can be read. */
    public static final int IN = 0x001;
    /** Something can be written. */
    public static final int OUT = 0x004;
    /** It has failed; always reported. */
    public static final int ERR = 0x008;
    /** Both sides have ended; always reported. */
    public static final int HUP = 0x010;
    /** The peer has ended its side. */
    public static final int RDHUP = 0x2000;
    /** Report each change once. */
    public static final int ET = 1 << 31;

    private static final long CLOEXEC = 0x80000;
    private static final long NONBLOCK = 0x800;

    /** Makes one. */
    public EpollCalls() {}

    private static final class Functions {
        private static final MethodHandle CREATE = CLibrary.function("epoll_create1");
        private static final MethodHandle CTL = CLibrary.function("epoll_ctl");
        private static final MethodHandle WAIT = CLibrary.function("epoll_wait");
        private static final MethodHandle EVENTFD = CLibrary.function("eventfd");
        private static final MethodHandle WRITE = CLibrary.function("write");
        private static final MethodHandle CLOSE = CLibrary.function("close");
    }

    /** Only where the kernel has nanosecond timeouts, from 5.11 on. */
    private static final class Precise {
        private static final MethodHandle WAIT = CLibrary.function("epoll_pwait2");
    }

    /**
     * {@return a new epoll descriptor, closed on exec}
     */
    public int create() {
        try {
            return intAnswer((long) Functions.CREATE.invokeExact(captured(), CLOEXEC, 0L, 0L, 0L, 0L, 0L));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /**
     * Adds, changes or removes a descriptor.
     *
     * @param epoll the epoll descriptor
     * @param operation one of {@link #CTL_ADD}, {@link #CTL_MOD}, {@link #CTL_DEL}
     * @param descriptor which
     * @param event the address of a struct epoll_event ({@link EpollEvents})
     * @return 0
     */
    public int control(int epoll, int operation, int descriptor, long event) {
        try {
            return intAnswer((long) Functions.CTL.invokeExact(
                    captured(), (long) epoll, (long) operation, (long) descriptor, event, 0L, 0L));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /**
     * Waits, by milliseconds.
     *
     * @param epoll the epoll descriptor
     * @param events the address of an array of struct epoll_event
     * @param capacity how many it holds
     * @param millis how long to wait; 0 does not wait; −1 waits for ever
     * @return how many were filled in
     */
    public int await(int epoll, long events, int capacity, int millis) {
        try {
            return intAnswer((long) Functions.WAIT.invokeExact(
                    captured(), (long) epoll, events, (long) capacity, (long) millis, 0L, 0L));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /**
     * {@return whether {@link #awaitPrecisely} is there; the kernel may still refuse it with ENOSYS}
     */
    public static boolean hasPreciseAwait() {
        return CLibrary.symbol("epoll_pwait2").isPresent();
    }

    /**
     * Waits, by nanoseconds.
     *
     * @param epoll the epoll descriptor
     * @param events the address of an array of struct epoll_event
     * @param capacity how many it holds
     * @param timespec the address of a struct timespec
     * @return how many were filled in
     */
    public int awaitPrecisely(int epoll, long events, int capacity, long timespec) {
        try {
            return intAnswer((long)
                    Precise.WAIT.invokeExact(captured(), (long) epoll, events, (long) capacity, timespec, 0L, 0L));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /**
     * {@return a new eventfd, non-blocking, closed on exec}
     */
    public int eventfd() {
        try {
            return intAnswer((long) Functions.EVENTFD.invokeExact(captured(), 0L, CLOEXEC | NONBLOCK, 0L, 0L, 0L, 0L));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /**
     * Adds to an eventfd.
     *
     * @param eventfd which
     * @param one the address of the eight bytes to add
     * @return 8
     */
    public long signal(int eventfd, long one) {
        try {
            return answer((long) Functions.WRITE.invokeExact(captured(), (long) eventfd, one, 8L, 0L, 0L, 0L));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /**
     * Closes a descriptor. On Linux it is gone also when this fails.
     *
     * @param descriptor which
     * @return 0
     */
    public int close(int descriptor) {
        try {
            return intAnswer((long) Functions.CLOSE.invokeExact(captured(), (long) descriptor, 0L, 0L, 0L, 0L, 0L));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }
}
