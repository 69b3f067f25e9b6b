package dev.gyre.loop.core;

import dev.gyre.loop.core.coroutines.HandOffRunner;
import dev.gyre.loop.core.coroutines.LoopScheduledRunner;
import dev.gyre.loop.spi.CoroutineRunner;

/** The ways to run coroutines, on each of which tasks are tested. */
enum Rung {
    LOOP_SCHEDULED(new LoopScheduledRunner()),
    HAND_OFF(new HandOffRunner());

    private final CoroutineRunner runner;

    Rung(CoroutineRunner runner) {
        this.runner = runner;
    }

    CoroutineRunner runner() {
        return runner;
    }
}
