package dev.gyre.loop;

/** What a resolver can do beyond addresses of names and names of addresses. */
public enum ResolverCapability {
    /** The canonical name of a host, by {@link AddressFlag#CANONNAME}. Without it, the flag is refused unless the host is a number. */
    CANONICAL_NAMES,
    /**
     * The names of services, in {@link NameInfo#service} with {@link NameFlag#DGRAM}, and in the place of a port. Without it, a service is a
     * number, and its name is refused.
     */
    SERVICE_NAMES,
    /** {@link AddressFlag#V4MAPPED}, {@link AddressFlag#ALL}, {@link AddressFlag#ADDRCONFIG} and {@link NameFlag#NOFQDN}. Without it, they are refused. */
    ADDRESS_FLAGS,
    /** The very code of a failed lookup. Without it, a name that was not found is {@link ResolverException#EAI_NONAME}, whatever the reason. */
    ERROR_CODES
}
