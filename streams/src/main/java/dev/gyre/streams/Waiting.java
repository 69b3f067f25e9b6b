package dev.gyre.streams;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.EventLoops;
import dev.gyre.loop.Handle;
import dev.gyre.loop.LoopFuture;
import dev.gyre.loop.LoopPromise;
import dev.gyre.loop.TimerHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A coroutine that waits for some of several futures. */
final class Waiting<F extends CompletionStage<?>> {
    private final Map<F, LoopFuture<?>> futures = new LinkedHashMap<>();
    private final ReturnWhen when;
    private final LoopPromise<Void> waiter;
    private int left;

    private Waiting(EventLoop loop, Collection<? extends F> stages, ReturnWhen when) {
        this.when = when;
        this.waiter = loop.createFuture();
        for (F each : stages) {
            futures.computeIfAbsent(each, stage -> Awaiting.future(loop, stage));
        }
        left = futures.size();
    }

    static <F extends CompletionStage<?>> Waited<F> on(
            Collection<? extends F> stages, @Nullable Duration timeout, ReturnWhen when) {
        if (stages.isEmpty()) {
            throw new IllegalArgumentException("There is nothing to wait for: the collection is empty");
        }
        EventLoop loop = EventLoops.getRunningLoop();
        return new Waiting<F>(loop, stages, when).run(loop, timeout);
    }

    private Waited<F> run(EventLoop loop, @Nullable Duration timeout) {
        TimerHandle timer = timeout == null ? null : loop.callLater(timeout, () -> Awaiting.release(waiter));
        List<Handle> callbacks = new ArrayList<>(futures.size());
        try {
            for (LoopFuture<?> each : futures.values()) {
                loop.tasks().link(waiter, each);
                callbacks.add(each.addDoneCallback(this::ended));
            }
            Awaiting.plainly(waiter);
        } finally {
            if (timer != null) {
                timer.cancel();
            }
            callbacks.forEach(Handle::cancel);
        }
        return found();
    }

    private void ended(LoopFuture<?> future) {
        left--;
        if (left == 0
                || when == ReturnWhen.FIRST_COMPLETED
                || when == ReturnWhen.FIRST_EXCEPTION && !future.isCancelled() && future.exception() != null) {
            Awaiting.release(waiter);
        }
    }

    private Waited<F> found() {
        Set<F> done = new LinkedHashSet<>();
        Set<F> pending = new LinkedHashSet<>();
        futures.forEach((stage, future) -> (future.isDone() ? done : pending).add(stage));
        return new Waited<>(Collections.unmodifiableSet(done), Collections.unmodifiableSet(pending));
    }
}
