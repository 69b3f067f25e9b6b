package dev.gyre.examples;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.EventLoops;
import dev.gyre.loop.ExceptionContext;
import dev.gyre.loop.LoopConfig;
import dev.gyre.loop.Task;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * In debug mode the report of a failure nobody looked at says where the task was made. asyncio's second example of <a
 * href="https://docs.python.org/3.14/library/asyncio-dev.html#detect-never-retrieved-exceptions">Detect
 * never-retrieved exceptions</a>.
 */
public final class NeverRetrievedInDebugMode {
    private NeverRetrievedInDebugMode() {}

    /**
     * Runs it.
     *
     * @param args none
     * @throws Exception when something fails
     */
    public static void main(String[] args) throws Exception {
        AtomicBoolean reported = new AtomicBoolean();
        try (EventLoop loop = EventLoops.newEventLoop(LoopConfig.defaults().withDebug(true))) {
            loop.setExceptionHandler((where, report) -> {
                System.out.println("Never retrieved: "
                        + report.exception().map(Throwable::getMessage).orElse("nothing"));
                System.out.println("Made by makeTask: " + (isMadeByMakeTask(report) ? "yes" : "no"));
                reported.set(true);
            });
            makeTask(loop);
            while (!reported.get()) {
                loop.runUntilComplete(() -> Task.await(loop.runInExecutor(NeverRetrievedInDebugMode::collect)));
            }
        }
    }

    private static boolean isMadeByMakeTask(ExceptionContext report) {
        return report.creationStack().stream()
                .anyMatch(frame -> frame.getMethodName().equals("makeTask"));
    }

    private static void makeTask(EventLoop loop) {
        loop.createTask(NeverRetrievedInDebugMode::bug);
    }

    private static String bug() {
        throw new IllegalStateException("not consumed");
    }

    private static boolean collect() {
        System.gc();
        return true;
    }
}
