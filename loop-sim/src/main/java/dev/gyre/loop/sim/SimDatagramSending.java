package dev.gyre.loop.sim;

/** The sending side of a datagram port: datagrams are taken into bounded memory, from which sends deliver them, or not. */
final class SimDatagramSending {
    private final SimBackend backend;
    private final SimDatagramSocket socket;
    private final SimOperation operation = new SimOperation();
    private final SimDatagramQueue inFlight = new SimDatagramQueue();

    SimDatagramSending(SimBackend backend, SimDatagramSocket socket) {
        this.backend = backend;
        this.socket = socket;
    }

    boolean step() {
        if (!operation.inFlight()) {
            if (inFlight.isEmpty()) {
                return false;
            }
            operation.start(backend.dice(), backend.nanoTime());
        }
        return operation.tick() || (operation.ripe(backend.nanoTime()) && complete());
    }

    private boolean complete() {
        int count = inFlight.count();
        transmit(backend.starts() ? backend.dice().part(count) : count);
        operation.end();
        return true;
    }

    private void transmit(int count) {
        for (int left = count; left > 0; left--) {
            if (backend.dice().overtaken()) {
                inFlight.add(inFlight.remove());
            }
            transmit(inFlight.remove());
        }
    }

    private void transmit(SimDatagram next) {
        if (backend.dice().lost()) {
            return;
        }
        socket.transmit(next);
        if (backend.dice().doubled()) {
            socket.transmit(next);
        }
    }

    /** {@return whether there is room for one more, if not for the whole of a long one} */
    boolean ready() {
        return inFlight.weight() < backend.memory();
    }

    void take(SimDatagram next) {
        inFlight.add(next);
    }

    boolean isInFlight() {
        return !inFlight.isEmpty();
    }

    long dueAfter(long now) {
        return operation.dueAfter(now);
    }

    /** Hands everything to the network. */
    void finish() {
        transmit(inFlight.count());
        operation.end();
    }
}
