package dev.gyre.loop.core;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.LoopConfig;
import dev.gyre.loop.LoopFuture;
import dev.gyre.loop.SwapReport;
import dev.gyre.loop.spi.BackendConfig;
import dev.gyre.loop.spi.EventLoopFactory;
import dev.gyre.loop.spi.LoopBackendProvider;
import dev.gyre.loop.spi.OpenLoop;
import dev.gyre.loop.spi.Subsystems;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The engine as a service. Every instance shares one registry of subsystems and one roll of loops, so that a new policy feeds and keeps loops that an older one made. */
public final class EngineFactory implements EventLoopFactory {
    private static final SubsystemRegistry SUBSYSTEMS = new SubsystemRegistry();
    private static final LoopRoll ROLL = new LoopRoll();

    /** For service loaders. */
    public EngineFactory() {}

    @Override
    public String name() {
        return "engine";
    }

    @Override
    public EventLoop open(LoopBackendProvider backend, LoopConfig config) throws IOException {
        EngineLoop loop = new EngineLoop(
                config,
                new TimeBase(backend.name(), backend.capabilities(), backend.open(settings(config)), 0),
                SUBSYSTEMS);
        ROLL.add(loop);
        return loop.shown();
    }

    static BackendConfig settings(LoopConfig config) {
        return new BackendConfig(
                config.receiveBufferSize(), config.name(), config.spinning().toNanos());
    }

    @Override
    public List<OpenLoop> loops() {
        return ROLL.open();
    }

    @Override
    public Subsystems subsystems() {
        return SUBSYSTEMS;
    }

    @Override
    public LoopFuture<SwapReport> evacuate(EventLoop loop, @Nullable LoopBackendProvider next, Duration grace) {
        if (loop instanceof EngineLoop ours) {
            return ours.swap().force(next, grace);
        }
        throw new IllegalArgumentException(loop + " was not made by this engine, which cannot move its handles");
    }
}
