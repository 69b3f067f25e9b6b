package dev.gyre.examples;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.EventLoops;

/**
 * A callback with arguments: where asyncio takes them after the callback, or needs {@code functools.partial} for those
 * with a name, Java's lambda has them. asyncio's example of <a
 * href="https://docs.python.org/3.14/library/asyncio-eventloop.html#scheduling-callbacks">Scheduling callbacks</a>.
 */
public final class CallWithArguments {
    private CallWithArguments() {}

    /**
     * Runs it.
     *
     * @param args none
     */
    public static void main(String[] args) {
        try (EventLoop loop = EventLoops.newEventLoop()) {
            loop.callSoon(() -> print("Hello", true));
            loop.callSoon(loop::stop);
            loop.runForever();
        }
    }

    private static void print(String text, boolean flush) {
        System.out.println(text);
        if (flush) {
            System.out.flush();
        }
    }
}
