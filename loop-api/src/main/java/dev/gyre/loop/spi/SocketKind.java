package dev.gyre.loop.spi;

/** What a new socket is going to be; some mechanisms must know when they create it. */
public enum SocketKind {
    /** A stream that will connect. */
    STREAM,
    /** A stream socket that will listen. */
    LISTENER,
    /** A datagram socket. */
    DATAGRAM
}
