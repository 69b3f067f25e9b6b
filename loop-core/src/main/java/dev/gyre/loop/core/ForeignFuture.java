package dev.gyre.loop.core;

import dev.gyre.loop.LoopFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** Futures that are not the loop's: their outcome is brought over, and cancelling goes back. */
final class ForeignFuture {
    private ForeignFuture() {}

    static <T> LoopFuture<T> follow(EngineLoop loop, CompletionStage<T> stage) {
        Promise<T> result = new Promise<>(loop, () -> cancel(stage));
        stage.whenComplete((value, failure) -> {
            if (failure != null) {
                result.fail(Unwrapped.of(failure));
            } else {
                result.succeed(value);
            }
        });
        return result;
    }

    private static void cancel(CompletionStage<?> stage) {
        if (stage instanceof Future<?> future) {
            future.cancel(true);
        }
    }

    /** Waits for it; for the executor's threads. */
    static <T> T get(Future<T> future) throws Exception {
        try {
            return future.get();
        } catch (InterruptedException e) {
            future.cancel(true);
            throw e;
        } catch (ExecutionException e) {
            throw Sneaky.sneak(Unwrapped.of(e));
        }
    }
}
