package dev.gyre.loop;

/** The flags of {@code getnameinfo}. */
public enum NameFlag {
    /** The host as a number. */
    NUMERICHOST,
    /** The service as a number. */
    NUMERICSERV,
    /** Fail when the host has no name. */
    NAMEREQD,
    /** The service is a datagram one. */
    DGRAM,
    /** Only the first label of a local host's name. */
    NOFQDN
}
