package dev.gyre.resolver.linux;

import dev.gyre.linux.FoundAddress;
import dev.gyre.linux.FoundName;
import dev.gyre.linux.Linux;
import dev.gyre.linux.NameCalls;
import dev.gyre.linux.NameQuery;
import dev.gyre.loop.AddressHints;
import dev.gyre.loop.AddressInfo;
import dev.gyre.loop.NameFlag;
import dev.gyre.loop.NameInfo;
import dev.gyre.loop.ResolverCapability;
import dev.gyre.loop.ResolverException;
import dev.gyre.loop.spi.Availability;
import dev.gyre.loop.spi.ResolverProvider;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Asks the C library, with all flags, canonical names, names of services, and its own codes. It comes before the engine's resolver and after those of
 * applications that give themselves no ranking. An interrupt does not end a lookup; nothing of it is left when it ends.
 */
public final class NativeResolverProvider implements ResolverProvider {
    private static final int RANKING = -1;
    private static final int HIGHEST_PORT = 65535;

    /** Makes the provider; it holds no state. */
    public NativeResolverProvider() {}

    @Override
    public String name() {
        return "native";
    }

    @Override
    public int ranking() {
        return RANKING;
    }

    @Override
    public Availability availability() {
        String problem = Linux.problem();
        return problem == null ? Availability.yes() : Availability.no(problem);
    }

    @Override
    public Set<ResolverCapability> capabilities() {
        return EnumSet.allOf(ResolverCapability.class);
    }

    @Override
    public List<AddressInfo> getaddrinfo(@Nullable String host, int port, AddressHints hints) throws ResolverException {
        if (port < 0 || port > HIGHEST_PORT) {
            throw new ResolverException(ResolverException.EAI_SERVICE, "A port is 0 to 65535, not " + port, null);
        }
        return getaddrinfo(host, Integer.toString(port), hints);
    }

    @Override
    public List<AddressInfo> getaddrinfo(@Nullable String host, String service, AddressHints hints)
            throws ResolverException {
        NameQuery query = Query.of(host, service, hints);
        NameCalls calls = new NameCalls();
        List<FoundAddress> found = new ArrayList<>();
        int code = calls.getaddrinfo(query, found::add);
        if (code != 0) {
            throw Failure.of(calls, code, "resolve " + host + " with service " + service + " as " + hints);
        }
        List<AddressInfo> answers = Answers.of(found, query);
        if (answers.isEmpty()) {
            throw new ResolverException(
                    ResolverException.EAI_SOCKTYPE,
                    "Cannot resolve " + host + " with service " + service + " as " + hints
                            + ": there are answers for raw sockets only, and loops have none",
                    null);
        }
        return answers;
    }

    @Override
    public NameInfo getnameinfo(InetSocketAddress address, Set<NameFlag> flags) throws ResolverException {
        if (address.isUnresolved()) {
            throw new ResolverException(ResolverException.EAI_NONAME, "The address is not resolved: " + address, null);
        }
        NameCalls calls = new NameCalls();
        List<FoundName> found = new ArrayList<>(1);
        int code = calls.getnameinfo(address, Flags.ofNames(flags), found::add);
        if (code != 0) {
            throw Failure.of(calls, code, "name " + address + " with " + flags);
        }
        FoundName name = found.getFirst();
        return new NameInfo(name.host(), name.service());
    }
}
