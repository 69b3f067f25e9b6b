package dev.gyre.loop.sim;

import dev.gyre.loop.spi.SocketKind;
import java.net.ProtocolFamily;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The options of one socket. All are kept; {@code SO_RCVBUF}, {@code SO_LINGER} and {@code SO_REUSEPORT} also mean something here, and to
 * datagrams {@code SO_REUSEADDR} and {@code SO_BROADCAST}.
 */
final class SimSocketOptions {
    static final int DEFAULT_BUFFER = 64 * 1024;
    /** Of datagram sockets: what Linux has. */
    private static final int DATAGRAM_BUFFER = 212_992;

    private static final int NO_LINGER = -1;

    private final Map<SocketOption<?>, Object> values = new HashMap<>();

    SimSocketOptions(SocketKind kind, ProtocolFamily family) {
        if (kind == SocketKind.DATAGRAM) {
            ofDatagrams();
            return;
        }
        boolean stream = kind == SocketKind.STREAM;
        boolean internet = family != StandardProtocolFamily.UNIX;
        values.put(StandardSocketOptions.SO_RCVBUF, DEFAULT_BUFFER);
        if (internet) {
            values.put(StandardSocketOptions.SO_REUSEADDR, !stream);
            values.put(StandardSocketOptions.SO_REUSEPORT, false);
        }
        if (stream) {
            values.put(StandardSocketOptions.SO_SNDBUF, DEFAULT_BUFFER);
            values.put(StandardSocketOptions.SO_LINGER, NO_LINGER);
        }
        if (stream && internet) {
            values.put(StandardSocketOptions.SO_KEEPALIVE, false);
            values.put(StandardSocketOptions.TCP_NODELAY, false);
        }
    }

    private void ofDatagrams() {
        values.put(StandardSocketOptions.SO_RCVBUF, DATAGRAM_BUFFER);
        values.put(StandardSocketOptions.SO_SNDBUF, DATAGRAM_BUFFER);
        values.put(StandardSocketOptions.SO_REUSEADDR, false);
        values.put(StandardSocketOptions.SO_REUSEPORT, false);
        values.put(StandardSocketOptions.SO_BROADCAST, false);
        values.put(StandardSocketOptions.IP_TOS, 0);
    }

    Set<SocketOption<?>> names() {
        return Set.copyOf(values.keySet());
    }

    <T> void set(SocketOption<T> option, T value) {
        check(option);
        if (isBuffer(option) && (Integer) value <= 0) {
            throw new IllegalArgumentException(option.name() + " is " + value + "; it must be at least 1 byte");
        }
        values.put(option, option == StandardSocketOptions.SO_LINGER ? Math.max((Integer) value, NO_LINGER) : value);
    }

    private static boolean isBuffer(SocketOption<?> option) {
        return option == StandardSocketOptions.SO_RCVBUF || option == StandardSocketOptions.SO_SNDBUF;
    }

    <T> @Nullable T get(SocketOption<T> option) {
        check(option);
        return option.type().cast(values.get(option));
    }

    private void check(SocketOption<?> option) {
        if (!values.containsKey(option)) {
            throw new UnsupportedOperationException("A socket of the in-memory network has no option " + option.name()
                    + " here; it has " + values.keySet());
        }
    }

    int receiveBuffer() {
        return (Integer) values.getOrDefault(StandardSocketOptions.SO_RCVBUF, DEFAULT_BUFFER);
    }

    boolean reusesPort() {
        return isOn(StandardSocketOptions.SO_REUSEPORT);
    }

    boolean reusesAddress() {
        return isOn(StandardSocketOptions.SO_REUSEADDR);
    }

    boolean broadcasts() {
        return isOn(StandardSocketOptions.SO_BROADCAST);
    }

    private boolean isOn(SocketOption<Boolean> option) {
        return Boolean.TRUE.equals(values.get(option));
    }

    /** {@return whether closing drops the connection instead of ending it} */
    boolean lingersNot() {
        return values.getOrDefault(StandardSocketOptions.SO_LINGER, NO_LINGER).equals(0);
    }
}
