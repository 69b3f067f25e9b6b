package dev.gyre.loop.core;

import dev.gyre.loop.ErrorKind;
import dev.gyre.loop.LoopIOException;
import dev.gyre.loop.spi.AcceptListener;
import dev.gyre.loop.spi.ListenHandle;
import dev.gyre.loop.spi.ListenerPort;
import dev.gyre.loop.spi.Ops;
import dev.gyre.loop.spi.Owned;
import dev.gyre.loop.spi.PortKind;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * A listening socket. Life: {@code PAUSED ↔ ACCEPTING ↔ BACKING_OFF}, any {@code → CLOSED}.
 *
 * <p>When there is no descriptor left, it waits as asyncio does, while connections wait in the kernel's queue. When that has not helped for some
 * tries, it gives the loop's {@link Reserve} for those that wait: they are accepted and closed, so that they hear an answer.
 */
final class EngineListener extends PortHandle implements ListenHandle {
    /** Connections accepted in one dispatch. */
    private static final int ACCEPT_BUDGET = 64;
    /** How long it waits when there is no descriptor left, as asyncio does. */
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private enum Life {
        PAUSED,
        ACCEPTING,
        BACKING_OFF,
        CLOSED
    }

    private final AcceptListener listener;
    /** Failures in a row after which those that wait are turned away. */
    private static final int PATIENCE = 3;

    private Life life = Life.PAUSED;
    private int failures;
    private long turnedAway;

    EngineListener(EngineLoop loop, Owned owned, AcceptListener listener) {
        super(loop, owned);
        this.listener = listener;
        loop.reserve().take();
    }

    @Override
    PortKind kind() {
        return PortKind.LISTENER;
    }

    @Override
    void ready(int ops) {
        for (int left = ACCEPT_BUDGET; left > 0 && life == Life.ACCEPTING; left--) {
            Owned accepted;
            try {
                accepted = ((ListenerPort) port()).accept();
            } catch (IOException e) {
                refused(e);
                return;
            }
            if (accepted == null) {
                return;
            }
            recovered();
            handOver(accepted);
        }
    }

    private void handOver(Owned accepted) {
        try {
            listener.accepted(accepted);
        } catch (RuntimeException | Error e) {
            if (accepted.free()) {
                loop().io().sockets().close(accepted);
            }
            throw e;
        }
    }

    private void recovered() {
        long count = turnedAway;
        failures = 0;
        turnedAway = 0;
        loop().reserve().take();
        if (count > 0) {
            listener.turnedAway(count);
        }
    }

    private void refused(IOException cause) {
        if (cause instanceof LoopIOException known && known.kind() == ErrorKind.CLOSED) {
            end();
            listener.acceptFailed(cause, -1);
        } else if (cause instanceof LoopIOException known && known.kind() == ErrorKind.ABORTED) {
            listener.acceptFailed(cause, 0);
        } else {
            failedAgain(cause);
        }
    }

    /** A shortage backs off at once; what may be the fault of one connection, when it comes twice in a row. It is told once. */
    private void failedAgain(IOException cause) {
        failures++;
        boolean shortage = outOfResources(cause);
        if (!shortage && failures == 1) {
            listener.acceptFailed(cause, 0);
            return;
        }
        if (shortage && failures > PATIENCE) {
            turnAway();
        }
        backOff();
        if (failures == (shortage ? 1 : 2)) {
            listener.acceptFailed(cause, RETRY_NANOS);
        }
    }

    private void turnAway() {
        if (!loop().reserve().give()) {
            return;
        }
        try {
            for (int left = ACCEPT_BUDGET; left > 0; left--) {
                Owned unlucky = ((ListenerPort) port()).accept();
                if (unlucky == null) {
                    return;
                }
                loop().io().sockets().close(unlucky);
                turnedAway++;
            }
        } catch (IOException takenBySomebodyElse) {
            System.getLogger("dev.gyre.loop")
                    .log(System.Logger.Level.DEBUG, "The descriptor in reserve did not help", takenBySomebodyElse);
        } finally {
            loop().reserve().take();
        }
    }

    private static boolean outOfResources(IOException cause) {
        return cause instanceof LoopIOException known
                && (known.kind() == ErrorKind.TOO_MANY_FILES || known.kind() == ErrorKind.NO_BUFFERS);
    }

    private void backOff() {
        life = Life.BACKING_OFF;
        arm(Ops.NONE);
        loop().callLater(RETRY_NANOS, TimeUnit.NANOSECONDS, this::retry, context());
    }

    private void retry() {
        if (life == Life.BACKING_OFF) {
            resume();
        }
    }

    @Override
    public void pause() {
        if (life != Life.CLOSED) {
            life = Life.PAUSED;
            arm(Ops.NONE);
        }
    }

    @Override
    public void resume() {
        if (life != Life.CLOSED) {
            life = Life.ACCEPTING;
            arm(Ops.READ);
        }
    }

    @Override
    public void close() {
        end();
    }

    private void end() {
        life = Life.CLOSED;
        closePort();
    }

    /** Ends because the loop says so. */
    void endByLoop() {
        if (life != Life.CLOSED) {
            end();
            loop().dispatch().contain("Exception in the listener of a server", context(), listener::closed);
        }
    }

    @Override
    void fail(Throwable cause) {
        if (life != Life.CLOSED) {
            end();
            loop().callSoon(
                            () -> {
                                listener.acceptFailed(new IOException(cause.getMessage(), cause), -1);
                                listener.closed();
                            },
                            context());
        }
    }

    @Override
    public Owned surrender() {
        if (life == Life.CLOSED) {
            throw new IllegalStateException("Cannot give up " + describe() + ": it is closed or was given up before");
        }
        life = Life.CLOSED;
        return release();
    }
}
