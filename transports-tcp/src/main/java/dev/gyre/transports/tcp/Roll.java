package dev.gyre.transports.tcp;

import dev.gyre.loop.transport.Transport;

/** Who writes down a server's connections. */
interface Roll extends Keeper {
    /** A connection has a transport. */
    void add(StreamTransport transport);

    /** From now on the protocol's transport is another than the socket's. */
    void above(StreamTransport under, Transport transport);
}
