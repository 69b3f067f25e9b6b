package dev.gyre.loop.spi;

/** What a port is for; it decides the port's type. */
public enum PortKind {
    /** A connected stream: {@link StreamPort}. */
    STREAM,
    /** A stream socket before or during its connect: {@link StreamPort}, which serves as {@link #STREAM} afterwards. */
    CONNECTING,
    /** A listening socket: {@link ListenerPort}. */
    LISTENER,
    /** A datagram socket: {@link DatagramPort}. */
    DATAGRAM,
    /** Something of the user's that is only watched: plain {@link Port}. */
    WATCH
}
