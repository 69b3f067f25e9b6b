package dev.gyre.loop.core;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.LoopContext;
import dev.gyre.loop.LoopFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The {@link CompletionStage} half of a future: every stage is one {@link Step} that runs on the loop, or on the executor it names, and
 * completes the next future. Failures pass through as they are.
 */
abstract class LoopStage<T> implements LoopFuture<T> {
    private final EngineLoop loop;

    LoopStage(EngineLoop loop) {
        this.loop = loop;
    }

    final EngineLoop loop() {
        return loop;
    }

    @Override
    public final EventLoop getLoop() {
        return loop;
    }

    /** What a stage does with the outcome of the one before. */
    @FunctionalInterface
    interface Step<T, U> {
        void run(@Nullable T value, @Nullable Throwable failure, Promise<U> next) throws Throwable;
    }

    /** Runs a step with the outcome, which is there; what it throws fails the next. */
    abstract <U> void settle(Step<? super T, U> step, Promise<U> next);

    private <U> Promise<U> then(@Nullable Executor executor, Step<? super T, U> step) {
        Promise<U> next = new Promise<>(loop);
        LoopContext context = LoopContext.current();
        addDoneCallback(done -> {
            if (executor == null) {
                settle(step, next);
            } else {
                executor.execute(() -> inContext(context, () -> settle(step, next)));
            }
        });
        return next;
    }

    private static void inContext(LoopContext context, Runnable body) {
        try {
            context.run(body::run);
        } catch (Exception e) {
            throw Sneaky.sneak(e);
        }
    }

    private <U> Promise<U> onValue(@Nullable Executor executor, Function<? super T, ? extends U> function) {
        return then(executor, (value, failure, next) -> {
            if (failure != null) {
                next.fail(failure);
            } else {
                next.succeed(function.apply(value));
            }
        });
    }

    private static <A> Function<A, @Nullable Void> returningNull(Consumer<? super A> action) {
        return value -> {
            action.accept(value);
            return null;
        };
    }

    private static <A> Function<A, @Nullable Void> returningNull(Runnable action) {
        return value -> {
            action.run();
            return null;
        };
    }

    private static <A, B> BiFunction<A, B, @Nullable Void> returningNull(BiConsumer<? super A, ? super B> action) {
        return (a, b) -> {
            action.accept(a, b);
            return null;
        };
    }

    // One stage before

    @Override
    public <U> LoopFuture<U> thenApply(Function<? super T, ? extends U> function) {
        return onValue(null, function);
    }

    @Override
    public <U> LoopFuture<U> thenApplyAsync(Function<? super T, ? extends U> function) {
        return onValue(null, function);
    }

    @Override
    public <U> LoopFuture<U> thenApplyAsync(Function<? super T, ? extends U> function, Executor executor) {
        return onValue(executor, function);
    }

    @Override
    public LoopFuture<Void> thenAccept(Consumer<? super T> action) {
        return onValue(null, returningNull(action));
    }

    @Override
    public LoopFuture<Void> thenAcceptAsync(Consumer<? super T> action) {
        return onValue(null, returningNull(action));
    }

    @Override
    public LoopFuture<Void> thenAcceptAsync(Consumer<? super T> action, Executor executor) {
        return onValue(executor, returningNull(action));
    }

    @Override
    public LoopFuture<Void> thenRun(Runnable action) {
        return onValue(null, returningNull(action));
    }

    @Override
    public LoopFuture<Void> thenRunAsync(Runnable action) {
        return onValue(null, returningNull(action));
    }

    @Override
    public LoopFuture<Void> thenRunAsync(Runnable action, Executor executor) {
        return onValue(executor, returningNull(action));
    }

    private <U> LoopFuture<U> compose(
            @Nullable Executor executor, Function<? super T, ? extends CompletionStage<U>> function) {
        return then(executor, (value, failure, next) -> {
            if (failure != null) {
                next.fail(failure);
            } else {
                follow(function.apply(value), next);
            }
        });
    }

    private static <U> void follow(CompletionStage<U> stage, Promise<U> next) {
        stage.whenComplete((value, failure) -> {
            if (failure != null) {
                next.fail(Unwrapped.of(failure));
            } else {
                next.succeed(value);
            }
        });
    }

    @Override
    public <U> LoopFuture<U> thenCompose(Function<? super T, ? extends CompletionStage<U>> function) {
        return compose(null, function);
    }

    @Override
    public <U> LoopFuture<U> thenComposeAsync(Function<? super T, ? extends CompletionStage<U>> function) {
        return compose(null, function);
    }

    @Override
    public <U> LoopFuture<U> thenComposeAsync(
            Function<? super T, ? extends CompletionStage<U>> function, Executor executor) {
        return compose(executor, function);
    }

    private <U> LoopFuture<U> handled(
            @Nullable Executor executor, BiFunction<? super T, Throwable, ? extends U> function) {
        return then(executor, (value, failure, next) -> next.succeed(function.apply(value, failure)));
    }

    @Override
    public <U> LoopFuture<U> handle(BiFunction<? super T, Throwable, ? extends U> function) {
        return handled(null, function);
    }

    @Override
    public <U> LoopFuture<U> handleAsync(BiFunction<? super T, Throwable, ? extends U> function) {
        return handled(null, function);
    }

    @Override
    public <U> LoopFuture<U> handleAsync(BiFunction<? super T, Throwable, ? extends U> function, Executor executor) {
        return handled(executor, function);
    }

    private LoopFuture<T> observed(@Nullable Executor executor, BiConsumer<? super T, ? super Throwable> action) {
        return then(executor, (T value, @Nullable Throwable failure, Promise<T> next) -> {
            try {
                action.accept(value, failure);
            } catch (Throwable second) {
                next.fail(failure == null ? second : failure);
                return;
            }
            pass(value, failure, next);
        });
    }

