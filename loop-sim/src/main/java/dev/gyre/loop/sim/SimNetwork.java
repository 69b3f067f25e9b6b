package dev.gyre.loop.sim;

import dev.gyre.loop.ErrorKind;
import dev.gyre.loop.LoopIOException;
import dev.gyre.loop.spi.Owned;
import dev.gyre.loop.spi.SocketKind;
import java.net.ProtocolFamily;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The in-memory network: what the kernel is to other backends. Sockets are small numbers, and as in a kernel the lowest free one is given
 * out next.
 *
 * <p><b>Threading</b>: any thread; the loops that hold the ends of a stream may run on several.
 */
final class SimNetwork {
    private static final int DEFAULT_LIMIT = 1_000_000;
    private static final SimNetwork OF_PROCESS = new SimNetwork();

    private final SpinLock lock = new SpinLock();
    private final SimAddresses addresses = new SimAddresses();
    private final Map<Integer, SimSocket> sockets = new HashMap<>();
    private final BitSet numbers = new BitSet();
    private int limit = DEFAULT_LIMIT;

    /** {@return the network that all backends share which were not given another} */
    static SimNetwork ofProcess() {
        return OF_PROCESS;
    }

    void lock() {
        lock.lock();
    }

    void unlock() {
        lock.unlock();
    }

    /** {@return who is bound where; guarded by the lock} */
    SimAddresses addresses() {
        return addresses;
    }

    /** Says how many sockets may be open, for tests of running out. Takes the lock. */
    void limit(int most) {
        lock();
        try {
            limit = most;
        } finally {
            unlock();
        }
    }

    /** {@return how many sockets are open} Takes the lock. */
    int open() {
        lock();
        try {
            return sockets.size();
        } finally {
            unlock();
        }
    }

    /** Opens a socket. Takes the lock. */
    Owned open(SocketKind kind, ProtocolFamily family) throws LoopIOException {
        lock();
        try {
            SimSocket socket =
                    switch (kind) {
                        case STREAM -> new SimStream(this, family);
                        case LISTENER -> new SimListener(this, family);
                        case DATAGRAM -> new SimDatagramSocket(this, family);
                    };
            enter(socket, "open a socket");
            return Owned.memory(socket.number()).closedBy(_ -> socket.close());
        } finally {
            unlock();
        }
    }

    /** {@return the socket of a number, or null when it is closed} Takes the lock. */
    @Nullable
    SimSocket find(Owned what) {
        lock();
        try {
            return what.space() != Owned.Space.MEMORY || what.closed() ? null : sockets.get(what.descriptor());
        } finally {
            unlock();
        }
    }

    /** Gives a socket a number. The caller holds the lock. */
    void enter(SimSocket socket, String attempt) throws LoopIOException {
        if (sockets.size() >= limit) {
            throw SimFailures.of(
                    ErrorKind.TOO_MANY_FILES, attempt, sockets.size() + " sockets are open, which is the limit");
        }
        int number = numbers.nextClearBit(0);
        numbers.set(number);
        sockets.put(number, socket);
        socket.number(number);
    }

    /** Takes a socket's number back. The caller holds the lock. */
    void leave(SimSocket socket) {
        if (socket.number() != SimSocket.NO_NUMBER) {
            numbers.clear(socket.number());
            sockets.remove(socket.number());
            socket.number(SimSocket.NO_NUMBER);
        }
    }

    /** Takes a socket's number and address back. The caller holds the lock. */
    void forget(SimSocket socket) {
        leave(socket);
        addresses.unbind(socket);
    }
}
