package dev.gyre.loop.spi;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.LoopFuture;
import dev.gyre.loop.LoopPromise;
import dev.gyre.loop.protocol.BaseProtocol;
import dev.gyre.loop.protocol.StreamProtocol;
import dev.gyre.loop.transport.TlsOptions;
import dev.gyre.loop.transport.Transport;

/** TLS over stream transports, as a service. Provisional. */
public interface TlsProvider extends Provider {
    /**
     * Serves {@link EventLoop#startTls}.
     *
     * @param loop the loop
     * @param transport the transport under TLS
     * @param protocol the application's protocol
     * @param options how
     * @return the transport the application writes to from now on
     */
    LoopFuture<Transport> startTls(
            EventLoop loop, Transport transport, BaseProtocol<? super Transport> protocol, TlsOptions options);

    /**
     * Makes the protocol that a transport provider puts between a new connection and the application's protocol.
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
