package dev.gyre.loop.sim;

import dev.gyre.loop.ErrorKind;
import dev.gyre.loop.LoopIOException;
import dev.gyre.loop.spi.Outcome;

/**
 * The receiving side of a stream port: receives complete into bounded memory, out of which attempts are served. Its end: {@code OPEN →
 * ENDED | RESET}, met behind the last byte.
 */
final class SimReceiving {
    private enum End {
        OPEN,
        ENDED,
        RESET
    }

    private final SimBackend backend;
    private final SimStream stream;
    private final SimOperation operation = new SimOperation();
    private final ByteRing held = new ByteRing();
    private End end = End.OPEN;

    SimReceiving(SimBackend backend, SimStream stream) {
        this.backend = backend;
        this.stream = stream;
    }

    boolean step(boolean wanted) {
        if (!operation.inFlight()) {
            if (!wanted || end != End.OPEN || room() == 0) {
                return false;
            }
            operation.start(backend.dice(), backend.nanoTime());
        }
        return operation.tick() || (operation.ripe(backend.nanoTime()) && complete());
    }

    private int room() {
        return Math.min(backend.memory(), backend.receiveBufferSize()) - held.size();
    }

    private boolean complete() {
        int n = stream.receive(held, backend.dice().part(room()));
        if (n == Outcome.WOULD_BLOCK && backend.starts()) {
            return false;
        }
        if (n == Outcome.END) {
            end = End.ENDED;
        } else if (n == SimStream.RESET) {
            end = End.RESET;
        }
        operation.end();
        return true;
    }

    boolean ready() {
        return !held.isEmpty() || end != End.OPEN;
    }

    /**
     * Says what an attempt finds.
     *
     * @return how many bytes are held, {@link Outcome#WOULD_BLOCK} or {@link Outcome#END}
     * @throws LoopIOException when the stream was dropped
     */
    int available() throws LoopIOException {
        if (!held.isEmpty()) {
            return backend.dice().blocked() ? Outcome.WOULD_BLOCK : held.size();
        }
        return switch (end) {
            case OPEN -> Outcome.WOULD_BLOCK;
            case ENDED -> Outcome.END;
            case RESET ->
                throw new LoopIOException(ErrorKind.RESET, "Cannot receive: the peer has dropped the connection", null);
        };
    }

    ByteRing held() {
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
            stream.unreceive(held);
        }
    }
}
