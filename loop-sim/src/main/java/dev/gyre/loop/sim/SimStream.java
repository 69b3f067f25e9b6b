package dev.gyre.loop.sim;

import dev.gyre.loop.ErrorKind;
import dev.gyre.loop.LoopIOException;
import dev.gyre.loop.spi.Outcome;
import dev.gyre.loop.spi.SocketKind;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import org.jspecify.annotations.Nullable;

/**
 * One end of a stream. Life: {@code FRESH → CONNECTING → CONNECTED | FAILED}, any {@code → CLOSED}. Every method but the plain
 * questions takes the network's lock.
 */
final class SimStream extends SimSocket {
    /** Beside {@link Outcome}: the peer has dropped the connection. */
    static final int RESET = -3;

    /** Beside {@link Outcome}: nothing that is sent will arrive. */
    static final int BROKEN = -4;

    enum Life {
        FRESH,
        CONNECTING,
        CONNECTED,
        FAILED,
        CLOSED
    }

    private final SimPipe inbound = new SimPipe(SimSocketOptions.DEFAULT_BUFFER);
    private Life life = Life.FRESH;
    private @Nullable SimStream peer;
    private @Nullable SocketAddress remote;

    SimStream(SimNetwork network, ProtocolFamily family) {
        super(network, SocketKind.STREAM, family);
    }

    @Override
    <T> void apply(SocketOption<T> option) {
        inbound.capacity(options().receiveBuffer());
    }

    @Override
    @Nullable
    SocketAddress remote() {
        return life == Life.CONNECTED ? remote : null;
    }

    Life life() {
        network().lock();
        try {
            return life;
        } finally {
            network().unlock();
        }
    }

    // Connecting

    void startConnect(SocketAddress to) throws LoopIOException {
        network().lock();
        try {
            if (life != Life.FRESH) {
                throw SimFailures.of(ErrorKind.OTHER, "connect to " + to, "the socket is " + life);
            }
            remote = network().addresses().target(family(), to);
            life = Life.CONNECTING;
        } finally {
            network().unlock();
        }
    }

    /** Asks for an answer; it goes on connecting while the listener's queue is full. */
    Life tryConnect() {
        network().lock();
        try {
            if (life == Life.CONNECTING && remote != null) {
                boolean bound = local() != null || network().addresses().bindNear(this, remote);
                connectTo(bound ? network().addresses().listener(remote, local()) : null, remote);
            }
            return life;
        } finally {
            network().unlock();
        }
    }

    private void connectTo(@Nullable SimListener listener, SocketAddress target) {
        if (listener == null) {
            life = Life.FAILED;
        } else if (listener.isFull()) {
            listener.knock(this);
        } else {
            listener.enqueue(otherEnd(listener, target));
            life = Life.CONNECTED;
        }
    }

    private SimStream otherEnd(SimListener listener, SocketAddress target) {
        SimStream other = new SimStream(network(), listener.family());
        other.options().set(StandardSocketOptions.SO_RCVBUF, listener.options().receiveBuffer());
        other.apply(StandardSocketOptions.SO_RCVBUF);
        other.life = Life.CONNECTED;
        other.local(target);
        other.remote = local();
        other.peer = this;
        peer = other;
        return other;
    }

    // Moving bytes

    /**
     * Receives.
     *
     * @return how many bytes, {@link Outcome#WOULD_BLOCK}, {@link Outcome#END} or {@link #RESET}
     */
    int receive(ByteRing into, int most) {
        network().lock();
        try {
            int n = Math.min(most, inbound.bytes().size());
            if (n == 0) {
                return switch (inbound.ending()) {
                    case NONE -> Outcome.WOULD_BLOCK;
                    case END -> Outcome.END;
                    case RESET -> RESET;
                };
            }
            inbound.bytes().moveTo(into, n);
            stirPeer();
            return n;
        } finally {
            network().unlock();
        }
    }

    /** Puts back what was received and not asked for. */
    void unreceive(ByteRing bytes) {
        network().lock();
        try {
            if (life != Life.CLOSED) {
                bytes.returnTo(inbound.bytes());
                stir();
            }
        } finally {
            network().unlock();
        }
    }

    /**
     * Sends.
     *
     * @return how many bytes, {@link Outcome#WOULD_BLOCK} or {@link #BROKEN}
     */
    int transmit(ByteRing from, int most) {
        network().lock();
        try {
            return peer == null ? BROKEN : into(peer, from, Math.min(most, peer.inbound.room()));
        } finally {
            network().unlock();
        }
    }

    /** Sends everything, whether there is room or not, and ends the sending side where that is asked. */
    void flush(ByteRing from, boolean end) {
        network().lock();
        try {
            if (peer != null && life == Life.CONNECTED) {
                into(peer, from, from.size());
                if (end) {
                    peer.inbound.end(SimPipe.Ending.END);
                    peer.stir();
                }
            }
        } finally {
            network().unlock();
        }
    }

    private static int into(SimStream peer, ByteRing from, int n) {
        if (!peer.inbound.takesBytes()) {
            return BROKEN;
        }
        if (n == 0) {
            return Outcome.WOULD_BLOCK;
        }
        from.moveTo(peer.inbound.bytes(), n);
        peer.stir();
        return n;
    }

    boolean outputEnded() {
        network().lock();
        try {
            return peer != null && peer.inbound.ending() != SimPipe.Ending.NONE;
        } finally {
            network().unlock();
        }
    }

    /** {@return why nothing can be sent any more} */
    ErrorKind whyBroken() {
        network().lock();
        try {
            return inbound.ending() == SimPipe.Ending.RESET ? ErrorKind.RESET : ErrorKind.BROKEN_PIPE;
        } finally {
            network().unlock();
        }
    }

    // Closing

    @Override
    void close() {
        close(new ByteRing(), false);
    }

    /**
     * Closes. As in a kernel, bytes that were received and not read, or lingering for no time, drop the connection.
     *
     * @param unsent what is still in flight
     * @param unread whether received bytes are left in a port
     */
    void close(ByteRing unsent, boolean unread) {
        network().lock();
        try {
            if (life == Life.CLOSED) {
                return;
            }
            boolean drops = unread || !inbound.bytes().isEmpty() || options().lingersNot();
            leavePeer(unsent, drops);
            life = Life.CLOSED;
            network().forget(this);
        } finally {
            network().unlock();
        }
    }

    private void leavePeer(ByteRing unsent, boolean drops) {
        inbound.abandon();
        if (peer == null) {
            return;
        }
        if (!drops && !unsent.isEmpty()) {
            into(peer, unsent, unsent.size());
        }
        peer.inbound.end(drops ? SimPipe.Ending.RESET : SimPipe.Ending.END);
        peer.stir();
    }

    /** Drops a connection that was never accepted. The caller holds the lock. */
    void drop() {
        leavePeer(new ByteRing(), true);
        life = Life.CLOSED;
    }

    private void stirPeer() {
        if (peer != null) {
            peer.stir();
        }
    }
}
