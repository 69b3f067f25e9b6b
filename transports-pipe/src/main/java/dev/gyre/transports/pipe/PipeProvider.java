package dev.gyre.transports.pipe;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.LoopFuture;
import dev.gyre.loop.protocol.BaseProtocol;
import dev.gyre.loop.protocol.ProtocolFactory;
import dev.gyre.loop.protocol.StreamProtocol;
import dev.gyre.loop.spi.PipeTransportProvider;
import dev.gyre.loop.spi.WrongThread;
import dev.gyre.loop.transport.Connection;
import dev.gyre.loop.transport.PipeEnd;
import dev.gyre.loop.transport.ReadTransport;
import dev.gyre.loop.transport.WriteTransport;

/**
 * Transports over pipe ends: without a thread where the loop's backend takes the descriptor or channel and, for paths and the standard descriptors, the C library can be
 * called; else with one thread each.
 *
 * <p><b>Threading</b>: stateless; each operation on the thread of the loop it is for.
 */
public final class PipeProvider implements PipeTransportProvider {
    private final boolean portable;

    /** Makes the provider; {@link java.util.ServiceLoader} does. */
    public PipeProvider() {
        this(false);
    }

    /** Makes one that never calls the C library, or one that does where it can. */
    PipeProvider(boolean portable) {
        this.portable = portable;
    }

    @Override
    public String name() {
        return "pipe";
    }

    @Override
    public <P extends StreamProtocol<? super ReadTransport>> LoopFuture<Connection<ReadTransport, P>> connectReadPipe(
            EventLoop loop, ProtocolFactory<P> factory, PipeEnd end) {
        WrongThread.refuse(loop, "connectReadPipe");
        return new ConnectOperation<ReadTransport, P>(
                        loop, factory, end, (opened, protocol) -> PipeReader.over(loop, opened, end, protocol))
                .start(ReadTransport.class, new Opener(loop, Direction.READ, portable));
    }

    @Override
    public <P extends BaseProtocol<? super WriteTransport>> LoopFuture<Connection<WriteTransport, P>> connectWritePipe(
            EventLoop loop, ProtocolFactory<P> factory, PipeEnd end) {
        WrongThread.refuse(loop, "connectWritePipe");
        return new ConnectOperation<WriteTransport, P>(
                        loop, factory, end, (opened, protocol) -> PipeWriter.over(loop, opened, end, protocol))
                .start(WriteTransport.class, new Opener(loop, Direction.WRITE, portable));
    }
}
