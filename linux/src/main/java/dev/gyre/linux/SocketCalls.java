package dev.gyre.linux;

import java.lang.invoke.MethodHandle;

/**
 * Sockets: socket(2), send(2), recv(2) and their kin. Addresses are those of struct sockaddr ({@link SocketAddressCodec}).
 *
 * <p><b>Threading</b>: one thread at a time has one of these.
 *
 * <p><b>Errors</b>: every answer below zero is {@code -errno}.
 */
public final class SocketCalls extends Calls {
    /** Unix domain. */
    public static final int AF_UNIX = 1;
    /** IPv4. */
    public static final int AF_INET = 2;
    /** IPv6. */
    public static final int AF_INET6 = 10;
    /** A stream. */
    public static final int SOCK_STREAM = 1;
    /** Datagrams. */
    public static final int SOCK_DGRAM = 2;
    /** Never wait. */
    public static final int SOCK_NONBLOCK = 0x800;
    /** Close on exec. */
    public static final int SOCK_CLOEXEC = 0x80000;
    /** Leave it there. */
    public static final int MSG_PEEK = 0x02;
    /** The datagram was cut. */
    public static final int MSG_TRUNC = 0x20;
    /** The ancillary data was cut. */
    public static final int MSG_CTRUNC = 0x08;
    /** No SIGPIPE. */
    public static final int MSG_NOSIGNAL = 0x4000;
    /** Do not wait, whatever the descriptor is set to. */
    public static final int MSG_DONTWAIT = 0x40;
    /** Close passed descriptors on exec. */
    public static final int MSG_CMSG_CLOEXEC = 0x40000000;
    /** End receiving. */
    public static final int SHUT_RD = 0;
    /** End sending. */
    public static final int SHUT_WR = 1;
    /** End both. */
    public static final int SHUT_RDWR = 2;

    /** Makes one. */
    public SocketCalls() {}

    /** What the C library has. */
    private enum Function {
        SOCKET,
        BIND,
        LISTEN,
        ACCEPT4,
        CONNECT,
        GETSOCKNAME,
        GETPEERNAME,
        GETSOCKOPT,
        SETSOCKOPT,
        SHUTDOWN,
        RECV,
        SEND,
        SENDTO,
        SENDMSG,
        RECVMSG,
        SENDMMSG,
        RECVMMSG,
        CLOSE
    }

    private static final class Handles {
        private static final MethodHandle SOCKET = CLibrary.function("socket");
        private static final MethodHandle BIND = CLibrary.function("bind");
        private static final MethodHandle LISTEN = CLibrary.function("listen");
        private static final MethodHandle ACCEPT4 = CLibrary.function("accept4");
        private static final MethodHandle CONNECT = CLibrary.function("connect");
        private static final MethodHandle GETSOCKNAME = CLibrary.function("getsockname");
        private static final MethodHandle GETPEERNAME = CLibrary.function("getpeername");
        private static final MethodHandle GETSOCKOPT = CLibrary.function("getsockopt");
        private static final MethodHandle SETSOCKOPT = CLibrary.function("setsockopt");
        private static final MethodHandle SHUTDOWN = CLibrary.function("shutdown");
        private static final MethodHandle RECV = CLibrary.function("recv");
        private static final MethodHandle SEND = CLibrary.function("send");
        private static final MethodHandle SENDTO = CLibrary.function("sendto");
        private static final MethodHandle SENDMSG = CLibrary.function("sendmsg");
        private static final MethodHandle RECVMSG = CLibrary.function("recvmsg");
        private static final MethodHandle SENDMMSG = CLibrary.function("sendmmsg");
        private static final MethodHandle RECVMMSG = CLibrary.function("recvmmsg");
        private static final MethodHandle CLOSE = CLibrary.function("close");
    }

