package dev.gyre.transports.tcp;

/** Whoever set a transport up: the operation that waits for it, or the server that counts it. */
interface Keeper {
    /** The protocol's {@code connectionMade} has been called and reading has begun. */
    default void made(StreamTransport transport) {}

    /** The protocol's {@code connectionLost} has been called; the last the transport has to say. */
    default void lost(StreamTransport transport) {}
}
