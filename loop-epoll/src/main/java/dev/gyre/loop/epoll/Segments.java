package dev.gyre.loop.epoll;

import dev.gyre.linux.Errno;
import dev.gyre.linux.SocketCalls;

/**
 * What one socket can send as one message that the kernel cuts up: nothing unless it is one of UDP, and no datagrams that would have to be
 * fragmented. How long those are is learnt from what the kernel refuses.
 */
final class Segments {
    static final int NONE = 0;
    private static final int ANY = 0xFFFF;
    private static final int UDP_HEADER = 8;
    private static final int IPV4_HEADER = 20;
    private static final int IPV6_HEADER = 40;
    /** Every network takes these whole, so what is refused is not their size. */
    private static final int ALWAYS_FITS = 512;

    private final UdpOptions options;
    private final int descriptor;
    private final int family;
    private final boolean hearsOfErrors;
    private int longest;

    Segments(UdpOptions options, int descriptor, int family) {
        this.options = options;
        this.descriptor = descriptor;
        this.family = family;
        boolean internet = family == SocketCalls.AF_INET || family == SocketCalls.AF_INET6;
        hearsOfErrors = internet && options.hearsOfErrors(descriptor, family);
        longest = internet && !hearsOfErrors && options.cutsUp(descriptor) ? ANY : NONE;
    }

    /** {@return whether a call may fail by what the network has reported of an earlier datagram} */
    boolean errorsCome(boolean connected) {
        return connected || hearsOfErrors;
    }

    /** {@return the longest datagram to be sent with others as one message; 0 for none} */
    int longest(boolean connected) {
        if (!connected || longest == NONE) {
            return longest;
        }
        // Asked before, for on a connected socket a refusal would say that, or tell of an earlier datagram.
        int packet = options.longestPacket(descriptor, family);
        int headers = UDP_HEADER + (family == SocketCalls.AF_INET6 ? IPV6_HEADER : IPV4_HEADER);
        return packet < 0 ? NONE : Math.min(longest, Math.max(packet - headers, NONE));
    }

    /**
     * {@return whether a message that was to be cut up may have been refused for that, which sending the first of its datagrams alone tells}
     *
     * @param connected whether the socket has a peer
     * @param answer what the kernel has answered
     */
    boolean mayBeWhy(boolean connected, int answer) {
        return switch (Errno.of(answer)) {
            case EMSGSIZE -> !connected;
            case EINVAL, EIO -> true;
            default -> false;
        };
    }

    /**
     * Takes note that a message was refused because it was to be cut up.
     *
     * @param size of the datagrams in it
     * @param answer what the kernel has answered
     */
    void refused(int size, int answer) {
        longest = Errno.of(answer) == Errno.EIO || size <= ALWAYS_FITS ? NONE : size - 1;
    }
}
