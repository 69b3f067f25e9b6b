package dev.gyre.transports.socket;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.spi.Owned;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.ref.Cleaner;
import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/** Closes a socket that its user has dropped without closing it, and says so. */
final class Dropped {
    private static final Logger LOG = System.getLogger("dev.gyre.transports.tcp");
    private static final Cleaner CLEANER = Cleaner.create();

    private final Owned owned;
    private final WeakReference<EventLoop> loop;
    private final @Nullable Throwable made;
    private volatile boolean over;

    private Dropped(Owned owned, EventLoop loop) {
        this.owned = owned;
        this.loop = new WeakReference<>(loop);
        this.made = loop.getDebug() ? new Throwable("It was made here") : null;
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
        LOG.log(Level.WARNING, "The socket " + owned + " was dropped without being closed; it is closed now", made);
        EventLoop there = loop.get();
        if (there != null) {
            Runnable closing = () -> there.io().sockets().close(owned);
            try {
                there.callSoonThreadsafe(closing::run);
            } catch (IllegalStateException closed) {
                closing.run();
            }
        }
    }
}
