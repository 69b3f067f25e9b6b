package dev.gyre.loop.spi;

/** What a backend can do beyond running timers and callbacks. A declared capability is tested by the contract suite. */
public enum Capability {
    /** TCP streams and listeners. */
    TCP,
    /** Unix-domain streams and listeners with a path. */
    UNIX_STREAM,
    /** Unix-domain addresses in Linux's abstract namespace. */
    UNIX_ABSTRACT,
    /** UDP. */
    DATAGRAM,
    /** Unix-domain datagrams. */
    UNIX_DATAGRAM,
    /** Watching a {@link java.nio.channels.SelectableChannel} that the user keeps. */
    WATCH_CHANNEL,
    /** Watching a raw descriptor that the user keeps. */
    WATCH_DESCRIPTOR,
    /** Adopting a raw descriptor as a socket. */
    ADOPT_DESCRIPTOR,
    /**
     * Pipe ends and character devices, as {@link PortKind#READ_PIPE} and {@link PortKind#WRITE_PIPE}: those that are channels, and descriptors too with
     * {@link #ADOPT_DESCRIPTOR}.
     */
    PIPE,
    /** Passing open descriptors over Unix streams. */
    PASS_DESCRIPTORS,
    /** File to socket without a copy through the heap. */
    SEND_FILE,
    /** Several listeners on one address. */
    REUSE_PORT,
    /** Time passes only while the loop waits; nothing outside the process is reached. */
    VIRTUAL_TIME
}
