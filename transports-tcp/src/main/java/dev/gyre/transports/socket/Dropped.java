package dev.gyre.transports.socket;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.spi.Owned;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.ref.Cleaner;
import java.lang.ref.WeakReference;
import java.nio.channels.SelectableChannel;

/** Closes a socket that its user has dropped without closing it, and says so. */
final class Dropped {
    private static final Logger LOG = System.getLogger("dev.gyre.transports.tcp");
    private static final Cleaner CLEANER = Cleaner.create();

    private final Owned owned;
    private final WeakReference<EventLoop> loop;
    /** Not the throwable it is taken from, which would hold the classes of others. */
    private final StackTraceElement[] made;

    private volatile boolean over;

    private Dropped(Owned owned, EventLoop loop) {
        this.owned = owned;
        this.loop = new WeakReference<>(loop);
        this.made = loop.getDebug() ? new Throwable().getStackTrace() : new StackTraceElement[0];
    }

    /** {@return what is to be run when the socket is closed or given to somebody else} */
    static Runnable watch(PlainSocket socket, EventLoop loop) {
        Dropped dropped = new Dropped(socket.owned(), loop);
        Cleaner.Cleanable watched = CLEANER.register(socket, dropped::close);
        return () -> {
            dropped.over = true;
            watched.clean();
        };
    }

    private void close() {
        if (over || !owned.free()) {
            return;
        }
        StringBuilder text = new StringBuilder("The socket ")
                .append(owned)
                .append(" was dropped without being closed; it is closed now");
        for (StackTraceElement frame : made) {
            text.append("\n  made at ").append(frame);
        }
        // Whoever reads that it is closed finds it so.
        closeOwned();
        LOG.log(Level.WARNING, text.toString());
    }

    private void closeOwned() {
        EventLoop there = loop.get();
        if (there == null) {
            closeWithoutLoop();
            return;
        }
        Runnable closing = () -> there.io().sockets().close(owned);
        try {
            there.callSoonThreadsafe(closing::run);
        } catch (IllegalStateException closed) {
            closing.run();
        }
    }

    private void closeWithoutLoop() {
        SelectableChannel channel = owned.channel();
        if (channel == null) {
            owned.closeUnreached();
        } else if (owned.markClosed()) {
            try {
                channel.close();
            } catch (IOException e) {
                LOG.log(Level.WARNING, "Closing " + owned + " has failed; its descriptor is gone all the same", e);
            }
        }
    }
}
