package dev.gyre.loop.core;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A future that stands for others: cancelling it asks them. */
final class Whole<T> extends Promise<T> {
    private final Predicate<@Nullable String> cancel;

    Whole(EngineLoop loop, Predicate<@Nullable String> cancel) {
        super(loop);
        this.cancel = cancel;
    }

    @Override
    public boolean cancel(@Nullable String message) {
        return !isDone() && cancel.test(message);
    }
}
