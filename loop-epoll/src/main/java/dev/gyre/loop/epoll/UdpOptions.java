package dev.gyre.loop.epoll;

import dev.gyre.linux.SocketCalls;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Numbers that are read from and written to sockets of UDP (udp(7), ip(7), ipv6(7)). */
final class UdpOptions {
    static final int SOL_UDP = 17;
    static final int UDP_SEGMENT = 103;
    static final int UDP_GRO = 104;

    private static final int INT = 4;
    private static final int SOL_IP = 0;
    private static final int IP_RECVERR = 11;
    private static final int IP_MTU = 14;
    private static final int SOL_IPV6 = 41;
    private static final int IPV6_RECVERR = 25;
    private static final int IPV6_MTU = 24;

    private final SocketCalls calls;
    private final MemorySegment value = Arena.ofAuto().allocate(INT, INT);
    private final MemorySegment length = Arena.ofAuto().allocate(INT, INT);

    UdpOptions(SocketCalls calls) {
        this.calls = calls;
    }

    /** {@return whether the kernel cuts messages of this socket up} */
    boolean cutsUp(int descriptor) {
        return ask(descriptor, SOL_UDP, UDP_SEGMENT) >= 0;
    }

    /** Has the kernel join datagrams of one sender that have come together, or not; returns whether it does as it was told. */
    boolean join(int descriptor, boolean on) {
        value.set(ValueLayout.JAVA_INT, 0, on ? 1 : 0);
        return calls.setOption(descriptor, SOL_UDP, UDP_GRO, value.address(), INT) >= 0;
    }

    /** {@return whether a socket without a peer hears of errors that the network reports} */
    boolean hearsOfErrors(int descriptor, int family) {
        return ask(descriptor, SOL_IP, IP_RECVERR) > 0
                || family == SocketCalls.AF_INET6 && ask(descriptor, SOL_IPV6, IPV6_RECVERR) > 0;
    }

    /** {@return the longest packet on the way to a connected socket's peer, as far as it is known; below zero, what the kernel answers} */
    int longestPacket(int descriptor, int family) {
        return family == SocketCalls.AF_INET6 ? ask(descriptor, SOL_IPV6, IPV6_MTU) : ask(descriptor, SOL_IP, IP_MTU);
    }

    private int ask(int descriptor, int level, int option) {
        length.set(ValueLayout.JAVA_INT, 0, INT);
        value.set(ValueLayout.JAVA_INT, 0, 0);
        int answer = calls.option(descriptor, level, option, value.address(), length.address());
        return answer < 0 ? answer : value.get(ValueLayout.JAVA_INT, 0);
    }
}
