package dev.gyre.streams;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.Callback;
import dev.gyre.loop.EventLoop;
import dev.gyre.loop.EventLoops;
import dev.gyre.loop.ExceptionContext;
import dev.gyre.loop.LoopConfig;
import dev.gyre.loop.LoopFuture;
import dev.gyre.loop.Task;
import dev.gyre.loop.sim.SimBackendProvider;
import dev.gyre.loop.spi.CoroutineRunner;
import dev.gyre.loop.spi.EventLoopFactory;
import dev.gyre.loop.spi.LoopBackendProvider;
import dev.gyre.loop.spi.Registration;
import dev.gyre.loop.spi.StreamTransportProvider;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.Parameter;

/**
 * A loop whose coroutines run in one of the ways, by default in virtual time, so that sleeping costs none. Afterwards no task may be left, and
 * nothing may have been reported that the test did not expect.
 */
abstract class CoroutineTestCase {
    static final Duration NEVER = Duration.ofDays(1);

    /** Longer than any test takes that does not wait in vain. */
    private static final long PATIENCE_SECONDS = 30;

    @Parameter(0)
    Rung rung;

    EventLoop loop;
    final List<ExceptionContext> reported = new CopyOnWriteArrayList<>();
    /** What has happened, in order. */
    final List<Object> seen = new ArrayList<>();

    private final List<Registration> registrations = new ArrayList<>();
    private final ScheduledThreadPoolExecutor watchdog =
            new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().factory());
    private int expectedReports;

    @BeforeEach
    void openLoop() throws IOException {
        EventLoopFactory engine =
                ServiceLoader.load(EventLoopFactory.class).findFirst().orElseThrow();
        assertTrue(rung.runner().availability().available(), rung.runner().availability()::reason);
        registrations.add(engine.subsystems().add(CoroutineRunner.class, rung.runner(), 100));
        registrations.add(engine.subsystems()
                .add(
                        StreamTransportProvider.class,
                        ServiceLoader.load(StreamTransportProvider.class)
                                .findFirst()
                                .orElseThrow(),
                        0));
        loop = open("test");
    }

    final EventLoop open(String name) throws IOException {
        EventLoopFactory engine =
                ServiceLoader.load(EventLoopFactory.class).findFirst().orElseThrow();
        EventLoop opened = engine.open(provider(), LoopConfig.named(name));
        opened.setExceptionHandler((l, context) -> reported.add(context));
        return opened;
    }

    private LoopBackendProvider provider() {
        if (backend().startsWith("sim ")) {
            return new SimBackendProvider(Long.parseLong(backend().substring(4)));
        }
        return ServiceLoader.load(LoopBackendProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(each -> each.name().equals(backend()))
                .findFirst()
                .orElseThrow();
    }

    /** {@return the backend's name; a number behind it is a seed} */
    String backend() {
        return "sim";
    }

    @AfterEach
    void closeLoop() {
        Set<Task<?>> left = EventLoops.allTasks(loop);
        watchdog.shutdownNow();
        loop.close();
        registrations.forEach(Registration::close);
        assertEquals(Set.of(), left, "tasks left");
        assertEquals(expectedReports, reported.size(), () -> "reported: " + reported);
    }

    final void expectReports(int count) {
        expectedReports = count;
    }

    /** Runs the test in a coroutine; one that waits in vain is ended, by real time. */
    final void run(Callback test) throws Exception {
        Future<?> deadline =
                watchdog.schedule(() -> loop.callSoonThreadsafe(loop::stop), PATIENCE_SECONDS, TimeUnit.SECONDS);
        try {
            loop.runUntilComplete(test);
        } finally {
            deadline.cancel(false);
        }
    }

    /** Lets everything run that is ready. */
    static void yield1() {
        Coroutines.sleep(Duration.ZERO);
    }

    static void yieldTimes(int count) {
        for (int i = 0; i < count; i++) {
            yield1();
        }
    }

    static void sleepMillis(long millis) {
        Coroutines.sleep(Duration.ofMillis(millis));
    }

    final long millisFrom(long start) {
        return Math.round((loop.time() - start) / 1e6);
    }

    final <T> Task<T> failing(Exception failure, long afterMillis) {
        return loop.createTask(() -> {
            sleepMillis(afterMillis);
            if (failure != null) {
                throw failure;
            }
            return null;
        });
    }

    static CancellationException assertCancelled(LoopFuture<?> future) {
        assertTrue(future.isCancelled(), future::toString);
        return assertThrows(CancellationException.class, future::result);
    }

    static CancellationException assertAwaitCancelled(LoopFuture<?> future) {
        return assertThrows(CancellationException.class, () -> Task.await(future));
    }
}