    private static <U> void pass(@Nullable U value, @Nullable Throwable failure, Promise<U> next) {
        if (failure != null) {
            next.fail(failure);
        } else {
            next.succeed(value);
        }
    }

    @Override
    public LoopFuture<T> whenComplete(BiConsumer<? super T, ? super Throwable> action) {
        return observed(null, action);
    }

    @Override
    public LoopFuture<T> whenCompleteAsync(BiConsumer<? super T, ? super Throwable> action) {
        return observed(null, action);
    }

    @Override
    public LoopFuture<T> whenCompleteAsync(BiConsumer<? super T, ? super Throwable> action, Executor executor) {
        return observed(executor, action);
    }

    @Override
    public LoopFuture<T> exceptionally(Function<Throwable, ? extends T> function) {
        return then(
                null,
                (T value, @Nullable Throwable failure, Promise<T> next) ->
                        next.succeed(failure == null ? value : function.apply(failure)));
    }

    // Two stages before

    private <U, V> LoopFuture<V> combined(
            @Nullable Executor executor,
            CompletionStage<? extends U> other,
            BiFunction<? super T, ? super U, ? extends V> function) {
        return compose(null, mine -> wrap(other).onValue(executor, theirs -> function.apply(mine, theirs)));
    }

    @SuppressWarnings("unchecked") // a stage of a subtype gives what its supertype's would
    private <U> LoopStage<U> wrap(CompletionStage<? extends U> stage) {
        return (LoopStage<U>) loop.ensureFuture((CompletionStage<U>) stage);
    }

    @Override
    public <U, V> LoopFuture<V> thenCombine(
            CompletionStage<? extends U> other, BiFunction<? super T, ? super U, ? extends V> function) {
        return combined(null, other, function);
    }

    @Override
    public <U, V> LoopFuture<V> thenCombineAsync(
            CompletionStage<? extends U> other, BiFunction<? super T, ? super U, ? extends V> function) {
        return combined(null, other, function);
    }

    @Override
    public <U, V> LoopFuture<V> thenCombineAsync(
            CompletionStage<? extends U> other,
            BiFunction<? super T, ? super U, ? extends V> function,
            Executor executor) {
        return combined(executor, other, function);
    }

    @Override
    public <U> LoopFuture<Void> thenAcceptBoth(
            CompletionStage<? extends U> other, BiConsumer<? super T, ? super U> action) {
        return combined(null, other, returningNull(action));
    }

    @Override
    public <U> LoopFuture<Void> thenAcceptBothAsync(
            CompletionStage<? extends U> other, BiConsumer<? super T, ? super U> action) {
        return combined(null, other, returningNull(action));
    }

    @Override
    public <U> LoopFuture<Void> thenAcceptBothAsync(
            CompletionStage<? extends U> other, BiConsumer<? super T, ? super U> action, Executor executor) {
        return combined(executor, other, returningNull(action));
    }

    @Override
    public LoopFuture<Void> runAfterBoth(CompletionStage<?> other, Runnable action) {
        return combined(null, other, returningNull((a, b) -> action.run()));
    }

    @Override
    public LoopFuture<Void> runAfterBothAsync(CompletionStage<?> other, Runnable action) {
        return combined(null, other, returningNull((a, b) -> action.run()));
    }

    @Override
    public LoopFuture<Void> runAfterBothAsync(CompletionStage<?> other, Runnable action, Executor executor) {
        return combined(executor, other, returningNull((a, b) -> action.run()));
    }

    private <U> LoopFuture<U> either(
            @Nullable Executor executor,
            CompletionStage<? extends T> other,
            Function<? super T, ? extends U> function) {
        Promise<T> first = new Promise<>(loop);
        follow(this, first);
        follow(this.<T>wrap(other), first);
        LoopStage<T> winner = first;
        return winner.onValue(executor, function);
    }

    @Override
    public <U> LoopFuture<U> applyToEither(CompletionStage<? extends T> other, Function<? super T, U> function) {
        return either(null, other, function);
    }

    @Override
    public <U> LoopFuture<U> applyToEitherAsync(CompletionStage<? extends T> other, Function<? super T, U> function) {
        return either(null, other, function);
    }

    @Override
    public <U> LoopFuture<U> applyToEitherAsync(
            CompletionStage<? extends T> other, Function<? super T, U> function, Executor executor) {
        return either(executor, other, function);
    }

    @Override
    public LoopFuture<Void> acceptEither(CompletionStage<? extends T> other, Consumer<? super T> action) {
        return either(null, other, returningNull(action));
    }

    @Override
    public LoopFuture<Void> acceptEitherAsync(CompletionStage<? extends T> other, Consumer<? super T> action) {
        return either(null, other, returningNull(action));
    }

    @Override
    public LoopFuture<Void> acceptEitherAsync(
            CompletionStage<? extends T> other, Consumer<? super T> action, Executor executor) {
        return either(executor, other, returningNull(action));
    }

    @SuppressWarnings("unchecked") // the value is not looked at
    private LoopFuture<Void> afterEither(@Nullable Executor executor, CompletionStage<?> other, Runnable action) {
        return either(executor, (CompletionStage<? extends T>) other, returningNull(action));
    }

    @Override
    public LoopFuture<Void> runAfterEither(CompletionStage<?> other, Runnable action) {
        return afterEither(null, other, action);
    }

    @Override
    public LoopFuture<Void> runAfterEitherAsync(CompletionStage<?> other, Runnable action) {
        return afterEither(null, other, action);
    }

    @Override
    public LoopFuture<Void> runAfterEitherAsync(CompletionStage<?> other, Runnable action, Executor executor) {
        return afterEither(executor, other, action);
    }
}
