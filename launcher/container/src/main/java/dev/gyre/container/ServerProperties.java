package dev.gyre.container;

/**
 * Names of the properties of a {@link dev.gyre.loop.protocol.ProtocolFactory} service by which a bundle has its protocol served. The same names, without
 * {@code gyre.}, are keys of the configuration {@code dev.gyre.server.NAME}, which comes before the service's own properties. Numbers and
 * truth values may be strings.
 */
public final class ServerProperties {
    /** Where to listen, one address or several: {@code tcp://127.0.0.1:7007}, {@code tcp://[::1]:7007}, {@code unix:/run/echo.sock}. */
    public static final String LISTEN = "gyre.listen";

    /** The server's name; the bundle's symbolic name unless set. */
    public static final String NAME = "gyre.name";

    /** Seconds that connections have to end when the protocol goes; 10 unless set. */
    public static final String DRAIN = "gyre.drain";

    /**
     * Seconds for which the listening sockets wait, open, for another protocol of the same address after this one's bundle has been stopped, as it is on an
     * update; 5 unless set. A service that is withdrawn by a bundle that goes on, and one whose bundle is uninstalled, close theirs at once.
     */
    public static final String HANDOVER = "gyre.handover";

    /** How many connections may wait to be accepted. */
    public static final String BACKLOG = "gyre.backlog";

    /** Whether an address may be taken while old connections of it fade away; true unless set. */
    public static final String REUSE_ADDRESS = "gyre.reuseAddress";

    /** Whether several processes may share the port. */
    public static final String REUSE_PORT = "gyre.reusePort";

    /** Whether TCP probes idle connections. */
    public static final String KEEP_ALIVE = "gyre.keepAlive";

    /** Permissions of a Unix socket's file, in octal. */
    public static final String MODE = "gyre.mode";

    /** Whether a Unix socket's file goes with its server: true unless set. */
    public static final String CLEANUP_SOCKET = "gyre.cleanupSocket";

    /** The family that a host's name is resolved to: {@code inet} or {@code inet6}; both unless set. */
    public static final String FAMILY = "gyre.family";

    /** Bytes that the kernel keeps of what has come to a connection; the system's choice unless set. */
    public static final String RECEIVE_BUFFER = "gyre.receiveBuffer";

    /** Bytes that the kernel keeps of what a connection has sent; the system's choice unless set. */
    public static final String SEND_BUFFER = "gyre.sendBuffer";

    /** How many loops serve the connections at the most; all of the container's unless set. */
    public static final String WORKERS = "gyre.workers";

    /** Whether it is served at all; true unless set. Made for configurations. */
    public static final String ENABLED = "gyre.enabled";

    private ServerProperties() {}
}
