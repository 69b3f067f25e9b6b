package dev.gyre.transports.tcp;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.LoopPromise;
import dev.gyre.loop.TimerHandle;
import dev.gyre.loop.transport.ShutdownReport;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The end of a closed server's connections: by themselves until a deadline, then by abort. Cancelling its promise leaves them as they are. */
final class Drain {
    private final EventLoop loop;
    private final ServerConnections connections;
    private final LoopPromise<ShutdownReport> promise;
    private final long began;
    private final int present;
    private int aborted;
    private @Nullable TimerHandle deadline;

    Drain(EventLoop loop, ServerConnections connections) {
        this.loop = loop;
        this.connections = connections;
        this.promise = loop.createFuture();
        this.began = loop.time();
        this.present = connections.count();
    }

    LoopPromise<ShutdownReport> promise() {
        return promise;
    }

    void start(Duration time) {
        if (connections.count() > 0) {
            if (time.isZero()) {
                abort();
            } else {
                deadline = loop.callLater(time, this::abort);
            }
        }
        oneHasGone();
    }

    private void abort() {
        if (!promise.isDone()) {
            aborted = connections.count();
            connections.abort();
        }
    }

    /** Looks whether all have gone. */
    void oneHasGone() {
        if (connections.count() == 0 && !promise.isDone()) {
            if (deadline != null) {
                deadline.cancel();
            }
            promise.setResult(new ShutdownReport(present - aborted, aborted, Duration.ofNanos(loop.time() - began)));
        }
    }
}
