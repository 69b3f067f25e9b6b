package dev.gyre.loop.sim;

import dev.gyre.loop.ErrorKind;
import dev.gyre.loop.LoopIOException;
import java.nio.ByteBuffer;

/**
 * The sending side of a stream port: bytes are taken into bounded memory, from which sends carry them to the peer. State: {@code OPEN →
 * ENDING → ENDED}, and {@code OPEN | ENDING → BROKEN} when the peer takes nothing any more.
 */
final class SimSending {
    private enum State {
        OPEN,
        ENDING,
        ENDED,
        BROKEN
    }

    private final SimBackend backend;
    private final SimStream stream;
    private final SimOperation operation = new SimOperation();
    private final ByteRing inFlight = new ByteRing();
    private State state;

    SimSending(SimBackend backend, SimStream stream) {
        this.backend = backend;
        this.stream = stream;
        state = stream.outputEnded() ? State.ENDED : State.OPEN;
    }

    boolean step() {
        if (!operation.inFlight()) {
            if (inFlight.isEmpty() && state != State.ENDING) {
                return false;
            }
            operation.start(backend.dice(), backend.nanoTime());
        }
        return operation.tick() || (operation.ripe(backend.nanoTime()) && complete());
    }

    private boolean complete() {
        if (!backend.starts()) {
            finish();
            operation.end();
            return true;
        }
        if (!inFlight.isEmpty()) {
            int n = stream.transmit(inFlight, backend.dice().part(inFlight.size()));
            if (n == SimStream.BROKEN) {
                inFlight.clear();
                state = State.BROKEN;
            } else if (n < 0) {
                return false;
            }
        }
        if (inFlight.isEmpty() && state == State.ENDING) {
            finish();
        }
        operation.end();
        return true;
    }

    /** Hands everything to the network, room or not; that is how it drains when the peer does not read. */
    private void finish() {
        stream.flush(inFlight, state == State.ENDING);
        inFlight.clear();
        if (state == State.ENDING) {
            state = State.ENDED;
        }
    }

    boolean ready() {
        return state != State.OPEN || room() > 0;
    }

    /**
     * {@return how many bytes can be taken now}
     *
     * @throws LoopIOException when none ever will
     */
    int takes() throws LoopIOException {
        return switch (state) {
            case OPEN -> room();
            case ENDING, ENDED ->
                throw SimFailures.of(ErrorKind.BROKEN_PIPE, "send", "this end has ended its sending side");
            case BROKEN -> throw SimFailures.of(stream.whyBroken(), "send", "the peer takes nothing any more");
        };
    }

    private int room() {
        return backend.memory() - inFlight.size();
    }

    void take(ByteBuffer src, int count) {
        inFlight.put(src, count);
    }

    void end() {
        if (state == State.OPEN) {
            state = State.ENDING;
        }
    }

    ByteRing inFlight() {
        return inFlight;
    }

    boolean isInFlight() {
        return !inFlight.isEmpty() || state == State.ENDING;
    }

    long dueAfter(long now) {
        return operation.dueAfter(now);
    }

    void giveBack() {
        finish();
    }
}
