package dev.gyre.transports.tcp;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The addresses of all interfaces. A socket bound to IPv6's takes IPv4 connections too (a backend opens IPv6 sockets without
 * {@code IPV6_V6ONLY}, as the JDK does), so IPv4's is bound only where IPv6's cannot be. One socket also means one port when the system
 * picks it.
 */
final class Wildcards {
    private static final int IPV6_LENGTH = 16;
    private static final int IPV4_LENGTH = 4;

    private final List<InetSocketAddress> widest = new ArrayList<>();

    /** {@return the wildcards of a family, the widest first; of both when it is null} */
    static List<InetSocketAddress> of(@Nullable ProtocolFamily family, int port) {
        List<InetSocketAddress> all = new ArrayList<>();
        if (family != StandardProtocolFamily.INET) {
            all.add(new InetSocketAddress(any(IPV6_LENGTH), port));
        }
        if (family != StandardProtocolFamily.INET6) {
            all.add(new InetSocketAddress(any(IPV4_LENGTH), port));
        }
        return all;
    }

    private static InetAddress any(int length) {
        try {
            return length == IPV6_LENGTH
                    ? Inet6Address.getByAddress(null, new byte[length], -1)
                    : InetAddress.getByAddress(new byte[length]);
        } catch (UnknownHostException e) {
            throw new AssertionError("an address has " + length + " bytes", e);
        }
    }

    /** {@return addresses with IPv6's wildcard before the rest} */
    static List<InetSocketAddress> widestFirst(Collection<InetSocketAddress> addresses) {
        return addresses.stream()
                .sorted(Comparator.comparing(address -> !widest(address)))
                .toList();
    }

    private static boolean widest(InetSocketAddress address) {
        return address.getAddress() instanceof Inet6Address
                && address.getAddress().isAnyLocalAddress();
    }

    /** Remembers what was bound. */
    void bound(InetSocketAddress address) {
        if (widest(address)) {
            widest.add(address);
        }
    }

    /** {@return whether what was bound takes the connections to an address} */
    boolean cover(InetSocketAddress address) {
        return address.getAddress().isAnyLocalAddress()
                && widest.stream().anyMatch(bound -> bound.getPort() == address.getPort());
    }
}
