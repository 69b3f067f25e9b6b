package dev.gyre.loop.sim;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * From where a datagram goes to where.
 *
 * @param from the sender's address, as the receiver hears it
 * @param to the receiver's, or a broadcast address
 */
record SimRoute(InetSocketAddress from, InetSocketAddress to) {
    /** What the headers of IPv4 and UDP leave of the 65,535 bytes of a packet. */
    private static final int LONGEST_OF_IPV4 = 65_507;
    /** The length in IPv6 does not count its own header. */
    private static final int LONGEST_OF_IPV6 = 65_527;

    private static final int ALL_ONES = 255;
    private static final int LOOPBACK_NET = 127;

    /** {@return how many bytes a datagram may have on this way} */
    int longest() {
        return to.getAddress() instanceof Inet4Address ? LONGEST_OF_IPV4 : LONGEST_OF_IPV6;
    }

    boolean isBroadcast() {
        return isBroadcast(to.getAddress());
    }

    /** {@return whether an address is everybody's, of the whole network or of the loopback interface} */
    static boolean isBroadcast(InetAddress address) {
        byte[] bytes = address.getAddress();
        int net = Byte.toUnsignedInt(bytes[0]);
        boolean broadcast = bytes.length == 4 && (net == ALL_ONES || net == LOOPBACK_NET);
        for (int i = 1; broadcast && i < bytes.length; i++) {
            broadcast = Byte.toUnsignedInt(bytes[i]) == ALL_ONES;
        }
        return broadcast;
    }
}
