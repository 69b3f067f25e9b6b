package dev.gyre.loop.core;

import dev.gyre.loop.Task;
import dev.gyre.loop.TimerHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The orderly end of a loop: stop accepting, let connections end until the deadline, abort the rest, cancel the tasks and let them end,
 * end the executor, stop. Who asks again meanwhile may bring the deadline forward and is answered with the first.
 */
final class Shutdown {
    /** What tasks and jobs have at the least. */
    private static final Duration SHORTEST = Duration.ofSeconds(1);

    private final EngineLoop loop;
    private final List<Promise<Void>> asked = new ArrayList<>();
    private final List<TimerHandle> deadlines = new ArrayList<>();
    private boolean drained;

    Shutdown(EngineLoop loop) {
        this.loop = loop;
    }

    void begin(Duration drain, Promise<Void> done) {
        asked.add(done);
        for (PortHandle handle : loop.handles().snapshot()) {
            if (handle instanceof EngineListener listener) {
                listener.endByLoop();
            }
        }
        if (!drained) {
            loop.handles().onStreamGone(() -> endWhenNoStreamIsLeft(drain));
            deadlines.add(loop.callLater(drain, () -> abortTheRest(drain)));
            endWhenNoStreamIsLeft(drain);
        }
    }

    /** Ends after the listeners have heard of it, also when they have opened streams anew. */
    private void abortTheRest(Duration drain) {
        for (PortHandle handle : loop.handles().snapshot()) {
            if (handle instanceof EngineStream stream) {
                stream.abort(null);
            }
        }
        loop.callSoon(() -> end(drain));
    }

    private void endWhenNoStreamIsLeft(Duration drain) {
        if (loop.handles().streams() == 0) {
            end(drain);
        }
    }

    private void end(Duration drain) {
        if (!drained) {
            drained = true;
            loop.handles().onStreamGone(null);
            deadlines.forEach(TimerHandle::cancel);
            deadlines.clear();
            Duration patience = drain.compareTo(SHORTEST) < 0 ? SHORTEST : drain;
            loop.callSoon(() -> endTasks(patience));
        }
    }

    private void endTasks(Duration patience) {
        List<Task<?>> ending =
                loop.tasks().all().stream().filter(task -> !waitsForThis(task)).toList();
        Promise<Void> ended = new Promise<>(loop);
        TimerHandle deadline = loop.callLater(patience, () -> ended.succeed(null));
        ending.forEach(Task::cancel);
        Promise.settle(ending, ended);
        ended.addDoneCallback(done -> {
            deadline.cancel();
            endGenerators(patience);
        });
    }

    /** One that has asked for the end, and is to hear of it. */
    private boolean waitsForThis(Task<?> task) {
        return task.waiting().filter(wait -> asked.contains(wait.future())).isPresent();
    }

    private void endGenerators(Duration patience) {
        Promise<Void> ended = new Promise<>(loop);
        TimerHandle deadline = loop.callLater(patience, () -> ended.succeed(null));
        loop.shutdownAsyncgens().addDoneCallback(done -> ended.succeed(null));
        ended.addDoneCallback(done -> {
            deadline.cancel();
            loop.executor().shutdown(patience).addDoneCallback(over -> ended());
        });
    }

    private void ended() {
        drained = false;
        asked.forEach(done -> done.succeed(null));
        asked.clear();
        loop.callSoon(loop::stop);
    }
}
