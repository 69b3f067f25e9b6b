package dev.gyre.transports.pipe;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.LoopFuture;
import dev.gyre.loop.LoopPromise;
import dev.gyre.loop.protocol.BaseProtocol;
import dev.gyre.loop.protocol.ProtocolFactory;
import dev.gyre.loop.transport.BaseTransport;
import dev.gyre.loop.transport.Connection;
import dev.gyre.loop.transport.PipeEnd;
import java.io.IOException;

/**
 * One {@code connectReadPipe} or {@code connectWritePipe}: the protocol, the open end, and in a later callback {@code connectionMade}.
 *
 * @param <T> the transport
 * @param <P> the protocol
 */
final class ConnectOperation<T extends BaseTransport, P extends BaseProtocol<? super T>> {
    /** What makes the transport; it closes the end when it fails. */
    interface Making<P> {
        PipeTransport make(Opened opened, P protocol) throws IOException;
    }

    private final EventLoop loop;
    private final ProtocolFactory<P> factory;
    private final PipeEnd end;
    private final Making<P> making;
    private final LoopPromise<Connection<T, P>> promise;

    ConnectOperation(EventLoop loop, ProtocolFactory<P> factory, PipeEnd end, Making<P> making) {
        this.loop = loop;
        this.factory = factory;
        this.end = end;
        this.making = making;
        this.promise = loop.createFuture();
    }

    LoopFuture<Connection<T, P>> start(Class<T> type, Opener opener) {
        P protocol;
        try {
            protocol = factory.create();
        } catch (Throwable e) {
            opener.discard(end);
            fail(e);
            return promise;
        }
        promise.addDoneCallback(done -> {
            if (done.isCancelled()) {
                opener.cancel();
            }
        });
        opener.open(end, new Opener.Waiting() {
            @Override
            public void opened(Opened opened) {
                connect(type, opened, protocol);
            }

            @Override
            public void failed(Throwable cause) {
                fail(cause);
            }
        });
        return promise;
    }

    private void connect(Class<T> type, Opened opened, P protocol) {
        PipeTransport transport;
        try {
            transport = making.make(opened, protocol);
        } catch (Throwable e) {
            opened.behind().unused();
            fail(e);
            return;
        }
        transport.listen();
        loop.callSoon(() -> {
            if (promise.isDone()) {
                transport.forget();
            } else {
                transport.begin();
                if (!promise.isDone()) {
                    promise.setResult(new Connection<>(type.cast(transport), protocol));
                }
            }
        });
    }

    private void fail(Throwable cause) {
        Failures.throwIfFatal(cause);
        if (!promise.isDone()) {
            promise.setException(cause);
        }
    }
}
