package dev.gyre.transports.udp;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.LoopFuture;
import dev.gyre.loop.protocol.DatagramProtocol;
import dev.gyre.loop.protocol.ProtocolFactory;
import dev.gyre.loop.spi.DatagramTransportProvider;
import dev.gyre.loop.transport.Connection;
import dev.gyre.loop.transport.DatagramOptions;
import dev.gyre.loop.transport.DatagramTransport;

/**
 * Datagram endpoints over the loop's handles.
 *
 * <p><b>Threading</b>: stateless; each operation on the thread of the loop it is for.
 */
public final class UdpTransportProvider implements DatagramTransportProvider {
    /** Makes the provider; {@link java.util.ServiceLoader} does. */
    public UdpTransportProvider() {}

    @Override
    public String name() {
        return "udp";
    }

    @Override
    public <P extends DatagramProtocol> LoopFuture<Connection<DatagramTransport, P>> createDatagramEndpoint(
            EventLoop loop, ProtocolFactory<P> factory, DatagramOptions options) {
        return new EndpointOperation<>(loop, factory, options).start();
    }
}
