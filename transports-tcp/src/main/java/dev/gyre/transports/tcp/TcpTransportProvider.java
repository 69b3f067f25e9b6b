package dev.gyre.transports.tcp;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.LoopFuture;
import dev.gyre.loop.LoopSocket;
import dev.gyre.loop.protocol.BaseProtocol;
import dev.gyre.loop.protocol.ProtocolFactory;
import dev.gyre.loop.protocol.StreamProtocol;
import dev.gyre.loop.spi.StreamTransportProvider;
import dev.gyre.loop.transport.AcceptedSocketOptions;
import dev.gyre.loop.transport.ConnectOptions;
import dev.gyre.loop.transport.Connection;
import dev.gyre.loop.transport.Server;
import dev.gyre.loop.transport.ServerOptions;
import dev.gyre.loop.transport.TlsOptions;
import dev.gyre.loop.transport.Transport;
import dev.gyre.loop.transport.UnixConnectOptions;
import dev.gyre.loop.transport.UnixServerOptions;
import java.nio.channels.FileChannel;
import java.util.Map;

/**
 * TCP and Unix streams over the loop's handles.
 *
 * <p><b>Threading</b>: stateless; each operation on the thread of the loop it is for.
 */
public final class TcpTransportProvider implements StreamTransportProvider {
    /** Makes the provider; {@link java.util.ServiceLoader} does. */
    public TcpTransportProvider() {}

    @Override
    public String name() {
        return "tcp";
    }

    @Override
    public <P extends StreamProtocol<? super Transport>> LoopFuture<Connection<Transport, P>> createConnection(
            EventLoop loop, ProtocolFactory<P> factory, ConnectOptions options) {
        Assembly<P> assembly = new Assembly<>(loop, factory, Tls.of(loop, options.tls(), "createConnection"));
        LoopSocket connected = options.sock();
        return connected == null
                ? new ConnectOperation<>(loop, assembly, options).start()
                : assembly.over(connected, options.options());
    }

    @Override
    public LoopFuture<Server> createServer(
            EventLoop loop,
            ProtocolFactory<? extends StreamProtocol<? super Transport>> factory,
            ServerOptions options) {
        Tls tls = Tls.of(loop, options.tls(), "createServer");
        return new BindOperation(loop, factory, tls, options).start();
    }

    @Override
    public <P extends StreamProtocol<? super Transport>> LoopFuture<Connection<Transport, P>> createUnixConnection(
            EventLoop loop, ProtocolFactory<P> factory, UnixConnectOptions options) {
        Assembly<P> assembly = new Assembly<>(loop, factory, Tls.of(loop, options.tls(), "createUnixConnection"));
        LoopSocket connected = options.sock();
        return connected == null
                ? new UnixConnectOperation<>(loop, assembly, options).start()
                : assembly.over(connected, options.options());
    }

    @Override
    public LoopFuture<Server> createUnixServer(
            EventLoop loop,
            ProtocolFactory<? extends StreamProtocol<? super Transport>> factory,
            UnixServerOptions options) {
        Tls tls = Tls.of(loop, options.tls(), "createUnixServer");
        return new UnixBindOperation(loop, factory, tls, options).start();
    }

    @Override
    public <P extends StreamProtocol<? super Transport>> LoopFuture<Connection<Transport, P>> connectAcceptedSocket(
            EventLoop loop, ProtocolFactory<P> factory, LoopSocket socket, AcceptedSocketOptions options) {
        Assembly<P> assembly = new Assembly<>(loop, factory, Tls.of(loop, options.tls(), "connectAcceptedSocket"));
        return assembly.over(socket, Map.of());
    }

    @Override
    public LoopFuture<Long> sendfile(
            EventLoop loop, Transport transport, FileChannel file, long offset, long count, boolean fallback) {
        return FileSending.start(loop, transport, file, offset, count, fallback);
    }

    @Override
    public LoopFuture<Transport> startTls(
            EventLoop loop, Transport transport, BaseProtocol<? super Transport> protocol, TlsOptions options) {
        return Upgrade.start(loop, transport, protocol, options);
    }
}
