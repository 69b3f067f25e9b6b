package dev.gyre.examples;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.EventLoops;

/**
 * A callback prints a line and stops the loop. asyncio's <a
 * href="https://docs.python.org/3.14/library/asyncio-eventloop.html#hello-world-with-call-soon">Hello World with
 * call_soon()</a>.
 */
public final class HelloWorld {
    private HelloWorld() {}

    /**
     * Runs it.
     *
     * @param args none
     */
    public static void main(String[] args) {
        try (EventLoop loop = EventLoops.newEventLoop()) {
            loop.callSoon(() -> helloWorld(loop));
            loop.runForever();
        }
    }

    private static void helloWorld(EventLoop loop) {
        System.out.println("Hello World");
        loop.stop();
    }
}
