package dev.gyre.streams;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.ExceptionContext;
import dev.gyre.loop.Handle;
import dev.gyre.loop.LoopFuture;
import dev.gyre.loop.LoopPromise;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.CompletionStage;

/** A future that has the outcome of another, and that can be cancelled without it. */
final class Shielding {
    /** Those whose failures are reported if they come. */
    private static final Set<LoopFuture<?>> WATCHED =
            Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    private Shielding() {}

    static <T> LoopFuture<T> of(CompletionStage<T> stage) {
        EventLoop loop = Awaiting.loopOf(List.of(stage));
        LoopFuture<T> inner = loop.ensureFuture(stage);
        if (inner.isDone()) {
            return inner;
        }
        LoopPromise<T> outer = loop.createFuture();
        loop.tasks().link(outer, inner);
        Handle copying = inner.addDoneCallback(done -> copy(done, outer));
        outer.addDoneCallback(done -> {
            if (!inner.isDone()) {
                copying.cancel();
                if (WATCHED.add(inner)) {
                    inner.addDoneCallback(late -> reportFailure(loop, late));
                }
            }
        });
        return outer;
    }

    private static <T> void copy(LoopFuture<T> inner, LoopPromise<T> outer) throws Exception {
        if (outer.isDone()) {
            return;
        }
        Throwable failure = Awaiting.failure(inner);
        if (failure != null) {
            outer.setException(failure);
        } else {
            outer.setResult(inner.result());
        }
    }

    /** Nobody waits for it any more. */
    private static void reportFailure(EventLoop loop, LoopFuture<?> inner) {
        Throwable failure = inner.isCancelled() ? null : inner.exception();
        if (failure != null) {
            loop.callExceptionHandler(
                    ExceptionContext.of("What was shielded has failed, and who waited for it had been cancelled")
                            .exception(failure)
                            .future(inner)
                            .build());
        }
    }
}
