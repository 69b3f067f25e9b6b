package dev.gyre.loop.sim;

import dev.gyre.loop.LoopIOException;
import dev.gyre.loop.spi.SocketKind;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A listening socket with its queue. Life: {@code FRESH → LISTENING}, any {@code → CLOSED}. */
final class SimListener extends SimSocket {
    private static final int DEFAULT_BACKLOG = 50;

    private enum Life {
        FRESH,
        LISTENING,
        CLOSED
    }

    private final ArrayDeque<SimStream> queue = new ArrayDeque<>();
    private final Set<SimStream> knocking = new LinkedHashSet<>();
    private Life life = Life.FRESH;
    private int backlog;

    SimListener(SimNetwork network, ProtocolFamily family) {
        super(network, SocketKind.LISTENER, family);
    }

    /** Binds and begins to listen. The caller holds the lock. */
    void listen(@Nullable SocketAddress address, int most) throws LoopIOException {
        network().addresses().bind(this, address);
        backlog = most > 0 ? most : DEFAULT_BACKLOG;
        life = Life.LISTENING;
    }

    boolean isListening() {
        return life == Life.LISTENING;
    }

    boolean isFull() {
        return queue.size() >= backlog;
    }

    /** Takes note of a connection that waits for room in the queue. */
    void knock(SimStream connecting) {
        knocking.add(connecting);
    }

    void enqueue(SimStream connection) {
        queue.add(connection);
        stir();
    }

    /**
     * Takes a connection from the queue and gives it a number. Takes the lock.
     *
     * @return the connection, or null
     * @throws LoopIOException when there is no number left; the connection stays in the queue
     */
    @Nullable
    SimStream accept() throws LoopIOException {
        network().lock();
        try {
            SimStream next = queue.peek();
            if (next != null) {
                network().enter(next, "accept on " + local());
                queue.remove();
                admit();
            }
            return next;
        } finally {
            network().unlock();
        }
    }

    private void admit() {
        knocking.forEach(SimSocket::stir);
        knocking.clear();
    }

    /** Puts an accepted connection that nobody asked for back at the front. Takes the lock. */
    void unaccept(SimStream connection) {
        network().lock();
        try {
            network().leave(connection);
            if (life == Life.CLOSED) {
                connection.drop();
            } else {
                queue.addFirst(connection);
                stir();
            }
        } finally {
            network().unlock();
        }
    }

    @Override
    void close() {
        network().lock();
        try {
            if (life != Life.CLOSED) {
                life = Life.CLOSED;
                network().forget(this);
                queue.forEach(SimStream::drop);
                queue.clear();
                admit();
            }
        } finally {
            network().unlock();
        }
    }
}
