package dev.gyre.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Writes and reads struct sockaddr_in, sockaddr_in6 and sockaddr_un (ip(7), ipv6(7), unix(7)). For an abstract Unix address,
 * whose name begins with a zero byte, the JDK has no class: there are methods of their own for its name.
 *
 * <p><b>Threading</b>: one thread at a time has one of these.
 *
 * <p><b>Ownership</b>: its memory lives as long as it does.
 *
 * <p><b>Errors</b>: an address that has no form here is an {@link IllegalArgumentException}.
 */
public final class SocketAddressCodec {
    /** Bytes of struct sockaddr_storage. */
    public static final int STORAGE = 128;

    private static final ValueLayout.OfShort PORT = ValueLayout.JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt LENGTH = ValueLayout.JAVA_INT;
    private static final int FAMILY = 2;
    private static final int IPV4 = 16;
    private static final int IPV6 = 28;
    private static final int MOST_OF_A_PATH = 108;

    private final MemorySegment memory = Arena.ofAuto().allocate(STORAGE + 8, 8);
    private final MemorySegment length = memory.asSlice(STORAGE, 4);

    /** Makes one. */
    public SocketAddressCodec() {}

    /**
     * {@return where the address is}
     */
    public long address() {
        return memory.address();
    }

    /**
     * {@return where its length is, which is that of all room there is after {@link #clear()}}
     */
    public long lengthAddress() {
        return length.address();
    }

    /** Makes room for an address that a call is to put here. */
    public void clear() {
        memory.set(ValueLayout.JAVA_SHORT, 0, (short) 0);
        length.set(LENGTH, 0, STORAGE);
    }

    /**
     * {@return the address that a call has put here; null when it has none}
     */
    public @Nullable SocketAddress present() {
        return read(memory, length.get(LENGTH, 0));
    }

    /**
     * {@return whether what a call has put here is a Unix address without a name}
     */
    public boolean isUnnamed() {
        return length.get(LENGTH, 0) <= FAMILY;
    }

    /**
     * Puts a Unix address here that has no name, for the kernel to choose an abstract one.
     *
     * @return its bytes
     */
    public int putUnnamed() {
        memory.set(ValueLayout.JAVA_SHORT, 0, (short) SocketCalls.AF_UNIX);
        return FAMILY;
    }

    /**
     * Puts an address here.
     *
     * @param address what
     * @param family AF_INET, AF_INET6 or AF_UNIX, as the socket is; an IPv4 address becomes a mapped one for an IPv6 socket
     * @return its bytes
     */
    public int put(SocketAddress address, int family) {
        return write(address, family, memory);
    }

    /**
     * Writes an address.
     *
     * @param address what
     * @param family AF_INET, AF_INET6 or AF_UNIX, as the socket is
     * @param to where to, {@link #STORAGE} bytes
     * @return its bytes
     */
    public static int write(SocketAddress address, int family, MemorySegment to) {
        if (address instanceof InetSocketAddress internet) {
            return writeInternet(internet, family, to);
        }
        if (address instanceof UnixDomainSocketAddress unix) {
            return writeUnix(unix, family, to);
        }
        throw new IllegalArgumentException(
                address + " is a " + address.getClass().getName() + "; internet and Unix addresses are known");
    }

    private static int writeInternet(InetSocketAddress address, int family, MemorySegment to) {
        if (family == SocketCalls.AF_UNIX) {
            throw new IllegalArgumentException(address + " is no Unix address, and the socket is a Unix one");
        }
        InetAddress host = address.getAddress();
        if (host == null) {
            throw new IllegalArgumentException(address + " is not resolved; ask getaddrinfo first");
        }
        to.set(PORT, FAMILY, (short) address.getPort());
        if (family == SocketCalls.AF_INET) {
            if (!(host instanceof Inet4Address)) {
                throw new IllegalArgumentException(address + " is no IPv4 address, and the socket is an IPv4 one");
            }
            to.set(ValueLayout.JAVA_SHORT, 0, (short) SocketCalls.AF_INET);
            MemorySegment.copy(host.getAddress(), 0, to, ValueLayout.JAVA_BYTE, 4, 4);
            to.set(ValueLayout.JAVA_LONG, 8, 0);
            return IPV4;
        }
        if (family != SocketCalls.AF_INET6) {
            throw new IllegalArgumentException(
                    address + " is an internet address, and the socket is of family " + family);
        }
        to.set(ValueLayout.JAVA_SHORT, 0, (short) SocketCalls.AF_INET6);
        to.set(ValueLayout.JAVA_INT, 4, 0);
        writeIpv6(host, to);
        return IPV6;
    }

    private static void writeIpv6(InetAddress host, MemorySegment to) {
        int scope = 0;
        if (host instanceof Inet6Address ipv6) {
            MemorySegment.copy(ipv6.getAddress(), 0, to, ValueLayout.JAVA_BYTE, 8, 16);
            scope = ipv6.getScopeId();
        } else if (host.isAnyLocalAddress()) {
            to.asSlice(8, 16).fill((byte) 0);
        } else {
            to.set(ValueLayout.JAVA_LONG, 8, 0);
            to.set(ValueLayout.JAVA_SHORT, 16, (short) 0);
            to.set(ValueLayout.JAVA_SHORT, 18, (short) -1);
            MemorySegment.copy(host.getAddress(), 0, to, ValueLayout.JAVA_BYTE, 20, 4);
        }
        to.set(ValueLayout.JAVA_INT, 24, scope);
    }

