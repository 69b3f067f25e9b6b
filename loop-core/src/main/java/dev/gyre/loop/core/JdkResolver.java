package dev.gyre.loop.core;

import dev.gyre.loop.AddressFlag;
import dev.gyre.loop.AddressHints;
import dev.gyre.loop.AddressInfo;
import dev.gyre.loop.NameFlag;
import dev.gyre.loop.NameInfo;
import dev.gyre.loop.ResolverCapability;
import dev.gyre.loop.ResolverException;
import dev.gyre.loop.spi.ResolverProvider;
import java.net.IDN;
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

/** The JDK's resolver. It has none of the {@link ResolverCapability}s, and refuses what it cannot do rather than answer wrongly. */
final class JdkResolver implements ResolverProvider {
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int RAW = 3;
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
        check(port, hints);
        InetAddress[] addresses = addresses(host, hints);
        List<AddressInfo> found = new ArrayList<>();
        for (InetAddress address : addresses) {
            addTypes(found, canonical(host, hints), new InetSocketAddress(address, port), hints);
        }
        if (found.isEmpty()) {
            throw new ResolverException(
                    NumericHost.parse(String.valueOf(host)) != null
                            ? ResolverException.EAI_ADDRFAMILY
                            : ResolverException.EAI_NONAME,
                    "The host " + host + " has no address of family " + hints.family() + ", but " + List.of(addresses),
                    null);
        }
        return List.copyOf(found);
    }

    @Override
    public List<AddressInfo> getaddrinfo(@Nullable String host, String service, AddressHints hints)
            throws ResolverException {
        boolean number = hints.flags().contains(AddressFlag.NUMERICSERV);
        throw new ResolverException(
                number ? ResolverException.EAI_NONAME : ResolverException.EAI_SERVICE,
                number
                        ? "NUMERICSERV was asked for and " + service + " is not a number"
                        : "The JDK's resolver does not know the service " + service + ": it lacks the capability "
                                + ResolverCapability.SERVICE_NAMES
                                + "; give its port as a number, or add a resolver that has it",
                null);
    }

    private static void check(int port, AddressHints hints) throws ResolverException {
        if (port < 0 || port > HIGHEST_PORT) {
            throw new ResolverException(ResolverException.EAI_SERVICE, "A port is 0 to 65535, not " + port, null);
        }
        ProtocolFamily family = hints.family();
        if (family != null && family != StandardProtocolFamily.INET && family != StandardProtocolFamily.INET6) {
            throw new ResolverException(
                    ResolverException.EAI_FAMILY, "Hosts have addresses of family INET and INET6, not " + family, null);
        }
        if (!fits(hints, AddressHints.STREAM, TCP) && !fits(hints, AddressHints.DGRAM, UDP)) {
            throw new ResolverException(
                    hints.type() == 0 || hints.type() == RAW
                            ? ResolverException.EAI_SERVICE
                            : ResolverException.EAI_SOCKTYPE,
                    "Streams (type 1, protocol 6) and datagrams (type 2, protocol 17) are resolved, not type "
                            + hints.type() + " with protocol " + hints.protocol(),
                    null);
        }
        for (AddressFlag flag : hints.flags()) {
            switch (flag) {
                case V4MAPPED, ALL, ADDRCONFIG -> throw lacking(flag, ResolverCapability.ADDRESS_FLAGS);
                case PASSIVE, CANONNAME, NUMERICHOST, NUMERICSERV -> {}
            }
        }
    }

    private static boolean fits(AddressHints hints, int type, int protocol) {
        return (hints.type() == 0 || hints.type() == type) && (hints.protocol() == 0 || hints.protocol() == protocol);
    }

    private static ResolverException lacking(Enum<?> flag, ResolverCapability capability) {
        return new ResolverException(
                ResolverException.EAI_BADFLAGS,
                "The JDK's resolver cannot honour " + flag + ": it lacks the capability " + capability
                        + "; leave the flag out, or add a resolver that has it",
                null);
    }

    private static @Nullable String canonical(@Nullable String host, AddressHints hints) throws ResolverException {
        if (host == null || !hints.flags().contains(AddressFlag.CANONNAME)) {
            return null;
        }
        if (NumericHost.parse(host) == null) {
            throw lacking(AddressFlag.CANONNAME, ResolverCapability.CANONICAL_NAMES);
        }
        return host;
    }

    private static InetAddress[] addresses(@Nullable String host, AddressHints hints) throws ResolverException {
        try {
            if (host == null) {
                return hints.flags().contains(AddressFlag.PASSIVE)
                        ? new InetAddress[] {InetAddress.ofLiteral("0.0.0.0"), InetAddress.ofLiteral("::")}
                        : new InetAddress[] {InetAddress.ofLiteral("::1"), InetAddress.ofLiteral("127.0.0.1")};
            }
            InetAddress literal = NumericHost.parse(host);
            if (literal == null && hints.flags().contains(AddressFlag.NUMERICHOST)) {
                throw new ResolverException(
                        ResolverException.EAI_NONAME,
                        "NUMERICHOST was asked for and " + host + " is not a number",
                        null);
            }
            return literal != null ? new InetAddress[] {literal} : InetAddress.getAllByName(lookedUp(host));
        } catch (UnknownHostException e) {
            throw new ResolverException(ResolverException.EAI_NONAME, "The host " + host + " is not known", e);
        }
    }

    /** The name as name services know it. What the JDK would read as a number of its own, the C library does not. */
    private static String lookedUp(String host) throws ResolverException {
        if (host.isEmpty()) {
            throw new ResolverException(
                    ResolverException.EAI_NONAME, "The host is empty; null asks for this one", null);
        }
        if (host.indexOf(':') >= 0 || host.indexOf('[') >= 0) {
            throw new ResolverException(
                    ResolverException.EAI_NONAME, "The host " + host + " is neither a name nor an address", null);
        }
        try {
            return IDN.toASCII(host);
        } catch (IllegalArgumentException e) {
            throw new ResolverException(
                    ResolverException.EAI_NONAME, "The host " + host + " is no name: " + e.getMessage(), e);
        }
    }

    private static void addTypes(
            List<AddressInfo> found, @Nullable String canonical, InetSocketAddress address, AddressHints hints) {
        ProtocolFamily family = address.getAddress() instanceof Inet6Address
                ? StandardProtocolFamily.INET6
                : StandardProtocolFamily.INET;
        if (hints.family() != null && hints.family() != family) {
            return;
        }
        if (fits(hints, AddressHints.STREAM, TCP)) {
            found.add(new AddressInfo(family, AddressHints.STREAM, TCP, canonical, address));
        }
        if (fits(hints, AddressHints.DGRAM, UDP)) {
            found.add(new AddressInfo(family, AddressHints.DGRAM, UDP, canonical, address));
        }
    }

    @Override
    public NameInfo getnameinfo(InetSocketAddress address, Set<NameFlag> flags) throws ResolverException {
        if (flags.contains(NameFlag.NOFQDN)) {
            throw lacking(NameFlag.NOFQDN, ResolverCapability.ADDRESS_FLAGS);
        }
        InetAddress host = address.getAddress();
        if (host == null) {
            throw new ResolverException(ResolverException.EAI_NONAME, "The address is not resolved: " + address, null);
        }
        String number = NumericHost.text(host);
        String name = flags.contains(NameFlag.NUMERICHOST) ? number : name(host, number);
        if (flags.contains(NameFlag.NAMEREQD) && name.equals(number)) {
            throw new ResolverException(ResolverException.EAI_NONAME, "The address " + number + " has no name", null);
        }
        return new NameInfo(name, Integer.toString(address.getPort()));
    }

    private static String name(InetAddress host, String number) {
        String name = host.getCanonicalHostName();
        return name.equals(host.getHostAddress()) ? number : name;
    }
}
