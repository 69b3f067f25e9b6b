package dev.gyre.examples;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.EventLoops;
import dev.gyre.loop.ExceptionContext;

/**
 * A callback that fails is reported, and the loop goes on. asyncio's <a
 * href="https://docs.python.org/3.14/library/asyncio-eventloop.html#error-handling-api">Error Handling API</a>.
 */
public final class SetExceptionHandler {
    private SetExceptionHandler() {}

    /**
     * Runs it.
     *
     * @param args none
     */
    public static void main(String[] args) {
        try (EventLoop loop = EventLoops.newEventLoop()) {
            loop.setExceptionHandler((failed, context) -> print(context));
            loop.callSoon(() -> {
                throw new IllegalArgumentException("nothing to be done");
            });
            loop.callSoon(() -> System.out.println("The loop goes on"));
            loop.callSoon(() -> loop.callExceptionHandler(
                    ExceptionContext.of("Reported by hand").build()));
            loop.callSoon(loop::stop);
            loop.runForever();
        }
    }

    private static void print(ExceptionContext context) {
        String what = context.handle().isPresent() ? "A callback failed" : context.message();
        String why = context.exception().map(Throwable::getMessage).orElse("no exception");
        System.out.println(what + ": " + why);
    }
}
