package dev.gyre.transports.tcp;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.LoopFuture;
import dev.gyre.loop.LoopPromise;
import dev.gyre.loop.protocol.BaseProtocol;
import dev.gyre.loop.protocol.StreamProtocol;
import dev.gyre.loop.transport.TlsOptions;
import dev.gyre.loop.transport.Transport;

/**
 * One {@code startTls}: reading is paused, TLS becomes the transport's protocol, is told that it was made, and then hears what comes. What was
 * written before stands in the same queue as what it writes.
 */
final class Upgrade {
    private Upgrade() {}

    static LoopFuture<Transport> start(
            EventLoop loop, Transport transport, BaseProtocol<? super Transport> protocol, TlsOptions options) {
        check(transport);
        ProtocolCalls.check(protocol);
        LoopPromise<Transport> ready = loop.createFuture();
        StreamProtocol<Transport> between = Tls.of(loop, options, "startTls").wrap(loop, streaming(protocol), ready);
        transport.pauseReading();
        transport.setProtocol(between);
        ready.addDoneCallback(done -> {
            if (done.isCancelled() || done.exception() != null) {
                transport.abort();
            }
        });
        loop.callSoon(() -> begin(transport, between, ready));
        return ready;
    }

    private static void check(Transport transport) {
        if (!(transport instanceof StreamTransport stream)) {
            throw new IllegalArgumentException(
                    "Cannot start TLS: " + transport + " is not a plain stream transport, but a "
                            + transport.getClass().getName());
        }
        if (transport.isClosing()) {
            throw new IllegalStateException("Cannot start TLS: the transport is closing");
        }
        stream.checkWritable();
    }

    @SuppressWarnings(
            "unchecked") // checked to be a Protocol or BufferedProtocol, whose methods take what this transport gives
    private static StreamProtocol<? super Transport> streaming(BaseProtocol<? super Transport> protocol) {
        return (StreamProtocol<? super Transport>) protocol;
    }

    private static void begin(Transport transport, StreamProtocol<Transport> between, LoopPromise<Transport> ready) {
        if (ready.isDone()) {
            return;
        }
        try {
            between.connectionMade(transport);
            transport.resumeReading();
        } catch (Throwable e) {
            Failures.throwIfFatal(e);
            Failures.fail(ready, e);
        }
    }
}
