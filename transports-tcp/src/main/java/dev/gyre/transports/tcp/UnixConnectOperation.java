package dev.gyre.transports.tcp;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.LoopFuture;
import dev.gyre.loop.LoopPromise;
import dev.gyre.loop.protocol.StreamProtocol;
import dev.gyre.loop.spi.StreamHandle;
import dev.gyre.loop.transport.Connection;
import dev.gyre.loop.transport.Transport;
import dev.gyre.loop.transport.UnixConnectOptions;
import java.net.StandardProtocolFamily;
import java.util.List;

/**
 * One {@code createUnixConnection} by path.
 *
 * @param <P> the protocol
 */
final class UnixConnectOperation<P extends StreamProtocol<? super Transport>> implements ConnectAttempt.Judge {
    private final EventLoop loop;
    private final Assembly<P> assembly;
    private final UnixConnectOptions options;
    private final LoopPromise<Connection<Transport, P>> promise;
    private final ConnectAttempt attempt;

    UnixConnectOperation(EventLoop loop, Assembly<P> assembly, UnixConnectOptions options) {
        this.loop = loop;
        this.assembly = assembly;
        this.options = options;
        this.promise = loop.createFuture();
        this.attempt = new ConnectAttempt(loop.io(), this);
    }

    LoopFuture<Connection<Transport, P>> start() {
        try {
            attempt.start(
                    StandardProtocolFamily.UNIX,
                    UnixAddress.of(loop.io(), options.path(), options.abstractName()),
                    List.of(),
                    options.options());
        } catch (Exception e) {
            promise.setException(e);
            return promise;
        }
        promise.addDoneCallback(done -> {
            if (done.isCancelled()) {
                attempt.abandon();
            }
        });
        return promise;
    }

    @Override
    public void connected(ConnectAttempt connected, StreamHandle stream) {
        if (promise.isDone()) {
            Silence.close(stream);
        } else {
            assembly.complete(stream, promise);
        }
    }

    @Override
    public void failed(ConnectAttempt failed, Throwable cause) {
        Failures.fail(promise, cause);
    }
}
