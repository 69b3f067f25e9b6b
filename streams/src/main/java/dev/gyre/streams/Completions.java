package dev.gyre.streams;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.EventLoops;
import dev.gyre.loop.Handle;
import dev.gyre.loop.LoopFuture;
import dev.gyre.loop.TimerHandle;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Futures in the order in which they are done, as {@link Coroutines#asCompleted} gives them.
 *
 * <p><b>Threading</b>: the loop's thread.
 *
 * <p><b>Differences from asyncio</b>: it is no iterator, since getting the next may time out.
 *
 * @param <F> the type of what was given
 */
public final class Completions<F extends CompletionStage<?>> {
    private final Map<F, Handle> todo = new LinkedHashMap<>();
    private final Queue<Optional<F>> done = new Queue<>();
    private final @Nullable Duration timeout;
    private @Nullable TimerHandle timer;
    private int left;

    Completions(Collection<? extends F> stages, @Nullable Duration timeout) {
        this.timeout = timeout;
        EventLoop loop = EventLoops.getRunningLoop();
        for (F each : new LinkedHashSet<F>(stages)) {
            LoopFuture<?> future = Awaiting.future(loop, each);
            todo.put(each, future.addDoneCallback(ended -> completed(each)));
        }
        left = todo.size();
        if (left > 0 && timeout != null) {
            timer = loop.callLater(timeout, this::expired);
        }
    }

    private void completed(F stage) {
        if (todo.remove(stage) == null) {
            return;
        }
        done.putNowait(Optional.of(stage));
        TimerHandle present = timer;
        if (todo.isEmpty() && present != null) {
            present.cancel();
        }
    }

    private void expired() {
        todo.values().forEach(callback -> {
            callback.cancel();
            done.putNowait(Optional.empty());
        });
        todo.clear();
    }

    /**
     * {@return whether there are more, done or not}
     */
    public boolean hasNext() {
        return left > 0;
    }

    /**
     * Waits for the next that is done.
     *
     * @return one of those given, done
     * @throws TimeoutException when the time is over; once for each that was not done
     * @throws NoSuchElementException when there is none left
     */
    public F next() throws TimeoutException {
        if (left == 0) {
            throw new NoSuchElementException("All have been given out");
        }
        left--;
        Optional<F> next;
        try {
            next = done.get();
        } catch (RuntimeException cancelled) {
            left++;
            throw cancelled;
        }
        return next.orElseThrow(() -> new TimeoutException("Not all were done after " + timeout));
    }
}
