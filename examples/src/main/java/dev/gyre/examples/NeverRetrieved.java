package dev.gyre.examples;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.EventLoops;
import dev.gyre.loop.ExceptionContext;
import dev.gyre.loop.Task;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A task that fails and that nobody looks at is reported when it has been collected. asyncio's <a
 * href="https://docs.python.org/3.14/library/asyncio-dev.html#detect-never-retrieved-exceptions">Detect never-retrieved exceptions</a>.
 */
public final class NeverRetrieved {
    private NeverRetrieved() {}

    /**
     * Runs it.
     *
     * @param args none
     * @throws Exception when something fails
     */
    public static void main(String[] args) throws Exception {
        AtomicBoolean reported = new AtomicBoolean();
        try (EventLoop loop = EventLoops.newEventLoop()) {
            loop.setExceptionHandler((where, report) -> {
                System.out.println("Never retrieved: " + failure(report));
                reported.set(true);
            });
            loop.createTask(NeverRetrieved::bug);
            while (!reported.get()) {
                loop.runUntilComplete(() -> Task.await(loop.runInExecutor(NeverRetrieved::collect)));
            }
        }
    }

    private static String failure(ExceptionContext report) {
        return report.exception().map(Throwable::getMessage).orElse("nothing");
    }

    private static String bug() {
        throw new IllegalStateException("not consumed");
    }

    private static boolean collect() {
        System.gc();
        return true;
    }
}
