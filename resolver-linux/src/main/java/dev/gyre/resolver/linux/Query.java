package dev.gyre.resolver.linux;

import dev.gyre.linux.NameQuery;
import dev.gyre.linux.SocketCalls;
import dev.gyre.loop.AddressHints;
import dev.gyre.loop.ResolverException;
import java.net.IDN;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import org.jspecify.annotations.Nullable;

/** Makes the C library's question of ours. */
final class Query {
    private static final int ANY_FAMILY = 0;

    private Query() {}

    static NameQuery of(@Nullable String host, String service, AddressHints hints) throws ResolverException {
        try {
            return new NameQuery(
                    host == null ? null : encoded(host),
                    service,
                    Flags.ofAddresses(hints.flags()),
                    family(hints.family()),
                    hints.type(),
                    hints.protocol());
        } catch (IllegalArgumentException e) {
            throw new ResolverException(ResolverException.EAI_NONAME, String.valueOf(e.getMessage()), e);
        }
    }

    /** The name as name services know it, by IDNA 2003 as CPython does. A number with its scope is left alone. */
    private static String encoded(String host) throws ResolverException {
        if (host.isEmpty() || host.indexOf(':') >= 0) {
            return host;
        }
        try {
            return IDN.toASCII(host);
        } catch (IllegalArgumentException e) {
            throw new ResolverException(
                    ResolverException.EAI_NONAME, "The host " + host + " is no name: " + e.getMessage(), e);
        }
    }

    private static int family(@Nullable ProtocolFamily family) throws ResolverException {
        return switch (family) {
            case null -> ANY_FAMILY;
            case StandardProtocolFamily.INET -> SocketCalls.AF_INET;
            case StandardProtocolFamily.INET6 -> SocketCalls.AF_INET6;
            default ->
                throw new ResolverException(
                        ResolverException.EAI_FAMILY,
                        "Hosts have addresses of family INET and INET6, not " + family,
                        null);
        };
    }
}
