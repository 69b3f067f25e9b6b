package dev.gyre.loop.core;

import dev.gyre.loop.spi.Adoption;
import dev.gyre.loop.spi.LoopBackend;
import dev.gyre.loop.spi.Owned;
import dev.gyre.loop.spi.Port;
import dev.gyre.loop.spi.PortKind;
import dev.gyre.loop.spi.PortOwner;
import dev.gyre.loop.spi.ReadySink;
import dev.gyre.loop.spi.SocketControl;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Holds a loop's handles while no backend is there: no I/O is done, the kernel keeps the bytes; timers and submissions run. What is
 * closed meanwhile is closed by what the backend that has left knows of sockets.
 */
final class ParkedBackend implements LoopBackend {
    static final String NAME = "parked";

    private final AtomicBoolean awake = new AtomicBoolean();
    private final ParkedSockets sockets;
    private volatile @Nullable Thread waiting;
    private int ports;

    /**
     * Makes one.
     *
     * @param left what the backend that leaves does with sockets; null when there was none
     */
    ParkedBackend(@Nullable SocketControl left) {
        sockets = new ParkedSockets(left);
    }

    @Override
    public int poll(long timeoutNanos, ReadySink sink) {
        if (timeoutNanos != 0) {
            await(timeoutNanos);
        }
        awake.set(false);
        return 0;
    }

    private void await(long timeoutNanos) {
        long deadline = System.nanoTime() + timeoutNanos;
        waiting = Thread.currentThread();
        try {
            while (!awake.get()) {
                long left = deadline - System.nanoTime();
                if (timeoutNanos < 0) {
                    LockSupport.park(this);
                } else if (left > 0) {
                    LockSupport.parkNanos(this, left);
                } else {
                    return;
                }
                Thread.interrupted();
            }
        } finally {
            waiting = null;
        }
    }

    @Override
    public void wakeup() {
        awake.set(true);
        LockSupport.unpark(waiting);
    }

    @Override
    public SocketControl sockets() {
        return sockets;
    }

    @Override
    public Adoption canAdopt(PortKind kind, Owned what) {
        return Adoption.yes();
    }

    @Override
    public Port prepare(PortKind kind, Owned what, PortOwner owner) {
        ports++;
        return kind == PortKind.DATAGRAM ? new ParkedDatagramPort(this, what) : new ParkedPort(this, what);
    }

    void ended(Owned owned, boolean closes) {
        ports--;
        if (closes) {
            sockets.close(owned);
        }
    }

    @Override
    public boolean quiesce() {
        return true;
    }

    @Override
    public void resume() {
        // nothing was stopped
    }

    @Override
    public void release() {
        ports = 0;
    }

    @Override
    public int openPorts() {
        return ports;
    }
}
