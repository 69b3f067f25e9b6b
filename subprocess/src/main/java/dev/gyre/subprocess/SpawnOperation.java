package dev.gyre.subprocess;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.LoopFuture;
import dev.gyre.loop.LoopPromise;
import dev.gyre.loop.protocol.ProtocolFactory;
import dev.gyre.loop.protocol.SubprocessProtocol;
import dev.gyre.loop.transport.Connection;
import dev.gyre.loop.transport.ProcessOptions;
import dev.gyre.loop.transport.SubprocessTransport;
import java.util.List;

/**
 * One {@code subprocessExec}: the protocol, the child, and in the next iteration {@code connectionMade}.
 *
 * @param <P> the protocol
 */
final class SpawnOperation<P extends SubprocessProtocol> {
    private final EventLoop loop;
    private final ProtocolFactory<P> factory;
    private final Launcher launcher;
    private final LoopPromise<Connection<SubprocessTransport, P>> promise;

    SpawnOperation(EventLoop loop, ProtocolFactory<P> factory, Launcher launcher) {
        this.loop = loop;
        this.factory = factory;
        this.launcher = launcher;
        this.promise = loop.createFuture();
    }

    LoopFuture<Connection<SubprocessTransport, P>> start(List<String> command, ProcessOptions options) {
        try {
            P protocol = factory.create();
            ChildTransport transport = new ChildTransport(loop, launcher.launch(loop, command, options), protocol);
            transport.open();
            loop.callSoon(() -> begin(transport, protocol));
        } catch (Throwable e) {
            Failures.throwIfFatal(e);
            promise.setException(e);
        }
        return promise;
    }

    private void begin(ChildTransport transport, P protocol) {
        if (promise.isDone()) {
            transport.forget();
            return;
        }
        transport.begin();
        promise.setResult(new Connection<>(transport, protocol));
    }
}
