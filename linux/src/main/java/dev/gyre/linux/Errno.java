package dev.gyre.linux;

/**
 * The error numbers of Linux that Gyre tells apart, the same on x86-64 and AArch64 (errno-base.h, errno.h of asm-generic).
 *
 * <p><b>Threading</b>: any thread.
 */
public enum Errno {
    /** Operation not permitted. */
    EPERM(1),
    /** No such file or directory. */
    ENOENT(2),
    /** No such process. */
    ESRCH(3),
    /** Interrupted system call. */
    EINTR(4),
    /** Input/output error. */
    EIO(5),
    /** No such device or address. */
    ENXIO(6),
    /** Bad file descriptor. */
    EBADF(9),
    /** No child processes. */
    ECHILD(10),
    /** Resource temporarily unavailable; the same as EWOULDBLOCK. */
    EAGAIN(11),
    /** Cannot allocate memory. */
    ENOMEM(12),
    /** Permission denied. */
    EACCES(13),
    /** Bad address. */
    EFAULT(14),
    /** File exists. */
    EEXIST(17),
    /** Not a directory. */
    ENOTDIR(20),
    /** Is a directory. */
    EISDIR(21),
    /** Invalid argument. */
    EINVAL(22),
    /** Too many open files in system. */
    ENFILE(23),
    /** Too many open files. */
    EMFILE(24),
    /** Inappropriate ioctl for device. */
    ENOTTY(25),
    /** No space left on device. */
    ENOSPC(28),
    /** Illegal seek. */
    ESPIPE(29),
    /** Read-only file system. */
    EROFS(30),
    /** Broken pipe. */
    EPIPE(32),
    /** File name too long. */
    ENAMETOOLONG(36),
    /** Function not implemented. */
    ENOSYS(38),
    /** Socket operation on non-socket. */
    ENOTSOCK(88),
    /** Destination address required. */
    EDESTADDRREQ(89),
    /** Message too long. */
    EMSGSIZE(90),
    /** Protocol wrong type for socket. */
    EPROTOTYPE(91),
    /** Protocol not available. */
    ENOPROTOOPT(92),
    /** Protocol not supported. */
    EPROTONOSUPPORT(93),
    /** Operation not supported. */
    EOPNOTSUPP(95),
    /** Address family not supported by protocol. */
    EAFNOSUPPORT(97),
    /** Address already in use. */
    EADDRINUSE(98),
    /** Cannot assign requested address. */
    EADDRNOTAVAIL(99),
    /** Network is down. */
    ENETDOWN(100),
    /** Network is unreachable. */
    ENETUNREACH(101),
    /** Software caused connection abort. */
    ECONNABORTED(103),
    /** Connection reset by peer. */
    ECONNRESET(104),
    /** No buffer space available. */
    ENOBUFS(105),
    /** Transport endpoint is already connected. */
    EISCONN(106),
    /** Transport endpoint is not connected. */
    ENOTCONN(107),
    /** Connection timed out. */
    ETIMEDOUT(110),
    /** Connection refused. */
    ECONNREFUSED(111),
    /** Host is down. */
    EHOSTDOWN(112),
    /** No route to host. */
    EHOSTUNREACH(113),
    /** Operation already in progress. */
    EALREADY(114),
    /** Operation now in progress. */
    EINPROGRESS(115),
    /** Any other; its number is only in the answer of the call. */
    OTHER(0);

    private static final Errno[] BY_NUMBER = byNumber();

    private final int number;

    Errno(int number) {
        this.number = number;
    }

    private static Errno[] byNumber() {
        Errno[] table = new Errno[EINPROGRESS.number + 1];
        for (Errno each : values()) {
            table[each.number] = each;
        }
        return table;
    }

    /**
     * {@return its number}
     */
    public int number() {
        return number;
    }

    /**
     * {@return the error that an answer below zero stands for}
     *
     * @param answer what a call has answered
     */
    public static Errno of(long answer) {
        long number = -answer;
        Errno known = number > 0 && number < BY_NUMBER.length ? BY_NUMBER[(int) number] : null;
        return known == null ? OTHER : known;
    }

    /**
     * {@return the name and number, as in {@code ECONNRESET (104)}}
     *
     * @param answer what a call has answered, below zero
     */
    public static String describe(long answer) {
        Errno known = of(answer);
        return known == OTHER ? "error " + -answer : known + " (" + -answer + ")";
    }

    /**
     * {@return whether an answer means that the call would have had to wait}
     *
     * @param answer what a call has answered
     */
    public static boolean wouldBlock(long answer) {
        return answer == -EAGAIN_NUMBER;
    }

    private static final long EAGAIN_NUMBER = 11;
}
