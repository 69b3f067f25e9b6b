package dev.gyre.loop.sim;

import dev.gyre.loop.ErrorKind;
import dev.gyre.loop.LoopIOException;
import dev.gyre.loop.spi.SocketKind;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A datagram socket with what has come for it, bounded in bytes by {@code SO_RCVBUF}: what does not fit is dropped, as a kernel does. It
 * may be connected, and again to another peer. Life: {@code OPEN → CLOSED}. Every method but the plain questions takes the network's lock.
 */
final class SimDatagramSocket extends SimSocket {
    private enum Life {
        OPEN,
        CLOSED
    }

    private final SimDatagramQueue inbound = new SimDatagramQueue();
    private Life life = Life.OPEN;
    private @Nullable InetSocketAddress peer;
    private @Nullable LoopIOException failure;

    SimDatagramSocket(SimNetwork network, ProtocolFamily family) {
        super(network, SocketKind.DATAGRAM, family);
    }

    @Override
    @Nullable
    InetSocketAddress remote() {
        return peer;
    }

    @Override
    boolean sharesWith(SimSocket other) {
        return super.sharesWith(other)
                || (options().reusesAddress() && other.options().reusesAddress());
    }

    /** {@return whether it takes what comes along a way to its address} */
    boolean hears(SimRoute route) {
        return peer == null || peer.equals(route.from());
    }

    // Addresses

    void connect(SocketAddress to) throws LoopIOException {
        network().lock();
        try {
            String attempt = "connect to " + to;
            InetSocketAddress target = network().addresses().destination(this, to, attempt);
            network().addresses().bindFor(this, target, attempt);
            peer = target;
        } finally {
            network().unlock();
        }
    }

    /**
     * Finds the way of a datagram; a socket without an address gets one.
     *
     * @param wanted where to; null for the peer
     */
    SimRoute route(@Nullable SocketAddress wanted) throws LoopIOException {
        network().lock();
        try {
            SocketAddress to = wanted == null ? peer : wanted;
            if (to == null) {
                throw SimFailures.of(
                        ErrorKind.NOT_CONNECTED,
                        "send",
                        "the socket is not connected; name the receiver, or connect it");
            }
            String attempt = "send to " + to;
            InetSocketAddress target = network().addresses().destination(this, to, attempt);
            return new SimRoute(network().addresses().source(this, target, attempt), target);
        } finally {
            network().unlock();
        }
    }

    // Moving datagrams

    /** Delivers a datagram of this socket. When nobody is there, it hears so if it is connected to them. */
    void transmit(SimDatagram datagram) {
        network().lock();
        try {
            boolean nobody = true;
            for (SimDatagramSocket each : network().addresses().receivers(datagram.route())) {
                each.deliver(datagram);
                nobody = false;
            }
            if (nobody
                    && !datagram.route().isBroadcast()
                    && datagram.route().to().equals(peer)) {
                failure = SimFailures.of(ErrorKind.REFUSED, "send to " + peer, "nobody receives there");
                stir();
            }
        } finally {
            network().unlock();
        }
    }

    private void deliver(SimDatagram datagram) {
        if (inbound.fits(datagram, options().receiveBuffer())) {
            inbound.add(datagram);
            stir();
        }
    }

    /** Receives so many datagrams at the most into a queue of that capacity; returns how many. */
    int receive(SimDatagramQueue into, int most, int capacity) {
        network().lock();
        try {
            return inbound.moveTo(into, most, capacity);
        } finally {
            network().unlock();
        }
    }

    /** Puts back what was received and not asked for, whether there is room or not. */
    void unreceive(SimDatagramQueue datagrams) {
        network().lock();
        try {
            if (life == Life.OPEN) {
                datagrams.returnTo(inbound);
                stir();
            }
        } finally {
            network().unlock();
        }
    }

    /** {@return what is to be told to the next attempt, once} */
    @Nullable
    LoopIOException takeFailure() {
        network().lock();
        try {
            LoopIOException taken = failure;
            failure = null;
            return taken;
        } finally {
            network().unlock();
        }
    }

    /** Puts a failure back that nobody has heard of. */
    void untakeFailure(LoopIOException unheard) {
        network().lock();
        try {
            failure = unheard;
            stir();
        } finally {
            network().unlock();
        }
    }

    @Override
    void close() {
        network().lock();
        try {
            if (life == Life.OPEN) {
                life = Life.CLOSED;
                network().forget(this);
                inbound.clear();
            }
        } finally {
            network().unlock();
        }
    }
}
