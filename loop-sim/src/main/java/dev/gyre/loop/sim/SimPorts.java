package dev.gyre.loop.sim;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The ports of one protocol and who is bound to them. An {@code INET6} wildcard serves both families, as a dual-stack socket does. Guarded
 * by the network's lock.
 */
final class SimPorts {
    private static final int FIRST = 32_768;
    private static final int LAST = 60_999;

    private final Map<Integer, List<SimSocket>> sockets = new HashMap<>();
    private int next = FIRST;

    /** {@return a port that nobody has; 0 when there is none} */
    int free() {
        for (int tries = FIRST; tries <= LAST; tries++) {
            int port = next;
            next = port == LAST ? FIRST : port + 1;
            if (!sockets.containsKey(port)) {
                return port;
            }
        }
        return 0;
    }

    /** {@return whether an address is another's who does not share it} */
    boolean taken(InetAddress address, int port, SimSocket by) {
        return at(port).stream().anyMatch(other -> overlap(addressOf(other), address) && !by.sharesWith(other));
    }

    void enter(SimSocket socket, InetSocketAddress address) {
        sockets.computeIfAbsent(address.getPort(), p -> new ArrayList<>(1)).add(socket);
        socket.local(address);
    }

    void leave(SimSocket socket, InetSocketAddress address) {
        sockets.computeIfPresent(address.getPort(), (p, there) -> {
            there.remove(socket);
            return there.isEmpty() ? null : there;
        });
    }

    /** {@return who is bound to a port, in the order in which they were} */
    List<SimSocket> at(int port) {
        return sockets.getOrDefault(port, List.of());
    }

    /** {@return who of those that share an address is there for a sender, each time the same} */
    static <S extends SimSocket> S sharing(List<S> sockets, @Nullable SocketAddress sender) {
        return sockets.get(Math.floorMod(Objects.hashCode(sender), sockets.size()));
    }

    static InetAddress addressOf(SimSocket bound) {
        return bound.local() instanceof InetSocketAddress inet ? inet.getAddress() : InetAddress.getLoopbackAddress();
    }

    private static boolean overlap(InetAddress one, InetAddress other) {
        return one.equals(other) || covers(one, other) || covers(other, one);
    }

    static boolean covers(InetAddress wildcard, InetAddress address) {
        return wildcard.isAnyLocalAddress() && (!(wildcard instanceof Inet4Address) || address instanceof Inet4Address);
    }
}
