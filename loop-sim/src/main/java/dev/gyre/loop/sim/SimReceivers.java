package dev.gyre.loop.sim;

import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.util.ArrayList;
import java.util.List;

/**
 * Who receives a datagram, as in a kernel: everybody, if it is a broadcast; else the one who fits best. An address of one's own goes before a
 * wildcard, being connected to the sender before hearing anybody, and IPv4 before both families. Among equals a sender is always heard by
 * the same one where they share by {@code SO_REUSEPORT}, and by the one bound last where they do by {@code SO_REUSEADDR}.
 */
final class SimReceivers {
    private static final int EXACT = 4;
    private static final int CONNECTED = 2;
    private static final int OF_ONE_FAMILY = 1;

    private SimReceivers() {}

    /** {@return those who receive, out of those who are bound to the port} */
    static List<SimDatagramSocket> of(SimRoute route, List<SimSocket> atPort) {
        List<SimDatagramSocket> hearing = new ArrayList<>(1);
        for (SimSocket each : atPort) {
            if (each instanceof SimDatagramSocket socket && socket.hears(route) && serves(socket, route)) {
                hearing.add(socket);
            }
        }
        return route.isBroadcast() || hearing.size() <= 1 ? hearing : List.of(best(hearing, route));
    }

    private static boolean serves(SimSocket socket, SimRoute route) {
        InetAddress bound = SimPorts.addressOf(socket);
        InetAddress to = route.to().getAddress();
        return bound.equals(to) || SimPorts.covers(bound, to);
    }

    private static SimDatagramSocket best(List<SimDatagramSocket> hearing, SimRoute route) {
        int most = hearing.stream().mapToInt(SimReceivers::fit).max().orElse(0);
        List<SimDatagramSocket> equals =
                hearing.stream().filter(each -> fit(each) == most).toList();
        return equals.getLast().options().reusesPort() ? SimPorts.sharing(equals, route.from()) : equals.getLast();
    }

    private static int fit(SimDatagramSocket socket) {
        return (SimPorts.addressOf(socket).isAnyLocalAddress() ? 0 : EXACT)
                + (socket.remote() == null ? 0 : CONNECTED)
                + (socket.family() == StandardProtocolFamily.INET ? OF_ONE_FAMILY : 0);
    }
}
