package dev.gyre.transports.tcp;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.LoopFuture;
import dev.gyre.loop.LoopPromise;
import dev.gyre.loop.LoopSocket;
import dev.gyre.loop.protocol.ProtocolFactory;
import dev.gyre.loop.protocol.StreamProtocol;
import dev.gyre.loop.spi.Owned;
import dev.gyre.loop.spi.SocketKind;
import dev.gyre.loop.spi.StreamHandle;
import dev.gyre.loop.transport.Connection;
import dev.gyre.loop.transport.Transport;
import java.io.IOException;
import java.net.SocketOption;
import java.util.Map;

/**
 * Makes connections of connected streams: the protocol by its factory, TLS if it is wanted, the transport.
 *
 * @param <P> the protocol
 */
final class Assembly<P extends StreamProtocol<? super Transport>> {
    private final EventLoop loop;
    private final ProtocolFactory<P> factory;
    private final Tls tls;

    Assembly(EventLoop loop, ProtocolFactory<P> factory, Tls tls) {
        this.loop = loop;
        this.factory = factory;
        this.tls = tls;
    }

    /** Makes a connection of a connected socket, which is closed when that fails. */
    LoopFuture<Connection<Transport, P>> over(LoopSocket socket, Map<SocketOption<?>, Object> options) {
        LoopPromise<Connection<Transport, P>> promise = loop.createFuture();
        try {
            Owned stream = Sockets.surrender(loop, socket, SocketKind.STREAM, options);
            complete(loop.io().stream(stream, Silence.LISTENER), promise);
        } catch (IOException | RuntimeException e) {
            Failures.fail(promise, e);
        }
        return promise;
    }

    /** Makes a connection of a connected stream and completes a promise with it; one that fails or is cancelled leaves the stream closed. */
    void complete(StreamHandle stream, LoopPromise<Connection<Transport, P>> promise) {
        try {
            P protocol = protocol();
            if (tls.wanted()) {
                overTls(stream, protocol, promise);
            } else {
                plain(stream, protocol, promise);
            }
        } catch (Throwable e) {
            Silence.close(stream);
            Failures.throwIfFatal(e);
            Failures.fail(promise, e);
        }
    }

    private void plain(StreamHandle stream, P protocol, LoopPromise<Connection<Transport, P>> promise) {
        StreamTransport transport = open(stream, protocol, new Keeper() {
            @Override
            public void made(StreamTransport made) {
                settle(promise, new Connection<>(made, protocol));
            }
        });
        abortWhenCancelled(promise, transport);
    }

    private void overTls(StreamHandle stream, P protocol, LoopPromise<Connection<Transport, P>> promise) {
        LoopPromise<Transport> ready = loop.createFuture();
        StreamTransport under = open(stream, wrapped(protocol, ready), new Keeper() {});
        ready.addDoneCallback(done -> {
            if (done.isCancelled()) {
                under.abort();
                promise.cancel();
            } else if (done.exception() != null) {
                under.abort();
                Failures.fail(promise, done.exception());
            } else {
                settle(promise, new Connection<>(done.result(), protocol));
            }
        });
        abortWhenCancelled(promise, under);
    }

    private static <C> void settle(LoopPromise<C> promise, C connection) {
        if (!promise.isDone()) {
            promise.setResult(connection);
        }
    }

    private static void abortWhenCancelled(LoopPromise<?> promise, StreamTransport transport) {
        promise.addDoneCallback(done -> {
            if (done.isCancelled()) {
                transport.abort();
            }
        });
    }

    /**
     * Makes the protocol of a connection.
     *
     * @throws Exception what the factory threw, or that its protocol is not one for streams
     */
    P protocol() throws Exception {
        P protocol = factory.create();
        ProtocolCalls.check(protocol);
        return protocol;
    }

    /** Makes the transport of a connected stream. */
    StreamTransport open(StreamHandle stream, StreamProtocol<? super Transport> protocol, Keeper keeper) {
        return StreamTransport.start(loop, stream, protocol, keeper);
    }

    /** Has a server's connection speak TLS if it is wanted; {@code ready} hears of the transport that the protocol is given. */
    StreamProtocol<? super Transport> wrapped(P protocol, LoopPromise<Transport> ready) {
        return tls.wrap(loop, protocol, ready);
    }

    boolean overTls() {
        return tls.wanted();
    }
}
