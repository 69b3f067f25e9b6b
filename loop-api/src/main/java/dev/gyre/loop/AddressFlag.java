package dev.gyre.loop;

/** The flags of {@code getaddrinfo}. A resolver that cannot honour one says so by a {@link ResolverException}. */
public enum AddressFlag {
    /** Without a host, the wildcard address instead of loopback. */
    PASSIVE,
    /** Ask for the canonical name. */
    CANONNAME,
    /** The host is a number; no name service is asked. */
    NUMERICHOST,
    /** The service is a number. */
    NUMERICSERV,
    /** IPv4-mapped addresses when there is no IPv6 one. */
    V4MAPPED,
    /** With {@link #V4MAPPED}: both. */
    ALL,
    /** Only families this machine has an address of. */
    ADDRCONFIG
}
