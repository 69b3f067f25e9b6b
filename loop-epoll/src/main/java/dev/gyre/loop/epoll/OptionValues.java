package dev.gyre.loop.epoll;

import dev.gyre.linux.SocketCalls;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.NetworkInterface;
import java.net.SocketException;
import org.jspecify.annotations.Nullable;

/** Writes and reads the values of socket options. */
final class OptionValues {
    private static final int INT = 4;
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

    private int face(NetworkInterface wanted, int family) {
        if (family == SocketCalls.AF_INET6) {
            return word(wanted.getIndex());
        }
        value.fill((byte) 0);
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
                    case INTERFACE -> ipv4Interface ? IP_MREQN : INT;
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
                int index = ipv4Interface ? value.get(WORD, 2 * INT) : first;
                yield index == 0 ? null : NetworkInterface.getByIndex(index);
            }
        };
    }

    /** {@return a number that a socket tells of itself, at level SOL_SOCKET; below zero, what the kernel answers} */
    int ask(int descriptor, int option) {
        length.set(WORD, 0, INT);
        int answer = calls.option(descriptor, 1, option, value.address(), length.address());
        return answer < 0 ? answer : value.get(WORD, 0);
    }
}
