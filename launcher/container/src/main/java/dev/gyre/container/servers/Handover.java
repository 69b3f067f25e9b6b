package dev.gyre.container.servers;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.LoopSocket;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Listening sockets between two servers: open, so that clients wait in their queues and are not refused, until another server of the same address takes them or their time is
 * over. Everything on the container's thread.
 */
final class Handover {
    /**
     * What two servers must have in common.
     *
     * @param address the address
     * @param server the server's name where the system picks the port, as such addresses look alike; else empty
     */
    record Key(ListenAddress address, String server) {
        static Key of(ListenAddress address, String server) {
            return new Key(address, address.isPicked() ? server : "");
        }
    }

    /** Sockets that wait, and what ends their time. */
    private static final class Held {
        private final long bundle;
        private final ListenAddress actual;
        private final EventLoop loop;
        private final List<LoopSocket> sockets;
        private @Nullable Future<?> expiry;

        Held(long bundle, ListenAddress actual, EventLoop loop, List<LoopSocket> sockets) {
            this.bundle = bundle;
            this.actual = actual;
            this.loop = loop;
            this.sockets = sockets;
        }

        /** Waits no more, and is kept by nobody. */
        List<LoopSocket> release() {
            if (expiry != null) {
                expiry.cancel(false);
            }
            return sockets;
        }
    }

    private static final System.Logger LOG = System.getLogger("dev.gyre.container");

    private final ContainerThread thread;
    private final Map<Key, Held> waiting = new HashMap<>();
    private boolean closed;

    Handover(ContainerThread thread) {
        this.thread = thread;
    }

    /** Keeps sockets for a time. */
    void hold(Key key, long bundle, ListenAddress actual, EventLoop loop, List<LoopSocket> sockets, Duration time) {
        Held held = new Held(bundle, actual, loop, sockets);
        if (closed) {
            close(key, held);
            return;
        }
        Held before = waiting.put(key, held);
        if (before != null) {
            close(key, before);
        }
        held.expiry = thread.later(time.toMillis(), () -> {
            if (waiting.remove(key, held)) {
                LOG.log(Level.INFO, "nobody took " + key.address + " over; it is closed");
                close(key, held);
            }
        });
    }

    /** {@return the sockets that wait for such a server, or listen where it wants to, which are now the caller's; null when there are none} */
    @Nullable
    List<LoopSocket> take(Key key) {
        Held held = waiting.remove(key);
        if (held != null) {
            return held.release();
        }
        for (Map.Entry<Key, Held> entry : waiting.entrySet()) {
            if (entry.getValue().actual.equals(key.address)) {
                waiting.remove(entry.getKey());
                return entry.getValue().release();
            }
        }
        return null;
    }

    /** The bundle will not come back. */
    void uninstalled(long bundle) {
        closeWhere(held -> held.bundle == bundle);
    }

    /** The loop that knew the sockets has ended. */
    void ended(EventLoop loop) {
        closeWhere(held -> held.loop == loop);
    }

    /** Holds nothing any more. */
    void closeAll() {
        closed = true;
        closeWhere(_ -> true);
    }

    private void closeWhere(Predicate<Held> concerned) {
        Map.copyOf(waiting).forEach((key, held) -> {
            if (concerned.test(held) && waiting.remove(key, held)) {
                close(key, held);
            }
        });
    }

    private static void close(Key key, Held held) {
        close(key.address, held.loop, held.release());
    }

    /** Closes sockets that nobody wants, and removes their file. */
    static void close(ListenAddress address, EventLoop loop, List<LoopSocket> sockets) {
        OnLoop.ask(loop, () -> {
                    for (LoopSocket socket : sockets) {
                        Listeners.discard(loop, address, socket);
                    }
                    return true;
                })
                .exceptionally(_ -> {
                    sockets.forEach(LoopSocket::close);
                    return true;
                });
    }
}
