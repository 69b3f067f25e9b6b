package dev.gyre.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Names and addresses: getaddrinfo(3), getnameinfo(3). They read files, and may wait for a name server for many seconds, which no interrupt
 * ends.
 *
 * <p><b>Threading</b>: one thread at a time has one of these.
 *
 * <p><b>Ownership</b>: what a call needs of memory, the C library's list of answers too, is free when it returns or throws.
 *
 * <p><b>Errors</b>: an answer is 0, or one of EAI_, which glibc and musl number alike; after {@link #EAI_SYSTEM}, {@link #systemError()} tells what has
 * failed.
 */
public final class NameCalls extends Calls {
    /** The address is to be bound: the wildcard one for no host. */
    public static final int AI_PASSIVE = 0x01;
    /** The canonical name is wanted too. */
    public static final int AI_CANONNAME = 0x02;
    /** The host is a number. */
    public static final int AI_NUMERICHOST = 0x04;
    /** IPv4 addresses in IPv6's form, where there are no IPv6 ones. */
    public static final int AI_V4MAPPED = 0x08;
    /** With AI_V4MAPPED: where there are IPv6 ones too. */
    public static final int AI_ALL = 0x10;
    /** Families that this machine has an address of. */
    public static final int AI_ADDRCONFIG = 0x20;
    /** The service is a number. */
    public static final int AI_NUMERICSERV = 0x400;

    /** The host as a number. */
    public static final int NI_NUMERICHOST = 0x01;
    /** The service as a number. */
    public static final int NI_NUMERICSERV = 0x02;
    /** Without the domain, for hosts of this one. */
    public static final int NI_NOFQDN = 0x04;
    /** Fail when there is no name. */
    public static final int NI_NAMEREQD = 0x08;
    /** The service is one for datagrams. */
    public static final int NI_DGRAM = 0x10;

    /** A call of the system has failed. */
    public static final int EAI_SYSTEM = -11;

    /** NI_MAXHOST, NI_MAXSERV of netdb.h: no name is longer. */
    private static final int LONGEST_HOST = 1025;

    private static final int LONGEST_SERVICE = 32;

    /** Makes one. */
    public NameCalls() {}

    private static final class Functions {
        private static final MethodHandle GETADDRINFO = CLibrary.function("getaddrinfo");
        private static final MethodHandle FREEADDRINFO = CLibrary.function("freeaddrinfo");
        private static final MethodHandle GAI_STRERROR = CLibrary.function("gai_strerror");
    }

    /** The one with seven words. */
    private static final class Reverse {
        private static final MethodHandle GETNAMEINFO = CLibrary.functionOfSeven("getnameinfo");
    }

    /** Struct addrinfo, the same in glibc and musl wherever addresses have 64 bits. */
    private static final class Info {
        private static final long SIZE = 48;
        private static final long FLAGS = 0;
        private static final long FAMILY = 4;
        private static final long TYPE = 8;
        private static final long PROTOCOL = 12;
        private static final long LENGTH = 16;
        private static final long ADDRESS = 24;
        private static final long CANONICAL_NAME = 32;
        private static final long NEXT = 40;
    }

    /**
     * Looks up the addresses of a host and a service.
     *
     * @param query what is asked
     * @param found is given each internet address, in the C library's order
     * @return 0, or one of EAI_
     */
    public int getaddrinfo(NameQuery query, Consumer<? super FoundAddress> found) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment hints = arena.allocate(Info.SIZE, 8);
            hints.set(ValueLayout.JAVA_INT, Info.FLAGS, query.flags());
            hints.set(ValueLayout.JAVA_INT, Info.FAMILY, query.family());
            hints.set(ValueLayout.JAVA_INT, Info.TYPE, query.type());
            hints.set(ValueLayout.JAVA_INT, Info.PROTOCOL, query.protocol());
            MemorySegment list = arena.allocate(ValueLayout.JAVA_LONG);
            int answer = ask(text(query.host(), arena), text(query.service(), arena), hints.address(), list.address());
            if (answer != 0) {
                return answer;
            }
            long first = list.get(ValueLayout.JAVA_LONG, 0);
            try {
                read(first, found);
            } finally {
                free(first);
            }
            return 0;
        }
    }

    private static long text(@Nullable String text, Arena arena) {
        return text == null ? 0 : arena.allocateFrom(text).address();
    }

    private int ask(long host, long service, long hints, long list) {
        try {
            return (int) (long) Functions.GETADDRINFO.invokeExact(captured(), host, service, hints, list, 0L, 0L);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    private void free(long list) {
        try {
            long _ = (long) Functions.FREEADDRINFO.invokeExact(captured(), list, 0L, 0L, 0L, 0L, 0L);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    @SuppressWarnings("restricted")
    private static void read(long first, Consumer<? super FoundAddress> found) {
        long next = first;
        while (next != 0) {
            MemorySegment info = MemorySegment.ofAddress(next).reinterpret(Info.SIZE);
            int length = info.get(ValueLayout.JAVA_INT, Info.LENGTH);
            MemorySegment address = MemorySegment.ofAddress(info.get(ValueLayout.JAVA_LONG, Info.ADDRESS))
                    .reinterpret(length);
            if (SocketAddressCodec.read(address, length) instanceof InetSocketAddress internet) {
                found.accept(new FoundAddress(
                        info.get(ValueLayout.JAVA_INT, Info.FAMILY),
                        info.get(ValueLayout.JAVA_INT, Info.TYPE),
                        info.get(ValueLayout.JAVA_INT, Info.PROTOCOL),
                        text(info.get(ValueLayout.JAVA_LONG, Info.CANONICAL_NAME)),
                        internet));
            }
            next = info.get(ValueLayout.JAVA_LONG, Info.NEXT);
        }
    }

    @SuppressWarnings("restricted")
    private static @Nullable String text(long address) {
        return address == 0
                ? null
                : MemorySegment.ofAddress(address).reinterpret(Long.MAX_VALUE).getString(0);
    }

    /**
     * Looks up the names of an address and its port.
     *
     * @param address the address, resolved
     * @param flags NI_
     * @param found is given the names
     * @return 0, or one of EAI_
     */
    public int getnameinfo(InetSocketAddress address, int flags, Consumer<? super FoundName> found) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment socket = arena.allocate(SocketAddressCodec.STORAGE, 8);
            int family = address.getAddress() instanceof Inet4Address ? SocketCalls.AF_INET : SocketCalls.AF_INET6;
            int length = SocketAddressCodec.write(address, family, socket);
            MemorySegment host = arena.allocate(LONGEST_HOST);
            MemorySegment service = arena.allocate(LONGEST_SERVICE);
            int answer = ask(socket, length, host, service, flags);
            if (answer == 0) {
                found.accept(new FoundName(host.getString(0), service.getString(0)));
            }
            return answer;
        }
    }

    private int ask(MemorySegment socket, int length, MemorySegment host, MemorySegment service, int flags) {
        try {
            return (int) (long) Reverse.GETNAMEINFO.invokeExact(
                    captured(),
                    socket.address(),
                    (long) length,
                    host.address(),
                    (long) LONGEST_HOST,
                    service.address(),
                    (long) LONGEST_SERVICE,
                    (long) flags);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /**
     * {@return the error number of the last call as an answer below zero; it says something after {@link #EAI_SYSTEM} alone}
     */
    public long systemError() {
        return answer(-1);
    }

    /**
     * {@return what the C library says of a code}
     *
     * @param code one of EAI_
     */
    public String describe(int code) {
        try {
            String text = text((long) Functions.GAI_STRERROR.invokeExact(captured(), (long) code, 0L, 0L, 0L, 0L, 0L));
            return text == null ? "code " + code : text;
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }
}
