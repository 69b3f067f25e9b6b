package dev.gyre.loop.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gyre.loop.Callback;
import dev.gyre.loop.ExceptionContext;
import dev.gyre.loop.LoopConfig;
import dev.gyre.loop.LoopFuture;
import dev.gyre.loop.spi.LoopBackend;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.Parameter;

/** A loop on each backend; afterwards nothing may be left and nothing may have been reported that the test did not expect. */
abstract class EngineTestCase {
    @Parameter(0)
    Backend backend;

    EngineLoop loop;
    final List<ExceptionContext> reported = new CopyOnWriteArrayList<>();
    private LoopBackend first;
    private int expectedReports;

    @BeforeEach
    void openLoop() throws IOException {
        loop = open(LoopConfig.named("test"));
        first = loop.base().backend();
        loop.setExceptionHandler((l, context) -> reported.add(context));
    }

    final EngineLoop open(LoopConfig config) throws IOException {
        return (EngineLoop) new EngineFactory().open(backend.provider(), config);
    }

    @AfterEach
    void closeLoop() {
        LoopBackend last = loop.base().backend();
        int left = loop.handles().count();
        loop.close();
        assertEquals(0, left, "handles left open");
        assertEquals(0, first.openPorts(), "ports left on the first backend");
        assertEquals(0, last.openPorts(), "ports left on the last backend");
        assertEquals(expectedReports, reported.size(), () -> "reported: " + reported);
    }

    /** Says how many reports the test means to cause. */
    final void expectReports(int count) {
        expectedReports = count;
    }

    /** Runs one iteration. */
    final void once() {
        loop.stop();
        loop.runForever();
    }

    /** Runs until something says {@code loop.stop()}; fails after ten seconds. */
    final void run() {
        var watchdog = loop.callLater(10, TimeUnit.SECONDS, () -> {
            loop.stop();
            throw new AssertionError("not stopped within ten seconds of loop time");
        });
        loop.runForever();
        watchdog.cancel();
    }

    /** Runs until a condition holds, looking at it after each iteration. */
    final void runUntil(BooleanSupplier condition) {
        Callback look = new Callback() {
            @Override
            public void run() {
                if (condition.getAsBoolean()) {
                    loop.stop();
                } else {
                    loop.callLater(100, TimeUnit.MICROSECONDS, this);
                }
            }
        };
        loop.callSoon(look);
        run();
    }

    final <T> T await(LoopFuture<T> future) throws Exception {
        return loop.runUntilComplete(future);
    }

    static List<Integer> numbers(int count) {
        List<Integer> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(i);
        }
        return all;
    }
}
