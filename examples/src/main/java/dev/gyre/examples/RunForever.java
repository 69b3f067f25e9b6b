package dev.gyre.examples;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.EventLoops;

/**
 * What {@code stop} ends: before a run, the first iteration; in a run, the present one. What a callback schedules
 * together with a stop waits for the next run. asyncio's <a
 * href="https://docs.python.org/3.14/library/asyncio-eventloop.html#running-and-stopping-the-loop">Running and stopping
 * the loop</a>, whose {@code try … finally: loop.close()} is a try-with-resources block here.
 */
public final class RunForever {
    private RunForever() {}

    /**
     * Runs it.
     *
     * @param args none
     */
    public static void main(String[] args) {
        try (EventLoop loop = EventLoops.newEventLoop()) {
            loop.callSoon(() -> System.out.println("runs, though the loop was stopped before"));
            loop.stop();
            loop.runForever();

            loop.callSoon(() -> stopAndSchedule(loop));
            loop.callSoon(() -> System.out.println("was scheduled before stop: runs"));
            loop.runForever();

            System.out.println("running: " + (loop.isRunning() ? "yes" : "no"));
            loop.stop();
            loop.runForever();
        }
    }

    private static void stopAndSchedule(EventLoop loop) {
        System.out.println("stops the loop");
        loop.stop();
        loop.callSoon(() -> System.out.println("was scheduled by the last iteration: runs next time"));
    }
}
