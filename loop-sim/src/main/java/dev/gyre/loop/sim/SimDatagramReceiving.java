package dev.gyre.loop.sim;

/** The receiving side of a datagram port: receives complete into bounded memory, out of which attempts are served. */
final class SimDatagramReceiving {
    private static final int MOST_AT_ONCE = 16;

    private final SimBackend backend;
    private final SimDatagramSocket socket;
    private final SimOperation operation = new SimOperation();
    private final SimDatagramQueue held = new SimDatagramQueue();

    SimDatagramReceiving(SimBackend backend, SimDatagramSocket socket) {
        this.backend = backend;
        this.socket = socket;
    }

    boolean step(boolean wanted) {
        if (!operation.inFlight()) {
            if (!wanted || held.weight() >= backend.memory()) {
                return false;
            }
            operation.start(backend.dice(), backend.nanoTime());
        }
        return operation.tick() || (operation.ripe(backend.nanoTime()) && complete());
    }

    private boolean complete() {
        int n = socket.receive(held, backend.dice().part(MOST_AT_ONCE), backend.memory());
        if (n == 0 && backend.starts()) {
            return false;
        }
        operation.end();
        return true;
    }

    boolean ready() {
        return !held.isEmpty();
    }

    SimDatagramQueue held() {
        return held;
    }

    boolean inFlight() {
        return operation.inFlight();
    }

    long dueAfter(long now) {
        return operation.dueAfter(now);
    }

    void giveBack() {
        if (!held.isEmpty()) {
            socket.unreceive(held);
        }
    }
}
