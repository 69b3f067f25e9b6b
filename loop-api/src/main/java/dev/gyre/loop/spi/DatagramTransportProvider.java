package dev.gyre.loop.spi;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.LoopFuture;
import dev.gyre.loop.protocol.DatagramProtocol;
import dev.gyre.loop.protocol.ProtocolFactory;
import dev.gyre.loop.transport.Connection;
import dev.gyre.loop.transport.DatagramOptions;
import dev.gyre.loop.transport.DatagramTransport;

/** Datagram endpoints, as a service. */
public interface DatagramTransportProvider extends Provider {
    /**
     * Serves {@link EventLoop#createDatagramEndpoint}.
     *
     * @param <P> the protocol
     * @param loop the loop
     * @param factory makes the protocol
     * @param options where and how
     * @return the endpoint
     */
    <P extends DatagramProtocol> LoopFuture<Connection<DatagramTransport, P>> createDatagramEndpoint(
            EventLoop loop, ProtocolFactory<P> factory, DatagramOptions options);
}
