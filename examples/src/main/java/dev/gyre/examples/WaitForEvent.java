package dev.gyre.examples;

import dev.gyre.loop.EventLoops;
import dev.gyre.loop.Task;
import dev.gyre.streams.Coroutines;
import dev.gyre.streams.Event;
import java.time.Duration;

/**
 * A coroutine waits until another sets an event. asyncio's example of <a
 * href="https://docs.python.org/3.14/library/asyncio-sync.html#event">Event</a>.
 */
public final class WaitForEvent {
    private WaitForEvent() {}

    /**
     * Runs it.
     *
     * @param args none
     * @throws Exception when something fails
     */
    public static void main(String[] args) throws Exception {
        EventLoops.run(() -> {
            Event event = new Event();
            Task<Void> waiter = EventLoops.getRunningLoop().createTask(() -> waitFor(event));
            Coroutines.sleep(Duration.ofMillis(100));
            event.set();
            Task.await(waiter);
        });
    }

    private static void waitFor(Event event) {
        System.out.println("waiting for it ...");
        event.await();
        System.out.println("... got it!");
    }
}
