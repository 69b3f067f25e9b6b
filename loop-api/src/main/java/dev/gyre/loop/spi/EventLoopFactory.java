package dev.gyre.loop.spi;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.LoopConfig;
import dev.gyre.loop.LoopFuture;
import dev.gyre.loop.SwapReport;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The engine as a service: it makes loops over a backend that somebody else, the policy, has chosen. */
public interface EventLoopFactory extends Provider {
    /**
     * Opens a loop.
     *
     * @param backend the mechanism it starts with
     * @param config how it is set up
     * @return the loop, not yet running
     * @throws IOException when the backend cannot be opened
     */
    EventLoop open(LoopBackendProvider backend, LoopConfig config) throws IOException;

    /**
     * {@return the loops of this engine that are open, whoever had them made and by whichever instance of this service, so that a policy that comes later can look after them; a copy}
     */
    List<OpenLoop> loops();

    /**
     * {@return the providers all loops of this engine ask}
     */
    Subsystems subsystems();

    /**
     * Takes a loop off its backend because that backend is leaving. Unlike {@link EventLoop#swapBackend} it does not refuse: a handle
     * that the next backend cannot adopt is failed, and the rest are saved.
     *
     * @param loop a loop of this engine
     * @param next the backend to go to; null parks the loop's handles, which then do no I/O while timers and submissions run
     * @param grace how long a parked loop waits for {@link EventLoop#swapBackend} before it ends in order
     * @return what happened; any thread may wait for it but the loop's own
     */
    LoopFuture<SwapReport> evacuate(EventLoop loop, @Nullable LoopBackendProvider next, Duration grace);
}
