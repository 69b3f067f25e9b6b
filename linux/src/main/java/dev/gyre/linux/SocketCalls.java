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

    private static final class Functions {
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
     * Makes a socket.
     *
     * @param family one of AF_
     * @param type one of SOCK_, with its flags
     * @param protocol 0 for the usual one
     * @return the descriptor
     */
    public int socket(int family, int type, int protocol) {
        try {
            return intAnswer((long)
                    Functions.SOCKET.invokeExact(captured(), (long) family, (long) type, (long) protocol, 0L, 0L, 0L));
        } catch (Throwable e) {
            throw unexpected(e);
        }
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
        try {
            return intAnswer((long)
                    Functions.BIND.invokeExact(captured(), (long) descriptor, address, (long) length, 0L, 0L, 0L));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /**
     * Has a socket listen.
     *
     * @param descriptor which
     * @param backlog how many connections may wait
     * @return 0
     */
    public int listen(int descriptor, int backlog) {
        try {
            return intAnswer(
                    (long) Functions.LISTEN.invokeExact(captured(), (long) descriptor, (long) backlog, 0L, 0L, 0L, 0L));
        } catch (Throwable e) {
            throw unexpected(e);
        }
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
        try {
            return intAnswer((long) Functions.ACCEPT4.invokeExact(
                    captured(), (long) descriptor, address, length, (long) flags, 0L, 0L));
        } catch (Throwable e) {
            throw unexpected(e);
        }
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
        try {
            return intAnswer((long)
                    Functions.CONNECT.invokeExact(captured(), (long) descriptor, address, (long) length, 0L, 0L, 0L));
        } catch (Throwable e) {
            throw unexpected(e);
        }
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
        try {
            return intAnswer((long)
                    Functions.GETSOCKNAME.invokeExact(captured(), (long) descriptor, address, length, 0L, 0L, 0L));
        } catch (Throwable e) {
            throw unexpected(e);
        }
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
        try {
            return intAnswer((long)
                    Functions.GETPEERNAME.invokeExact(captured(), (long) descriptor, address, length, 0L, 0L, 0L));
        } catch (Throwable e) {
            throw unexpected(e);
        }
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
        try {
            return intAnswer((long) Functions.GETSOCKOPT.invokeExact(
                    captured(), (long) descriptor, (long) level, (long) option, value, length, 0L));
        } catch (Throwable e) {
            throw unexpected(e);
        }
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
        try {
            return intAnswer((long) Functions.SETSOCKOPT.invokeExact(
                    captured(), (long) descriptor, (long) level, (long) option, value, (long) length, 0L));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /**
     * Ends a side, or both.
     *
     * @param descriptor which
     * @param how one of SHUT_
     * @return 0
     */
    public int shutdown(int descriptor, int how) {
        try {
            return intAnswer(
                    (long) Functions.SHUTDOWN.invokeExact(captured(), (long) descriptor, (long) how, 0L, 0L, 0L, 0L));
        } catch (Throwable e) {
            throw unexpected(e);
        }
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
        try {
            return answer((long)
                    Functions.RECV.invokeExact(captured(), (long) descriptor, address, length, (long) flags, 0L, 0L));
        } catch (Throwable e) {
            throw unexpected(e);
        }
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
        try {
            return answer((long)
                    Functions.SEND.invokeExact(captured(), (long) descriptor, address, length, (long) flags, 0L, 0L));
        } catch (Throwable e) {
            throw unexpected(e);
        }
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
        try {
            return answer((long) Functions.SENDTO.invokeExact(
                    captured(), (long) descriptor, address, length, (long) flags, to, (long) toLength));
        } catch (Throwable e) {
            throw unexpected(e);
        }
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
        try {
            return answer((long)
                    Functions.SENDMSG.invokeExact(captured(), (long) descriptor, message, (long) flags, 0L, 0L, 0L));
        } catch (Throwable e) {
            throw unexpected(e);
        }
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
        try {
            return answer((long)
                    Functions.RECVMSG.invokeExact(captured(), (long) descriptor, message, (long) flags, 0L, 0L, 0L));
        } catch (Throwable e) {
            throw unexpected(e);
        }
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
        try {
            return intAnswer((long) Functions.SENDMMSG.invokeExact(
                    captured(), (long) descriptor, messages, (long) count, (long) flags, 0L, 0L));
        } catch (Throwable e) {
            throw unexpected(e);
        }
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
        try {
            return intAnswer((long) Functions.RECVMMSG.invokeExact(
                    captured(), (long) descriptor, messages, (long) count, (long) flags, 0L, 0L));
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
