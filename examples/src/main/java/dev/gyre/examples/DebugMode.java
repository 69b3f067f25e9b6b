package dev.gyre.examples;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.EventLoops;
import dev.gyre.loop.LoopConfig;
import java.time.Duration;

/**
 * Debug mode logs a callback that holds up the loop, and refuses calls from a thread that is not the loop's. asyncio's
 * <a href="https://docs.python.org/3.14/library/asyncio-dev.html#debug-mode">Debug mode</a>. {@code GYRE_DEBUG=1}
 * switches it on without a change to the program.
 */
public final class DebugMode {
    private static final Duration TOO_LONG = Duration.ofMillis(10);
    private static final Duration MUCH_TOO_LONG = Duration.ofMillis(50);

    private DebugMode() {}

    /**
     * Runs it.
     *
     * @param args none
     */
    public static void main(String[] args) {
        try (EventLoop loop = EventLoops.newEventLoop(LoopConfig.defaults().withDebug(true))) {
            loop.setSlowCallbackDuration(TOO_LONG);
            loop.callSoon(() -> Thread.sleep(MUCH_TOO_LONG));
            loop.callSoon(() -> {
                Thread thread = new Thread(() -> callFromAWrongThread(loop));
                thread.start();
                thread.join();
            });
            loop.callSoon(loop::stop);
            loop.runForever();
        }
    }

    private static void callFromAWrongThread(EventLoop loop) {
        try {
            loop.callSoon(() -> System.out.println("never"));
        } catch (IllegalStateException e) {
            System.out.println("callSoon was refused on another thread");
        }
    }
}
