package dev.gyre.examples;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.EventLoops;
import dev.gyre.loop.Task;
import dev.gyre.streams.Coroutines;
import dev.gyre.streams.Event;
import dev.gyre.streams.ReturnWhen;
import dev.gyre.streams.Waited;
import java.time.Duration;
import java.util.List;

/**
 * Some of several tasks are waited for, and none is cancelled. asyncio's example of {@code wait()} in <a
 * href="https://docs.python.org/3.14/library/asyncio-task.html#waiting-primitives">Waiting Primitives</a>.
 */
public final class WaitForTasks {
    private WaitForTasks() {}

    /**
     * Runs it.
     *
     * @param args none
     * @throws Exception when something fails
     */
    public static void main(String[] args) throws Exception {
        EventLoops.run(() -> {
            EventLoop loop = EventLoops.getRunningLoop();
            Event end = new Event();
            Task<Void> slow = loop.createTask(end::await);
            Task<Void> quick = loop.createTask(() -> Coroutines.sleep(Duration.ofMillis(10)));

            Waited<Task<Void>> first = Coroutines.wait(List.of(slow, quick), null, ReturnWhen.FIRST_COMPLETED);
            System.out.println("done: " + first.done().size() + ", pending: "
                    + first.pending().size());
            System.out.println("the quick one is done: " + (first.done().contains(quick) ? "yes" : "no"));

            end.set();
            Waited<Task<Void>> all = Coroutines.wait(List.of(slow, quick));
            System.out.println(
                    "done: " + all.done().size() + ", pending: " + all.pending().size());
        });
    }
}
