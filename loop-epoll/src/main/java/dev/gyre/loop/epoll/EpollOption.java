package dev.gyre.loop.epoll;

import dev.gyre.linux.SocketCalls;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The options of sockets with their numbers (socket(7), tcp(7), ip(7), ipv6(7)), and which sockets have them. Those of {@code jdk.net} are known by name, as that module may be missing. */
enum EpollOption {
    SNDBUF(
            StandardSocketOptions.SO_SNDBUF,
            Level.SOCKET,
            7,
            Form.SIZE,
            Sort.STREAM,
            Sort.DATAGRAM,
            Sort.UNIX_STREAM,
            Sort.UNIX_DATAGRAM),
    RCVBUF(
            StandardSocketOptions.SO_RCVBUF,
            Level.SOCKET,
            8,
            Form.SIZE,
            Sort.STREAM,
            Sort.LISTENER,
            Sort.DATAGRAM,
            Sort.UNIX_STREAM,
            Sort.UNIX_LISTENER,
            Sort.UNIX_DATAGRAM),
    REUSEADDR(
            StandardSocketOptions.SO_REUSEADDR, Level.SOCKET, 2, Form.FLAG, Sort.STREAM, Sort.LISTENER, Sort.DATAGRAM),
    REUSEPORT(
            StandardSocketOptions.SO_REUSEPORT, Level.SOCKET, 15, Form.FLAG, Sort.STREAM, Sort.LISTENER, Sort.DATAGRAM),
    KEEPALIVE(StandardSocketOptions.SO_KEEPALIVE, Level.SOCKET, 9, Form.FLAG, Sort.STREAM),
    LINGER(StandardSocketOptions.SO_LINGER, Level.SOCKET, 13, Form.LINGER, Sort.STREAM, Sort.UNIX_STREAM),
    BROADCAST(StandardSocketOptions.SO_BROADCAST, Level.SOCKET, 6, Form.FLAG, Sort.DATAGRAM),
    NODELAY(StandardSocketOptions.TCP_NODELAY, Level.TCP, 1, Form.FLAG, Sort.STREAM),
    TOS(StandardSocketOptions.IP_TOS, Level.IP, 1, 67, Form.NUMBER, Sort.STREAM, Sort.DATAGRAM),
    MULTICAST_TTL(StandardSocketOptions.IP_MULTICAST_TTL, Level.IP, 33, 18, Form.NUMBER, Sort.DATAGRAM),
    MULTICAST_LOOP(StandardSocketOptions.IP_MULTICAST_LOOP, Level.IP, 34, 19, Form.FLAG, Sort.DATAGRAM),
    MULTICAST_IF(StandardSocketOptions.IP_MULTICAST_IF, Level.IP, 32, 17, Form.INTERFACE, Sort.DATAGRAM),
    KEEPIDLE("TCP_KEEPIDLE", Level.TCP, 4, Form.NUMBER, Sort.STREAM, Sort.LISTENER),
    KEEPINTERVAL("TCP_KEEPINTERVAL", Level.TCP, 5, Form.NUMBER, Sort.STREAM, Sort.LISTENER),
    KEEPCOUNT("TCP_KEEPCOUNT", Level.TCP, 6, Form.NUMBER, Sort.STREAM, Sort.LISTENER),
    QUICKACK("TCP_QUICKACK", Level.TCP, 12, Form.FLAG, Sort.STREAM);

    /** What a socket is, as far as its options depend on it. */
    enum Sort {
        STREAM,
        LISTENER,
        DATAGRAM,
        UNIX_STREAM,
        UNIX_LISTENER,
        UNIX_DATAGRAM
    }

    /** How a value is written. */
    enum Form {
        FLAG,
        NUMBER,
        /** The kernel doubles what it is given, for its own needs, and tells the double. */
        SIZE,
        /** struct linger; below zero is off. */
        LINGER,
        /** struct ip_mreqn for IPv4, an index for IPv6. */
        INTERFACE
    }

    /** The level of an option. */
    enum Level {
        SOCKET(1, 1),
        TCP(6, 6),
        IP(0, 41);

        private final int ipv4;
        private final int ipv6;

        Level(int ipv4, int ipv6) {
            this.ipv4 = ipv4;
            this.ipv6 = ipv6;
        }
    }

    private final @Nullable SocketOption<?> option;
    private final String name;
    private final Level level;
    private final int number;
    private final int numberForIpv6;
    private final Form form;
    private final Set<Sort> sorts;

    EpollOption(SocketOption<?> option, Level level, int number, Form form, Sort... sorts) {
        this(option, option.name(), level, number, number, form, sorts);
    }

    EpollOption(SocketOption<?> option, Level level, int number, int numberForIpv6, Form form, Sort... sorts) {
        this(option, option.name(), level, number, numberForIpv6, form, sorts);
    }

    EpollOption(String name, Level level, int number, Form form, Sort... sorts) {
        this(null, name, level, number, number, form, sorts);
    }

    EpollOption(
            @Nullable SocketOption<?> option,
            String name,
            Level level,
            int number,
            int numberForIpv6,
            Form form,
            Sort... sorts) {
        this.option = option;
        this.name = name;
        this.level = level;
        this.number = number;
        this.numberForIpv6 = numberForIpv6;
        this.form = form;
        this.sorts = EnumSet.of(sorts[0], sorts);
    }

    /** {@return the one with a name, that sockets of a sort have; null when there is none} */
    static @Nullable EpollOption of(SocketOption<?> option, Sort sort) {
        for (EpollOption each : values()) {
            if (each.name.equals(option.name()) && each.sorts.contains(sort)) {
                return each;
            }
        }
        return null;
    }

    /** {@return the standard ones that sockets of a sort have} */
    static Set<SocketOption<?>> all(Sort sort) {
        Set<SocketOption<?>> found = new LinkedHashSet<>();
        for (EpollOption each : values()) {
            if (each.option != null && each.sorts.contains(sort)) {
                found.add(each.option);
            }
        }
        return found;
    }

    Form form() {
        return form;
    }

    int level(int family) {
        return family == SocketCalls.AF_INET6 ? level.ipv6 : level.ipv4;
    }

    int number(int family) {
        return family == SocketCalls.AF_INET6 ? numberForIpv6 : number;
    }
}
