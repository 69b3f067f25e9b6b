package dev.gyre.resolver.linux;

import dev.gyre.linux.FoundAddress;
import dev.gyre.linux.NameQuery;
import dev.gyre.linux.SocketCalls;
import dev.gyre.loop.AddressInfo;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes our answers of the C library's. */
final class Answers {
    private Answers() {}

    /** Raw sockets, which loops do not have, are left out unless they were asked for. */
    static List<AddressInfo> of(List<FoundAddress> found, NameQuery query) {
        List<AddressInfo> answers = new ArrayList<>(found.size());
        for (FoundAddress each : found) {
            if (each.type() == SocketCalls.SOCK_STREAM
                    || each.type() == SocketCalls.SOCK_DGRAM
                    || each.type() == query.type()) {
                answers.add(answer(each, query.host()));
            }
        }
        return List.copyOf(answers);
    }

    private static AddressInfo answer(FoundAddress found, @Nullable String host) {
        return new AddressInfo(
                found.family() == SocketCalls.AF_INET6 ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET,
                found.type(),
                found.protocol(),
                found.canonicalName(),
                new InetSocketAddress(
                        named(found.address().getAddress(), host),
                        found.address().getPort()));
    }

    /** An address that knows the name it was asked by never goes to a name server for it. */
    private static InetAddress named(InetAddress address, @Nullable String host) {
        try {
            return address instanceof Inet6Address six && six.getScopeId() != 0
                    ? Inet6Address.getByAddress(host, six.getAddress(), six.getScopeId())
                    : InetAddress.getByAddress(host, address.getAddress());
        } catch (UnknownHostException e) {
            throw new IllegalStateException("An address is no address: " + address, e);
        }
    }
}
