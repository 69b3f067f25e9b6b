package dev.gyre.loop.spi;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.LoopPromise;
import dev.gyre.loop.protocol.StreamProtocol;
import dev.gyre.loop.transport.TlsOptions;
import dev.gyre.loop.transport.Transport;

/**
 * TLS over stream transports, as a service: a protocol that stands between a connection and the application's. Provisional.
 *
 * <p>What the protocol may rely on: it is told of {@code connectionMade} with the transport under it before anything else, also in the middle of a
 * connection that is upgraded; reading begins after that. What the application has written before an upgrade is sent before whatever it writes
 * then. Bytes that had come before an upgrade and were not given to the former protocol are given to it. A transport keeps no bytes of its
 * own, so there is nothing else to hand over. Completing {@code ready} with a failure, or its cancelling, has the transport aborted.
 */
public interface TlsProvider extends Provider {
    /**
     * Makes the protocol that a transport provider puts between a connection, new or upgraded, and the application's protocol.
     *
     * @param loop the loop
     * @param protocol the application's protocol
     * @param options how
     * @param ready completed with the application's transport after the handshake
     * @return the protocol for the connection
     */
    StreamProtocol<Transport> wrap(
            EventLoop loop,
            StreamProtocol<? super Transport> protocol,
            TlsOptions options,
            LoopPromise<Transport> ready);
}
