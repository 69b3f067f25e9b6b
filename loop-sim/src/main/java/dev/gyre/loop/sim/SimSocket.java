package dev.gyre.loop.sim;

import dev.gyre.loop.spi.SocketKind;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An open socket of the network. Guarded by the network's lock; a method that takes the lock says so. */
abstract sealed class SimSocket permits SimStream, SimListener, SimDatagramSocket {
    /** The number of a socket that nobody has accepted yet. */
    static final int NO_NUMBER = -1;

    private final SimNetwork network;
    private final ProtocolFamily family;
    private final SimSocketOptions options;
    private final List<SimWaker> watchers = new ArrayList<>(1);
    private int number = NO_NUMBER;
    private @Nullable SocketAddress local;

    SimSocket(SimNetwork network, SocketKind kind, ProtocolFamily family) {
        this.network = network;
        this.family = family;
        options = new SimSocketOptions(kind, family);
    }

    final SimNetwork network() {
        return network;
    }

    final ProtocolFamily family() {
        return family;
    }

    final SimSocketOptions options() {
        return options;
    }

    /** Takes the option over where it changes how the socket works. */
    <T> void apply(SocketOption<T> option) {}

    /** {@return the address of the other end, if there is one} */
    @Nullable
    SocketAddress remote() {
        return null;
    }

    /** {@return whether it may be bound to the address of another: both must say so} */
    boolean sharesWith(SimSocket other) {
        return options.reusesPort() && other.options.reusesPort();
    }

    final int number() {
        return number;
    }

    final void number(int n) {
        number = n;
    }

    final @Nullable SocketAddress local() {
        return local;
    }

    final void local(@Nullable SocketAddress address) {
        local = address;
    }

    /** Has a backend stirred by every change. Takes the lock. */
    final void watch(SimWaker watcher) {
        network.lock();
        try {
            watchers.add(watcher);
        } finally {
            network.unlock();
        }
    }

    /** Takes one {@link #watch} back. Takes the lock. */
    final void unwatch(SimWaker watcher) {
        network.lock();
        try {
            watchers.remove(watcher);
        } finally {
            network.unlock();
        }
    }

    final void stir() {
        for (int i = 0; i < watchers.size(); i++) {
            watchers.get(i).stir();
        }
    }

    /** Closes a socket of which no port holds anything. Takes the lock. */
    abstract void close();
}
