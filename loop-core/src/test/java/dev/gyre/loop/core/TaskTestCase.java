package dev.gyre.loop.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.EventLoops;
import dev.gyre.loop.ExceptionContext;
import dev.gyre.loop.LoopConfig;
import dev.gyre.loop.LoopFuture;
import dev.gyre.loop.LoopPromise;
import dev.gyre.loop.Task;
import dev.gyre.loop.spi.CoroutineRunner;
import dev.gyre.loop.spi.EventLoopFactory;
import dev.gyre.loop.spi.Registration;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.Parameter;

/** A loop whose tasks run in one of the ways; afterwards no task may be left and nothing may have been reported that the test did not expect. */
abstract class TaskTestCase {
    @Parameter
    Rung rung;

    EventLoop loop;
    final List<ExceptionContext> reported = new CopyOnWriteArrayList<>();
    /** What has happened, in order. */
    final List<String> seen = new ArrayList<>();

    private Registration registration;
    private int expectedReports;

    @BeforeEach
    void openLoop() throws IOException {
        EventLoopFactory engine = new EngineFactory();
        assertTrue(rung.runner().availability().available(), rung.runner().availability()::reason);
        registration = engine.subsystems().add(CoroutineRunner.class, rung.runner(), 100);
        loop = open("test");
    }

    final EventLoop open(String name) throws IOException {
        EventLoop opened = new EngineFactory().open(Backend.NIO.provider(), LoopConfig.named(name));
        opened.setExceptionHandler((l, context) -> reported.add(context));
        return opened;
    }

    @AfterEach
    void closeLoop() {
        Set<Task<?>> left = EventLoops.allTasks(loop);
        loop.close();
        registration.close();
        assertEquals(Set.of(), left, "tasks left");
        assertEquals(expectedReports, reported.size(), () -> "reported: " + reported);
    }

    final void expectReports(int count) {
        expectedReports = count;
    }

    /** Runs one iteration. */
    final void once() {
        loop.stop();
        loop.runForever();
    }

    final LoopFuture<Void> sleep(Duration time) {
        LoopPromise<Void> slept = loop.createFuture();
        loop.callLater(time.toNanos(), TimeUnit.NANOSECONDS, () -> {
            if (!slept.isDone()) {
                slept.setResult(null);
            }
        });
        return slept;
    }
}