    private static int writeUnix(UnixDomainSocketAddress address, int family, MemorySegment to) {
        if (family != SocketCalls.AF_UNIX) {
            throw new IllegalArgumentException(address + " is a Unix address, and the socket is none");
        }
        byte[] name = address.getPath().toString().getBytes(nativeCharset());
        to.set(ValueLayout.JAVA_SHORT, 0, (short) SocketCalls.AF_UNIX);
        if (name.length == 0) {
            return FAMILY;
        }
        if (name.length > MOST_OF_A_PATH - 1) {
            throw new IllegalArgumentException("Unix domain path too long: " + address + " has " + name.length
                    + " bytes, and unix(7) takes " + (MOST_OF_A_PATH - 1));
        }
        MemorySegment.copy(name, 0, to, ValueLayout.JAVA_BYTE, FAMILY, name.length);
        to.set(ValueLayout.JAVA_BYTE, FAMILY + name.length, (byte) 0);
        return FAMILY + name.length + 1;
    }

    /**
     * Puts an abstract Unix address here.
     *
     * @param name its name, without the leading zero byte
     * @return its bytes
     */
    public int putAbstract(byte[] name) {
        return writeAbstract(name, memory);
    }

    /**
     * Writes an abstract Unix address.
     *
     * @param name its name, without the leading zero byte
     * @param to where to, {@link #STORAGE} bytes
     * @return its bytes
     */
    public static int writeAbstract(byte[] name, MemorySegment to) {
        if (name.length >= MOST_OF_A_PATH) {
            throw new IllegalArgumentException("An abstract name has at most " + (MOST_OF_A_PATH - 1)
                    + " bytes (unix(7)), and this has " + name.length);
        }
        to.set(ValueLayout.JAVA_SHORT, 0, (short) SocketCalls.AF_UNIX);
        to.set(ValueLayout.JAVA_BYTE, FAMILY, (byte) 0);
        MemorySegment.copy(name, 0, to, ValueLayout.JAVA_BYTE, FAMILY + 1, name.length);
        return FAMILY + 1 + name.length;
    }

    /**
     * {@return the name of the abstract Unix address that a call has put here, without the leading zero byte; null when it is none}
     */
    public byte @Nullable [] presentAbstract() {
        return readAbstract(memory, length.get(LENGTH, 0));
    }

    /**
     * {@return the name of an abstract Unix address, without the leading zero byte; null when it is none}
     *
     * @param from where it is
     * @param length its bytes
     */
    public static byte @Nullable [] readAbstract(MemorySegment from, int length) {
        boolean isAbstract = length > FAMILY + 1
                && from.get(ValueLayout.JAVA_SHORT, 0) == SocketCalls.AF_UNIX
                && from.get(ValueLayout.JAVA_BYTE, FAMILY) == 0;
        return isAbstract ? bytes(from, FAMILY + 1, Math.min(length, STORAGE) - FAMILY - 1) : null;
    }

    /**
     * Reads an address.
     *
     * @param from where it is
     * @param length its bytes
     * @return the address; null when there is none, it is an abstract one, or a path that Java cannot say
     */
    public static @Nullable SocketAddress read(MemorySegment from, int length) {
        if (length < FAMILY) {
            return null;
        }
        return switch (from.get(ValueLayout.JAVA_SHORT, 0)) {
            case SocketCalls.AF_INET -> new InetSocketAddress(host(bytes(from, 4, 4), 0), port(from));
            case SocketCalls.AF_INET6 ->
                new InetSocketAddress(host(bytes(from, 8, 16), from.get(ValueLayout.JAVA_INT, 24)), port(from));
            case SocketCalls.AF_UNIX -> readUnix(bytes(from, FAMILY, Math.min(length, STORAGE) - FAMILY));
            default -> null;
        };
    }

    private static int port(MemorySegment from) {
        return Short.toUnsignedInt(from.get(PORT, FAMILY));
    }

    private static byte[] bytes(MemorySegment from, long offset, int count) {
        return from.asSlice(offset, count).toArray(ValueLayout.JAVA_BYTE);
    }

    private static InetAddress host(byte[] bytes, int scope) {
        try {
            return scope == 0 ? InetAddress.getByAddress(bytes) : Inet6Address.getByAddress(null, bytes, scope);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("The kernel's address has " + bytes.length + " bytes", e);
        }
    }

    private static @Nullable UnixDomainSocketAddress readUnix(byte[] name) {
        if (name.length == 0) {
            return UnixDomainSocketAddress.of("");
        }
        if (name[0] == 0) {
            return null;
        }
        int end = 0;
        while (end < name.length && name[end] != 0) {
            end++;
        }
        return decoded(Arrays.copyOf(name, end));
    }

    /** A name that Java's paths cannot say is a peer's choice, and none of ours to fail at. */
    private static @Nullable UnixDomainSocketAddress decoded(byte[] name) {
        String path = new String(name, nativeCharset());
        if (!Arrays.equals(path.getBytes(nativeCharset()), name)) {
            return null;
        }
        try {
            return UnixDomainSocketAddress.of(path);
        } catch (InvalidPathException e) {
            return null;
        }
    }

    private static Charset nativeCharset() {
        String name = System.getProperty("sun.jnu.encoding");
        return name == null ? StandardCharsets.UTF_8 : Charset.forName(name);
    }
}