    /**
     * All calls go through here. It is too long for the compiler to inline, and so a call costs the same, and allocates nothing, however deep
     * in the program it stands: inlined, linking gives up where the compiler does, at some depth.
     */
    private long call(Function function, long a, long b, long c, long d, long e, long f) {
        try {
            return switch (function) {
                case SOCKET -> (long) Handles.SOCKET.invokeExact(captured(), a, b, c, d, e, f);
                case BIND -> (long) Handles.BIND.invokeExact(captured(), a, b, c, d, e, f);
                case LISTEN -> (long) Handles.LISTEN.invokeExact(captured(), a, b, c, d, e, f);
                case ACCEPT4 -> (long) Handles.ACCEPT4.invokeExact(captured(), a, b, c, d, e, f);
                case CONNECT -> (long) Handles.CONNECT.invokeExact(captured(), a, b, c, d, e, f);
                case GETSOCKNAME -> (long) Handles.GETSOCKNAME.invokeExact(captured(), a, b, c, d, e, f);
                case GETPEERNAME -> (long) Handles.GETPEERNAME.invokeExact(captured(), a, b, c, d, e, f);
                case GETSOCKOPT -> (long) Handles.GETSOCKOPT.invokeExact(captured(), a, b, c, d, e, f);
                case SETSOCKOPT -> (long) Handles.SETSOCKOPT.invokeExact(captured(), a, b, c, d, e, f);
                case SHUTDOWN -> (long) Handles.SHUTDOWN.invokeExact(captured(), a, b, c, d, e, f);
                case RECV -> (long) Handles.RECV.invokeExact(captured(), a, b, c, d, e, f);
                case SEND -> (long) Handles.SEND.invokeExact(captured(), a, b, c, d, e, f);
                case SENDTO -> (long) Handles.SENDTO.invokeExact(captured(), a, b, c, d, e, f);
                case SENDMSG -> (long) Handles.SENDMSG.invokeExact(captured(), a, b, c, d, e, f);
                case RECVMSG -> (long) Handles.RECVMSG.invokeExact(captured(), a, b, c, d, e, f);
                case SENDMMSG -> (long) Handles.SENDMMSG.invokeExact(captured(), a, b, c, d, e, f);
                case RECVMMSG -> (long) Handles.RECVMMSG.invokeExact(captured(), a, b, c, d, e, f);
                case CLOSE -> (long) Handles.CLOSE.invokeExact(captured(), a, b, c, d, e, f);
            };
        } catch (Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    /**
     * Makes a socket.
     *
     * @param family one of AF_
     * @param type one of SOCK_, with its flags
     * @param protocol 0 for the usual one
     * @return the descriptor
     */
    public int socket(int family, int type, int protocol) {
        return intAnswer(call(Function.SOCKET, family, type, protocol, 0, 0, 0));
    }

    /**
     * Binds a socket.
     *
     * @param descriptor which
     * @param address the address of a struct sockaddr
     * @param length its bytes
     * @return 0
     */
    public int bind(int descriptor, long address, int length) {
        return intAnswer(call(Function.BIND, descriptor, address, length, 0, 0, 0));
    }

    /**
     * Has a socket listen.
     *
     * @param descriptor which
     * @param backlog how many connections may wait
     * @return 0
     */
    public int listen(int descriptor, int backlog) {
        return intAnswer(call(Function.LISTEN, descriptor, backlog, 0, 0, 0, 0));
    }

    /**
     * Takes a connection.
     *
     * @param descriptor which
     * @param address where to put the peer's address; 0 for nowhere
     * @param length the address of its length; 0 with it
     * @param flags SOCK_NONBLOCK, SOCK_CLOEXEC
     * @return the descriptor of the connection
     */
    public int accept(int descriptor, long address, long length, int flags) {
        return intAnswer(call(Function.ACCEPT4, descriptor, address, length, flags, 0, 0));
    }

    /**
     * Connects a socket.
     *
     * @param descriptor which
     * @param address the address of a struct sockaddr
     * @param length its bytes
     * @return 0
     */
    public int connect(int descriptor, long address, int length) {
        return intAnswer(call(Function.CONNECT, descriptor, address, length, 0, 0, 0));
    }

    /**
     * Asks what a socket is bound to.
     *
     * @param descriptor which
     * @param address where to put it
     * @param length the address of its length, in and out
     * @return 0
     */
    public int localAddress(int descriptor, long address, long length) {
        return intAnswer(call(Function.GETSOCKNAME, descriptor, address, length, 0, 0, 0));
    }

    /**
     * Asks what a socket is connected to.
     *
     * @param descriptor which
     * @param address where to put it
     * @param length the address of its length, in and out
     * @return 0
     */
    public int remoteAddress(int descriptor, long address, long length) {
        return intAnswer(call(Function.GETPEERNAME, descriptor, address, length, 0, 0, 0));
    }

    /**
     * Reads an option.
     *
     * @param descriptor which
     * @param level the level
     * @param option the option
     * @param value where to put the value
     * @param length the address of its length, in and out
     * @return 0
     */
    public int option(int descriptor, int level, int option, long value, long length) {
        return intAnswer(call(Function.GETSOCKOPT, descriptor, level, option, value, length, 0));
    }

    /**
     * Sets an option.
     *
     * @param descriptor which
     * @param level the level
     * @param option the option
     * @param value the address of the value
     * @param length its bytes
     * @return 0
     */
    public int setOption(int descriptor, int level, int option, long value, int length) {
        return intAnswer(call(Function.SETSOCKOPT, descriptor, level, option, value, length, 0));
    }

    /**
     * Ends a side, or both.
     *
     * @param descriptor which
     * @param how one of SHUT_
     * @return 0
     */
    public int shutdown(int descriptor, int how) {
        return intAnswer(call(Function.SHUTDOWN, descriptor, how, 0, 0, 0, 0));
    }

    /**
     * Receives.
     *
     * @param descriptor which
     * @param address where to put the bytes
     * @param length how many at the most
     * @param flags MSG_
     * @return how many bytes; 0 at the end of a stream
     */
    public long receive(int descriptor, long address, long length, int flags) {
        return answer(call(Function.RECV, descriptor, address, length, flags, 0, 0));
    }

    /**
     * Sends.
     *
     * @param descriptor which
     * @param address where the bytes are
     * @param length how many
     * @param flags MSG_
     * @return how many bytes were taken
     */
    public long send(int descriptor, long address, long length, int flags) {
        return answer(call(Function.SEND, descriptor, address, length, flags, 0, 0));
    }

    /**
     * Sends a datagram.
     *
     * @param descriptor which
     * @param address where the bytes are
     * @param length how many
     * @param flags MSG_
     * @param to the address of a struct sockaddr; 0 for the peer it is connected to
     * @param toLength its bytes
     * @return how many bytes were sent
     */
    public long sendTo(int descriptor, long address, long length, int flags, long to, int toLength) {
        return answer(call(Function.SENDTO, descriptor, address, length, flags, to, toLength));
    }

    /**
     * Sends from several places, with ancillary data.
     *
     * @param descriptor which
     * @param message the address of a struct msghdr
     * @param flags MSG_
     * @return how many bytes were taken
     */
    public long sendMessage(int descriptor, long message, int flags) {
        return answer(call(Function.SENDMSG, descriptor, message, flags, 0, 0, 0));
    }

    /**
     * Receives to several places, with ancillary data.
     *
     * @param descriptor which
     * @param message the address of a struct msghdr
     * @param flags MSG_
     * @return how many bytes
     */
    public long receiveMessage(int descriptor, long message, int flags) {
        return answer(call(Function.RECVMSG, descriptor, message, flags, 0, 0, 0));
    }

    /**
     * Sends several datagrams.
     *
     * @param descriptor which
     * @param messages the address of an array of struct mmsghdr
     * @param count how many
     * @param flags MSG_
     * @return how many were sent
     */
    public int sendMessages(int descriptor, long messages, int count, int flags) {
        return intAnswer(call(Function.SENDMMSG, descriptor, messages, count, flags, 0, 0));
    }

    /**
     * Receives several datagrams. It does not wait for more than are there.
     *
     * @param descriptor which
     * @param messages the address of an array of struct mmsghdr
     * @param count how many
     * @param flags MSG_
     * @return how many came
     */
    public int receiveMessages(int descriptor, long messages, int count, int flags) {
        return intAnswer(call(Function.RECVMMSG, descriptor, messages, count, flags, 0, 0));
    }

    /**
     * Closes a descriptor. On Linux it is gone also when this fails.
     *
     * @param descriptor which
     * @return 0
     */
    public int close(int descriptor) {
        return intAnswer(call(Function.CLOSE, descriptor, 0, 0, 0, 0, 0));
    }
}
