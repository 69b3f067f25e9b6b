package dev.gyre.loop;

/** What went wrong with a socket, pipe or device, the same on every backend. */
public enum ErrorKind {
    /** The peer dropped the connection ({@code ECONNRESET}). */
    RESET,
    /** Nobody listens there ({@code ECONNREFUSED}). */
    REFUSED,
    /** There is nothing at the path of a Unix socket, or no such folder ({@code ENOENT}, {@code ENOTDIR}). */
    NOT_FOUND,
    /** The peer no longer takes bytes ({@code EPIPE}). */
    BROKEN_PIPE,
    /** The connection was dropped on this side ({@code ECONNABORTED}). */
    ABORTED,
    /** The address is taken ({@code EADDRINUSE}). */
    ADDRESS_IN_USE,
    /** The address is not one of this machine's, or not of the socket's family ({@code EADDRNOTAVAIL}, {@code EAFNOSUPPORT}). */
    ADDRESS_NOT_AVAILABLE,
    /** No answer in time ({@code ETIMEDOUT}). */
    TIMED_OUT,
    /** No way to the peer ({@code ENETUNREACH}, {@code EHOSTUNREACH}). */
    UNREACHABLE,
    /** The process or the machine has no descriptor left ({@code EMFILE}, {@code ENFILE}). */
    TOO_MANY_FILES,
    /** The kernel has no buffer left ({@code ENOBUFS}, {@code ENOMEM}). */
    NO_BUFFERS,
    /** A datagram is longer than can be sent ({@code EMSGSIZE}). */
    MESSAGE_TOO_LARGE,
    /** Not allowed ({@code EACCES}, {@code EPERM}). */
    NOT_PERMITTED,
    /** The socket is not connected ({@code ENOTCONN}). */
    NOT_CONNECTED,
    /** The socket, pipe or loop was closed under the operation ({@code EBADF}). */
    CLOSED,
    /** Anything else; the message and the cause say what. */
    OTHER
}
