package dev.gyre.loop.spi;

import dev.gyre.loop.AddressHints;
import dev.gyre.loop.AddressInfo;
import dev.gyre.loop.NameFlag;
import dev.gyre.loop.NameInfo;
import dev.gyre.loop.ResolverCapability;
import dev.gyre.loop.ResolverException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Name resolution, as a service. Its methods may block: the engine calls them off the loop, on the default executor. Numbers it is not asked for,
 * unless it has {@link ResolverCapability#ADDRESS_FLAGS} and one of those is asked for.
 *
 * <p><b>Threading</b>: any thread, several at once. A cancelled lookup is interrupted; one that does not heed it keeps its thread of the
 * executor, but nobody waits for it.
 */
public interface ResolverProvider extends Provider {
    /**
     * {@return what it can do beyond addresses and names}
     */
    default Set<ResolverCapability> capabilities() {
        return Set.of();
    }

    /**
     * Resolves a host.
     *
     * @param host the name or number; null for the wildcard or loopback address, by {@code hints}
     * @param port the port
     * @param hints what is asked for
     * @return the addresses, in order of preference; never empty
     * @throws ResolverException when there is none
     */
    List<AddressInfo> getaddrinfo(@Nullable String host, int port, AddressHints hints) throws ResolverException;

    /**
     * Resolves a host and the name of a service. Only one that has {@link ResolverCapability#SERVICE_NAMES} is asked.
     *
     * @param host the name or number; null for the wildcard or loopback address, by {@code hints}
     * @param service the service's name
     * @param hints what is asked for
     * @return the addresses, in order of preference; never empty
     * @throws ResolverException when there is none
     */
    default List<AddressInfo> getaddrinfo(@Nullable String host, String service, AddressHints hints)
            throws ResolverException {
        throw new ResolverException(
                ResolverException.EAI_SERVICE,
                "The resolver " + name() + " knows no services, such as " + service,
                null);
    }

    /**
     * Finds the name of an address.
     *
     * @param address the address
     * @param flags what is asked for
     * @return the name
     * @throws ResolverException when there is none and one was required
     */
    NameInfo getnameinfo(InetSocketAddress address, Set<NameFlag> flags) throws ResolverException;
}
