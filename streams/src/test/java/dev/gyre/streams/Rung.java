package dev.gyre.streams;

import dev.gyre.loop.spi.CoroutineRunner;
import java.util.ServiceLoader;

/** The ways to run coroutines, on each of which everything is tested. */
enum Rung {
    LOOP_SCHEDULED("loop-scheduled"),
    HAND_OFF("hand-off");

    private final String runner;

    Rung(String runner) {
        this.runner = runner;
    }

    CoroutineRunner runner() {
        return ServiceLoader.load(CoroutineRunner.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(each -> each.name().equals(runner))
                .findFirst()
                .orElseThrow();
    }
}
