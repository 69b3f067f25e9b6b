package dev.gyre.loop.core;

import dev.gyre.loop.AsyncGenerator;
import dev.gyre.loop.LoopFuture;
import java.util.Optional;

/** What the application has of a generator. The inside does not know it, so that it can be noticed when nobody has it any more. */
final class GeneratorHandle<T> implements AsyncGenerator<T> {
    private final Generators generators;
    private final Generator<T> inside;

    GeneratorHandle(Generators generators, Generator<T> inside) {
        this.generators = generators;
        this.inside = inside;
    }

    @Override
    public LoopFuture<Optional<T>> next() {
        return asking().send(null);
    }

    @Override
    public LoopFuture<Optional<T>> send(Object value) {
        return asking().send(value);
    }

    @Override
    public LoopFuture<Optional<T>> throwInto(Exception failure) {
        return asking().throwInto(failure);
    }

    @Override
    public LoopFuture<Void> close() {
        generators.checkThread();
        return inside.close();
    }

    private Generator<T> asking() {
        generators.checkThread();
        if (inside.isNew()) {
            generators.begins(this, inside);
        }
        return inside;
    }

    @Override
    public String toString() {
        return inside.toString();
    }
}
