package dev.gyre.loop.core;

import dev.gyre.loop.spi.Capability;
import dev.gyre.loop.spi.LoopBackend;
import java.util.Set;

/**
 * The present backend and what must be added to its clock so that the loop's goes on without a step across a swap. Immutable, so
 * that other threads read both at once.
 *
 * @param name the backend's name
 * @param capabilities what it can do
 * @param backend the backend
 * @param offset nanoseconds
 */
record TimeBase(String name, Set<Capability> capabilities, LoopBackend backend, long offset) {
    long time() {
        return backend.nanoTime() + offset;
    }

    TimeBase next(String nextName, Set<Capability> nextCapabilities, LoopBackend nextBackend) {
        return new TimeBase(nextName, Set.copyOf(nextCapabilities), nextBackend, time() - nextBackend.nanoTime());
    }
}
