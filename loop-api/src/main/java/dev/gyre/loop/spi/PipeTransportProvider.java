package dev.gyre.loop.spi;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.LoopFuture;
import dev.gyre.loop.protocol.BaseProtocol;
import dev.gyre.loop.protocol.ProtocolFactory;
import dev.gyre.loop.protocol.StreamProtocol;
import dev.gyre.loop.transport.Connection;
import dev.gyre.loop.transport.PipeEnd;
import dev.gyre.loop.transport.ReadTransport;
import dev.gyre.loop.transport.WriteTransport;

/** Transports over pipe ends and character devices, as a service. */
public interface PipeTransportProvider extends Provider {
    /**
     * Serves {@link EventLoop#connectReadPipe}.
     *
     * @param <P> the protocol
     * @param loop the loop
     * @param factory makes the protocol
     * @param end the end to read from
     * @return the connection
     */
    <P extends StreamProtocol<? super ReadTransport>> LoopFuture<Connection<ReadTransport, P>> connectReadPipe(
            EventLoop loop, ProtocolFactory<P> factory, PipeEnd end);

    /**
     * Serves {@link EventLoop#connectWritePipe}.
     *
     * @param <P> the protocol
     * @param loop the loop
     * @param factory makes the protocol
     * @param end the end to write to
     * @return the connection
     */
    <P extends BaseProtocol<? super WriteTransport>> LoopFuture<Connection<WriteTransport, P>> connectWritePipe(
            EventLoop loop, ProtocolFactory<P> factory, PipeEnd end);
}
