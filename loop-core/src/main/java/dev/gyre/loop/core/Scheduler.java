package dev.gyre.loop.core;

import dev.gyre.loop.Callback;
import dev.gyre.loop.LoopContext;
import dev.gyre.loop.spi.LoopBackend;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The iteration: wait in the backend, run what was ready before, dispatch what the poll reported, run the timers that are due. What a
 * callback schedules runs in the next iteration. Callbacks of other threads join the one FIFO before any later one of the loop's own.
 */
final class Scheduler {
    private static final int AWAKE = 0;
    private static final int SLEEPING = 1;

    private final EngineLoop loop;
    private final Dispatch dispatch;
    private final ArrayDeque<ScheduledCallback> ready = new ArrayDeque<>();
    private final TimerHeap timers = new TimerHeap();
    private final ReadyBatch batch = new ReadyBatch();
    private final Submissions submissions = new Submissions();
    private final AtomicInteger sleep = new AtomicInteger(AWAKE);
    private volatile boolean closed;
    private boolean stopping;

    Scheduler(EngineLoop loop, Dispatch dispatch) {
        this.loop = loop;
        this.dispatch = dispatch;
    }

    /** How many callbacks are ready; for those who watch from elsewhere. */
    int ready() {
        return ready.size();
    }

    TimerHeap timers() {
        return timers;
    }

    ReadyBatch batch() {
        return batch;
    }

    // Scheduling

    ScheduledCallback soon(Callback callback, LoopContext context) {
        if (!loop.inEventLoop()) {
            loop.refuseInDebug("callSoon");
            return threadsafe(callback, context);
        }
        loop.checkOpen();
        ScheduledCallback scheduled = new ScheduledCallback(callback, context, loop.getDebug());
        takeSubmissions();
        ready.add(scheduled);
        return scheduled;
    }

    ScheduledCallback threadsafe(Callback callback, LoopContext context) {
        loop.checkOpen();
        ScheduledCallback scheduled = new ScheduledCallback(callback, context, loop.getDebug());
        submissions.offer(scheduled);
        if (closed && scheduled.tryCancel()) {
            loop.checkOpen();
        }
        wake();
        return scheduled;
    }

    ScheduledTimer at(long when, Callback callback, LoopContext context) {
        if (!loop.inEventLoop()) {
            loop.refuseInDebug("callAt");
        }
        ScheduledTimer timer = new ScheduledTimer(timers, when, callback, context, loop.getDebug());
        add(timer);
        return timer;
    }

    /** A timer that is added later. */
    ScheduledTimer detached(long when, Runnable job, LoopContext context) {
        return new ScheduledTimer(timers, when, job::run, context, loop.getDebug());
    }

    /** Any thread. */
    void add(ScheduledTimer timer) {
        if (loop.inEventLoop()) {
            loop.checkOpen();
            timers.add(timer);
        } else {
            threadsafe(() -> timers.add(timer), LoopContext.empty());
        }
    }

    private void wake() {
        if (sleep.get() == SLEEPING && sleep.compareAndSet(SLEEPING, AWAKE)) {
            loop.base().backend().wakeup();
        }
    }

    private void takeSubmissions() {
        ScheduledCallback each = submissions.take();
        while (each != null) {
            ScheduledCallback next = each.next;
            each.next = null;
            ready.add(each);
            each = next;
        }
    }

    // Running

    void stop() {
        stopping = true;
    }

    void runUntilStopped() {
        try {
            do {
                runOnce();
            } while (!stopping);
        } finally {
            stopping = false;
        }
    }

    private void runOnce() {
        loop.gauges().iteration();
        dispatch.finish();
        loop.debug().reportCollected();
        loop.tasks().closeDropped();
        poll();
        Object recorded = Flight.iterationBegins();
        long callbacksBefore = loop.gauges().callbacks();
        dispatchAll();
        if (recorded != null) {
            Flight.iterationEnds(recorded, loop, loop.gauges().callbacks() - callbacksBefore);
        }
    }

    private void dispatchAll() {
        long now = loop.time();
        long timersBefore = timers.nextOrder();
        takeSubmissions();
        for (int left = ready.size(); left > 0; left--) {
            run(ready.remove());
        }
        while (!batch.isEmpty()) {
            dispatch.begin();
            batch.dispatchNext();
            dispatch.finish();
        }
        for (ScheduledTimer due = timers.pollDue(now, timersBefore);
                due != null;
                due = timers.pollDue(now, timersBefore)) {
            loop.gauges().late(now - due.when());
            run(due);
        }
    }

    private void run(ScheduledCallback callback) {
        if (callback.take()) {
            loop.gauges().callback();
            dispatch.begin();
            dispatch.run(callback);
            dispatch.finish();
        }
    }

    private void poll() {
        batch.clear();
        long timeout = timeout();
        if (timeout != 0) {
            sleep.set(SLEEPING);
            if (!submissions.isEmpty()) {
                timeout = 0;
            }
        }
        LoopBackend backend = loop.base().backend();
        try {
            backend.poll(timeout, batch);
        } catch (IOException e) {
            throw new IllegalStateException(
                    "The backend " + loop.backend() + " of " + loop.name() + " can no longer wait: " + e.getMessage(),
                    e);
        } finally {
            sleep.set(AWAKE);
        }
    }

    private long timeout() {
        if (stopping || !ready.isEmpty() || !submissions.isEmpty()) {
            return 0;
        }
        @Nullable ScheduledTimer first = timers.peek();
        return first == null ? -1 : Math.max(0, first.when() - loop.time());
    }

    // Closing

    /** Cancels everything that has not run; returns how many callbacks and timers that were. */
    int close() {
        closed = true;
        takeSubmissions();
        int cancelled = 0;
        for (ScheduledCallback each = ready.poll(); each != null; each = ready.poll()) {
            cancelled += each.tryCancel() ? 1 : 0;
        }
        for (ScheduledTimer each = timers.peek(); each != null; each = timers.peek()) {
            each.cancel();
            cancelled++;
        }
        batch.clear();
        return cancelled;
    }
}
