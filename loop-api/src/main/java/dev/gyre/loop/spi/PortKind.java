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
    /** The end of a pipe, FIFO, socket or character device that is only read: {@link StreamPort}, whose sending half is not used. */
    READ_PIPE,
    /**
     * The end of a pipe, FIFO, socket or character device that is only written: {@link StreamPort}. An interest in reading is one in the end of its reader: receiving
     * answers that it would block, and the end once nobody can read any more, where the mechanism tells.
     */
    WRITE_PIPE,
    /** Something of the user's that is only watched: plain {@link Port}. */
    WATCH
}
