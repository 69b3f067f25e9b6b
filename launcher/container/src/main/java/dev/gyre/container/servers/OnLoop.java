package dev.gyre.container.servers;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.LoopPromise;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Calls things on a loop from other threads. A loop that closes cancels whatever it was asked and has not answered. */
final class OnLoop {
    private OnLoop() {}

    /** Begins something on a loop, and tells its outcome on the loop's thread. */
    static <T> CompletableFuture<T> begin(EventLoop loop, Callable<? extends CompletionStage<T>> what) {
        return submit(loop, promise -> what.call().whenComplete((result, failure) -> {
            if (promise.isDone()) {
                return;
            }
            if (failure != null) {
                promise.setException(failure);
            } else {
                promise.setResult(result);
            }
        }));
    }

    /** Asks for something on a loop. */
    static <T> CompletableFuture<T> ask(EventLoop loop, Callable<T> what) {
        return submit(loop, promise -> promise.setResult(what.call()));
    }

    /** Something to do on a loop that ends in its promise. */
    private interface Work<T> {
        void into(LoopPromise<T> promise) throws Exception;
    }

    /** The promise is the loop's, so that the loop's end ends it too. */
    private static <T> CompletableFuture<T> submit(EventLoop loop, Work<T> work) {
        LoopPromise<T> promise = loop.createFuture();
        CompletableFuture<T> outcome = promise.toCompletableFuture();
        try {
            loop.callSoonThreadsafe(() -> {
                try {
                    work.into(promise);
                } catch (Exception | LinkageError e) {
                    promise.setException(e);
                }
            });
        } catch (RuntimeException e) {
            outcome.completeExceptionally(e);
        }
        return outcome;
    }
}
