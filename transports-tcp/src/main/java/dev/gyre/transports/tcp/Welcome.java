package dev.gyre.transports.tcp;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.LoopPromise;
import dev.gyre.loop.protocol.StreamProtocol;
import dev.gyre.loop.spi.Owned;
import dev.gyre.loop.transport.Transport;
import java.net.SocketOption;
import java.util.Map;

/**
 * What a server does with a connection it has accepted. A failure costs that connection alone.
 *
 * @param <P> the protocol
 */
final class Welcome<P extends StreamProtocol<? super Transport>> {
    private static final String FAILED = "Error on transport creation for incoming connection";

    private final EventLoop loop;
    private final Assembly<P> assembly;
    private final Map<SocketOption<?>, Object> options;

    Welcome(EventLoop loop, Assembly<P> assembly, Map<SocketOption<?>, Object> options) {
        this.loop = loop;
        this.assembly = assembly;
        this.options = options;
    }

    /** Makes a transport of a connection, or reports why not. */
    void accept(Owned connection, Roll connections) {
        try {
            P protocol = protocolFor(connection);
            if (assembly.overTls()) {
                overTls(connection, protocol, connections);
            } else {
                open(connection, protocol, connections);
            }
        } catch (Throwable e) {
            Failures.throwIfFatal(e);
            Failures.report(loop, FAILED, e, connection);
        }
    }

    private P protocolFor(Owned connection) throws Exception {
        try {
            P protocol = assembly.protocol();
            Sockets.apply(loop.io().sockets(), connection, options);
            return protocol;
        } catch (Throwable e) {
            loop.io().sockets().close(connection);
            throw e;
        }
    }

    private StreamTransport open(Owned connection, StreamProtocol<? super Transport> protocol, Roll connections)
            throws Exception {
        StreamTransport transport =
                assembly.open(loop.io().stream(connection, Silence.LISTENER), protocol, connections);
        connections.add(transport);
        return transport;
    }

    private void overTls(Owned connection, P protocol, Roll connections) throws Exception {
        LoopPromise<Transport> ready = loop.createFuture();
        StreamProtocol<? super Transport> wrapped;
        try {
            wrapped = assembly.wrapped(protocol, ready);
        } catch (Throwable e) {
            loop.io().sockets().close(connection);
            throw e;
        }
        StreamTransport under = open(connection, wrapped, connections);
        ready.addDoneCallback(done -> {
            if (done.isCancelled()) {
                under.abort();
            } else if (done.exception() != null) {
                under.abort();
                handshakeFailed(connection, done.exception());
            } else {
                connections.above(under, done.result());
            }
        });
    }

    /** Strangers who fail a handshake are none of the application's business, as in asyncio. */
    private void handshakeFailed(Owned connection, Throwable cause) {
        if (loop.getDebug()) {
            Failures.report(loop, FAILED, cause, connection);
        }
    }
}
