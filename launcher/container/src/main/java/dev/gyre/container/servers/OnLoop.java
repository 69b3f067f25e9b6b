package dev.gyre.container.servers;

import dev.gyre.loop.EventLoop;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Calls things on a loop from other threads. */
final class OnLoop {
    private OnLoop() {}

    /** Begins something on a loop, and tells its outcome on the loop's thread; a loop that is closed fails it at once. */
    static <T> CompletableFuture<T> begin(EventLoop loop, Callable<? extends CompletionStage<T>> what) {
        CompletableFuture<T> outcome = new CompletableFuture<>();
        submit(loop, outcome, () -> what.call().whenComplete((result, failure) -> {
            if (failure != null) {
                outcome.completeExceptionally(failure);
            } else {
                outcome.complete(result);
            }
        }));
        return outcome;
    }

    /** Asks for something on a loop. */
    static <T> CompletableFuture<T> ask(EventLoop loop, Callable<T> what) {
        CompletableFuture<T> outcome = new CompletableFuture<>();
        submit(loop, outcome, () -> outcome.complete(what.call()));
        return outcome;
    }

    private static void submit(EventLoop loop, CompletableFuture<?> outcome, Callable<?> what) {
        try {
            loop.callSoonThreadsafe(() -> {
                try {
                    what.call();
                } catch (Exception | LinkageError e) {
                    outcome.completeExceptionally(e);
                }
            });
        } catch (RuntimeException e) {
            outcome.completeExceptionally(e);
        }
    }
}
