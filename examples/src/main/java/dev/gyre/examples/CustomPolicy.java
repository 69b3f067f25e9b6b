package dev.gyre.examples;

import dev.gyre.loop.BackendLadder;
import dev.gyre.loop.EventLoop;
import dev.gyre.loop.EventLoopPolicy;
import dev.gyre.loop.EventLoops;
import dev.gyre.loop.LoopConfig;
import org.jspecify.annotations.Nullable;

/**
 * A policy that does something of its own and leaves the rest to the default one. asyncio's <a
 * href="https://docs.python.org/3.14/library/asyncio-policy.html#custom-policies">Custom Policies</a>; where that one is
 * a subclass, this one is given the policy it adds to.
 */
public final class CustomPolicy implements EventLoopPolicy {
    private final EventLoopPolicy usual;

    private CustomPolicy(EventLoopPolicy usual) {
        this.usual = usual;
    }

    @Override
    public EventLoop getEventLoop() {
        EventLoop loop = usual.getEventLoop();
        System.out.println("Somebody gets the loop, closed: " + (loop.isClosed() ? "yes" : "no"));
        return loop;
    }

    @Override
    public void setEventLoop(@Nullable EventLoop loop) {
        usual.setEventLoop(loop);
    }

    @Override
    public EventLoop newEventLoop(LoopConfig config) {
        System.out.println("Somebody makes a loop");
        return usual.newEventLoop(config);
    }

    @Override
    public BackendLadder ladder(LoopConfig config) {
        return usual.ladder(config);
    }

    /**
     * Runs a loop that the policy makes.
     *
     * @param args none
     */
    public static void main(String[] args) {
        EventLoops.setEventLoopPolicy(new CustomPolicy(EventLoops.getEventLoopPolicy()));
        EventLoops.setEventLoop(EventLoops.newEventLoop());

        try (EventLoop loop = EventLoops.getEventLoop()) {
            loop.callSoon(() -> {
                boolean same = EventLoops.getEventLoop() == loop;
                System.out.println("The running loop is found without the policy: " + (same ? "yes" : "no"));
                loop.stop();
            });
            loop.runForever();
        }
        EventLoops.setEventLoopPolicy(null);
    }
}
