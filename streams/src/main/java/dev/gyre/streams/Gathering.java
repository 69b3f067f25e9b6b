package dev.gyre.streams;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.LoopFuture;
import dev.gyre.loop.LoopPromise;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Futures whose results become one. */
final class Gathering<T, R> {
    /** Makes the result when all are done. */
    interface Summary<T, R> {
        R of(List<LoopFuture<T>> parts) throws Exception;
    }

    private final List<LoopFuture<T>> parts = new ArrayList<>();
    /** Each once, in order. */
    private final Set<LoopFuture<T>> distinct = new LinkedHashSet<>();

    private final Map<CompletionStage<?>, LoopFuture<T>> known = new IdentityHashMap<>();
    private final boolean toleratesFailures;
    private final Summary<T, R> summary;
    private final LoopPromise<R> whole;
    private int left;
    private volatile @Nullable CancellationException cancelled;

    private Gathering(EventLoop loop, boolean toleratesFailures, Summary<T, R> summary) {
        this.toleratesFailures = toleratesFailures;
        this.summary = summary;
        this.whole = loop.tasks().createWhole(this::cancel);
    }

    static <T> LoopFuture<List<T>> results(Collection<? extends CompletionStage<? extends T>> stages) {
        return start(stages, false, parts -> {
            List<T> results = new ArrayList<>(parts.size());
            for (LoopFuture<T> part : parts) {
                results.add(part.result());
            }
            return results;
        });
    }

    static <T> LoopFuture<List<LoopFuture<T>>> outcomes(Collection<? extends CompletionStage<? extends T>> stages) {
        return start(stages, true, List::copyOf);
    }

    private static <T, R> LoopFuture<R> start(
            Collection<? extends CompletionStage<? extends T>> stages, boolean tolerates, Summary<T, R> summary) {
        EventLoop loop = Awaiting.loopOf(stages);
        Gathering<T, R> gathering = new Gathering<>(loop, tolerates, summary);
        for (CompletionStage<? extends T> each : stages) {
            gathering.add(loop, each);
        }
        gathering.begin(loop);
        return gathering.whole;
    }

    @SuppressWarnings("unchecked") // what gives a subtype of T gives a T
    private void add(EventLoop loop, CompletionStage<? extends T> stage) {
        LoopFuture<T> part = known.computeIfAbsent(stage, fresh -> loop.ensureFuture((CompletionStage<T>) fresh));
        parts.add(part);
        distinct.add(part);
    }

    private void begin(EventLoop loop) {
        left = distinct.size();
        if (left == 0) {
            complete();
        }
        for (LoopFuture<T> part : distinct) {
            loop.tasks().link(whole, part);
        }
        List<LoopFuture<T>> done = new ArrayList<>();
        for (LoopFuture<T> part : distinct) {
            if (part.isDone()) {
                done.add(part);
            } else {
                part.addDoneCallback(this::ended);
            }
        }
        done.forEach(this::ended);
    }

    private void ended(LoopFuture<T> part) {
        left--;
        Throwable failure = Awaiting.failure(part);
        if (whole.isDone()) {
            return;
        }
        if (failure != null && !toleratesFailures) {
            whole.setException(failure);
        } else if (left == 0) {
            complete();
        }
    }

    private void complete() {
        try {
            CancellationException asked = cancelled;
            if (asked != null) {
                throw asked;
            }
            whole.setResult(summary.of(parts));
        } catch (Exception failure) {
            whole.setException(failure);
        }
    }

    private boolean cancel(@Nullable String message) {
        boolean any = false;
        for (LoopFuture<T> part : parts) {
            any |= part.cancel(message);
        }
        if (any) {
            cancelled = new CancellationException(message == null ? "The gathering was cancelled" : message);
        }
        return any;
    }
}
