package dev.gyre.loop.core;

import dev.gyre.loop.AddressFlag;
import dev.gyre.loop.AddressHints;
import dev.gyre.loop.AddressInfo;
import dev.gyre.loop.NameFlag;
import dev.gyre.loop.NameInfo;
import dev.gyre.loop.ResolverException;
import dev.gyre.loop.spi.ResolverProvider;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The JDK's resolver. It knows no service names and no flags that change how a name is looked up. */
final class JdkResolver implements ResolverProvider {
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int HIGHEST_PORT = 65535;

    @Override
    public String name() {
        return "jdk";
    }

    @Override
    public int ranking() {
        return Integer.MIN_VALUE;
    }

    @Override
    public List<AddressInfo> getaddrinfo(@Nullable String host, int port, AddressHints hints) throws ResolverException {
        if (port < 0 || port > HIGHEST_PORT) {
            throw new ResolverException(ResolverException.EAI_NONAME, "A port is 0 to 65535, not " + port, null);
        }
        List<AddressInfo> found = new ArrayList<>();
        for (InetAddress address : addresses(host, hints)) {
            addTypes(found, host, new InetSocketAddress(address, port), hints);
        }
        if (found.isEmpty()) {
            throw new ResolverException(
                    ResolverException.EAI_FAMILY, "No address of family " + hints.family() + " for host " + host, null);
        }
        return List.copyOf(found);
    }

    private static InetAddress[] addresses(@Nullable String host, AddressHints hints) throws ResolverException {
        try {
            if (host == null) {
                return hints.flags().contains(AddressFlag.PASSIVE)
                        ? new InetAddress[] {InetAddress.ofLiteral("::"), InetAddress.ofLiteral("0.0.0.0")}
                        : new InetAddress[] {InetAddress.ofLiteral("::1"), InetAddress.ofLiteral("127.0.0.1")};
            }
            InetAddress literal = Names.literal(host);
            if (literal == null && hints.flags().contains(AddressFlag.NUMERICHOST)) {
                throw new ResolverException(
                        ResolverException.EAI_NONAME,
                        "NUMERICHOST was asked for and " + host + " is not a number",
                        null);
            }
            return literal != null ? new InetAddress[] {literal} : InetAddress.getAllByName(host);
        } catch (UnknownHostException e) {
            throw new ResolverException(ResolverException.EAI_NONAME, "The host " + host + " is not known", e);
        }
    }

    private static void addTypes(
            List<AddressInfo> found, @Nullable String host, InetSocketAddress address, AddressHints hints) {
        ProtocolFamily family = address.getAddress() instanceof Inet6Address
                ? StandardProtocolFamily.INET6
                : StandardProtocolFamily.INET;
        if (hints.family() != null && hints.family() != family) {
            return;
        }
        String canonical = hints.flags().contains(AddressFlag.CANONNAME) ? host : null;
        addType(found, new AddressInfo(family, AddressHints.STREAM, TCP, canonical, address), hints);
        addType(found, new AddressInfo(family, AddressHints.DGRAM, UDP, canonical, address), hints);
    }

    private static void addType(List<AddressInfo> found, AddressInfo info, AddressHints hints) {
        boolean typeFits = hints.type() == 0 || hints.type() == info.type();
        boolean protocolFits = hints.protocol() == 0 || hints.protocol() == info.protocol();
        if (typeFits && protocolFits) {
            found.add(info);
        }
    }

    @Override
    public NameInfo getnameinfo(InetSocketAddress address, Set<NameFlag> flags) throws ResolverException {
        InetAddress host = address.getAddress();
        if (host == null) {
            throw new ResolverException(ResolverException.EAI_NONAME, "The address is not resolved: " + address, null);
        }
        String number = host.getHostAddress();
        String name = flags.contains(NameFlag.NUMERICHOST) ? number : host.getCanonicalHostName();
        if (flags.contains(NameFlag.NAMEREQD) && name.equals(number)) {
            throw new ResolverException(ResolverException.EAI_NONAME, "The address " + number + " has no name", null);
        }
        return new NameInfo(name, Integer.toString(address.getPort()));
    }
}
