package dev.gyre.examples;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.EventLoops;
import dev.gyre.loop.LoopConfig;

/**
 * A loop over a backend of one's choice, where asyncio has a loop over a selector of one's choice: its example of <a
 * href="https://docs.python.org/3.14/library/asyncio-eventloop.html#event-loop-implementations">Event loop
 * implementations</a>.
 */
public final class ChooseBackend {
    private ChooseBackend() {}

    /**
     * Runs it.
     *
     * @param args the backend; {@code nio} without one
     */
    public static void main(String[] args) {
        String backend = args.length == 0 ? "nio" : args[0];
        try (EventLoop loop = EventLoops.newEventLoop(LoopConfig.defaults().withBackends(backend))) {
            loop.callSoon(() -> System.out.println("Runs on " + loop.backend()));
            loop.callSoon(loop::stop);
            loop.runForever();
        }
    }
}
