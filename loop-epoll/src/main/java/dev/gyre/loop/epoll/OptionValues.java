package dev.gyre.loop.epoll;

import dev.gyre.linux.SocketCalls;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** Writes and reads the values of socket options. */
final class OptionValues {
    private static final int INT = 4;
    private static final int SOL_SOCKET = 1;
    private static final int SO_LINGER = 13;
    private static final int STRUCT_LINGER = 8;
    /** struct ip_mreqn: two addresses, and the index of an interface. */
    private static final int IP_MREQN = 12;

    private static final ValueLayout.OfInt WORD = ValueLayout.JAVA_INT;

    private final SocketCalls calls;
    private final MemorySegment value = Arena.ofAuto().allocate(16, 8);
    private final MemorySegment length = Arena.ofAuto().allocate(INT, 4);

    OptionValues(SocketCalls calls) {
        this.calls = calls;
    }

    /** {@return what the kernel answers} */
    int set(int descriptor, int family, EpollOption option, Object wanted) {
        int bytes =
                switch (option.form()) {
                    case FLAG -> word((Boolean) wanted ? 1 : 0);
                    case NUMBER, SIZE -> word((Integer) wanted);
                    case LINGER -> linger((Integer) wanted);
                    case INTERFACE -> face((NetworkInterface) wanted, family);
                };
        return calls.setOption(descriptor, option.level(family), option.number(family), value.address(), bytes);
    }

    private int word(int number) {
        value.set(WORD, 0, number);
        return INT;
    }

    private int linger(int seconds) {
        value.set(WORD, 0, seconds < 0 ? 0 : 1);
        value.set(WORD, INT, Math.max(seconds, 0));
        return STRUCT_LINGER;
    }

    /** Has closing a socket not wait, as it does even if the socket itself never waits; what a peer has not had yet goes on in the background. */
    void stopWaiting(int descriptor) {
        length.set(WORD, 0, STRUCT_LINGER);
        int answer = calls.option(descriptor, SOL_SOCKET, SO_LINGER, value.address(), length.address());
        if (answer >= 0 && value.get(WORD, 0) != 0 && value.get(WORD, INT) > 0) {
            calls.setOption(descriptor, SOL_SOCKET, SO_LINGER, value.address(), linger(-1));
        }
    }

    private int face(NetworkInterface wanted, int family) {
        if (family == SocketCalls.AF_INET6) {
            return word(wanted.getIndex());
        }
        value.fill((byte) 0);
        // By its index it is chosen, and by its address it is told.
        wanted.inetAddresses()
                .filter(Inet4Address.class::isInstance)
                .findFirst()
                .ifPresent(own -> MemorySegment.copy(own.getAddress(), 0, value, ValueLayout.JAVA_BYTE, INT, INT));
        value.set(WORD, 2 * INT, wanted.getIndex());
        return IP_MREQN;
    }

    /** What reading an option has given. */
    record Read(int answer, @Nullable Object value) {}

    Read get(int descriptor, int family, EpollOption option) throws SocketException {
        value.fill((byte) 0);
        boolean ipv4Interface = option.form() == EpollOption.Form.INTERFACE && family == SocketCalls.AF_INET;
        int room =
                switch (option.form()) {
                    case FLAG, NUMBER, SIZE -> INT;
                    case LINGER -> STRUCT_LINGER;
                    case INTERFACE -> INT;
                };
        length.set(WORD, 0, room);
        int answer = calls.option(
                descriptor, option.level(family), option.number(family), value.address(), length.address());
        return new Read(answer, answer < 0 ? null : read(option.form(), ipv4Interface));
    }

    private @Nullable Object read(EpollOption.Form form, boolean ipv4Interface) throws SocketException {
        int first = value.get(WORD, 0);
        return switch (form) {
            case FLAG -> first != 0;
            case NUMBER -> first;
            case SIZE -> first / 2;
            case LINGER -> first == 0 ? -1 : value.get(WORD, INT);
            case INTERFACE -> {
                if (first == 0) {
                    yield null;
                }
                yield ipv4Interface
                        ? having(value.asSlice(0, INT).toArray(ValueLayout.JAVA_BYTE))
                        : NetworkInterface.getByIndex(first);
            }
        };
    }

    private static @Nullable NetworkInterface having(byte[] address) throws SocketException {
        try {
            return NetworkInterface.getByInetAddress(InetAddress.getByAddress(address));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("Four bytes are an address", e);
        }
    }

    /** {@return a number that a socket tells of itself, at level SOL_SOCKET; below zero, what the kernel answers} */
    int ask(int descriptor, int option) {
        length.set(WORD, 0, INT);
        int answer = calls.option(descriptor, SOL_SOCKET, option, value.address(), length.address());
        return answer < 0 ? answer : value.get(WORD, 0);
    }
}
