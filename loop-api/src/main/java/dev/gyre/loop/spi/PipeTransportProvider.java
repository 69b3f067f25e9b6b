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

/**
 * Transports over pipe ends and character devices, as a service.
 *
 * <p><b>Threading</b>: the loop's thread.
 *
 * <p><b>Ownership</b>: the end is the provider's from the call on, which closes it exactly once, as {@link PipeEnd} says, also when the protocol's factory fails or
 * the future is cancelled.
 *
 * <p><b>Errors</b>: the future fails with {@link IllegalArgumentException} for what is no pipe, such as a regular file, or goes the other way; with {@link
 * dev.gyre.loop.LoopIOException} when the end cannot be opened or taken; with {@link UnsupportedOperationException} when the loop's present backend lacks {@link
 * Capability#PIPE}, or for a descriptor {@link Capability#ADOPT_DESCRIPTOR}.
 *
 * <p><b>Differences from asyncio</b>: a transport that reads takes a {@link dev.gyre.loop.protocol.BufferedProtocol} too.
 */
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
