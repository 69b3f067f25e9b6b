package dev.gyre.subprocess;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.ExceptionContext;
import dev.gyre.loop.LoopConfig;
import dev.gyre.loop.spi.EventLoopFactory;
import dev.gyre.loop.spi.LoopBackendProvider;
import dev.gyre.loop.spi.Registration;
import dev.gyre.loop.spi.SubprocessProvider;
import dev.gyre.loop.transport.ProcessOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A loop that the test's own thread drives; afterwards no child, no zombie and no descriptor may be left. */
abstract class ChildTestCase {
    /** Longer than any wait takes that is not in vain. */
    private static final long PATIENCE_SECONDS = 30;

    final List<ExceptionContext> reports = new ArrayList<>();
    private final ScheduledThreadPoolExecutor watchdog =
            new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().factory());
    final boolean portable;
    private final String backend;
    private Registration registration;
    private long descriptors;
    EventLoop loop;
    private BooleanSupplier awaited = () -> false;

    ChildTestCase(String way) {
        this.backend = way.substring(0, way.indexOf(' '));
        this.portable = way.endsWith("portable");
    }

    static List<String> ways() {
        return List.of("epoll native", "nio native", "epoll portable", "nio portable");
    }

    static LoopBackendProvider backend(String name) {
        return ServiceLoader.load(LoopBackendProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(candidate -> candidate.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    static long descriptors() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return all.count();
        }
    }

    @BeforeEach
    void openLoop() throws Exception {
        // What the JDK keeps open from its first child on.
        new ProcessBuilder("/bin/true").start().waitFor();
        open().close();
        registration.close();
        descriptors = descriptors();
        loop = open();
    }

    private EventLoop open() throws Exception {
        EventLoopFactory factory =
                ServiceLoader.load(EventLoopFactory.class).findFirst().orElseThrow();
        registration = factory.subsystems().add(SubprocessProvider.class, new ChildProvider(portable), 1);
        EventLoop made =
                factory.open(backend(backend), LoopConfig.named("children").withDebug(true));
        made.setSlowCallbackDuration(Duration.ofSeconds(10));
        made.setExceptionHandler((where, report) -> {
            reports.add(report);
            poke();
        });
        return made;
    }

    @AfterEach
    void closeLoop() throws Exception {
        if (!loop.isClosed()) {
            iterations(3);
            loop.close();
        }
        watchdog.shutdownNow();
        registration.close();
        assertEquals(List.of(), reports, "what was reported and not expected");
        eventually("no child is left", () -> children().isEmpty());
        eventually("no descriptor is left", () -> {
            System.gc();
            return descriptors() <= descriptors;
        });
    }

    /** Something that a test waits for without a loop. */
    interface Condition {
        boolean holds() throws IOException;
    }

    static void eventually(String what, Condition condition) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!condition.holds()) {
            assertTrue(System.nanoTime() < end, () -> "Waited in vain until " + what);
            Thread.sleep(5);
        }
    }

    /** {@return this process's children, zombies too} */
    static List<String> children() throws IOException {
        String self = Long.toString(ProcessHandle.current().pid());
        List<String> found = new ArrayList<>();
        try (Stream<Path> all = Files.list(Path.of("/proc"))) {
            for (Path each : all.filter(p -> p.getFileName().toString().matches("[0-9]+"))
                    .toList()) {
                try {
                    String stat = Files.readString(each.resolve("stat"));
                    if (stat.substring(stat.lastIndexOf(')') + 2).split(" ")[1].equals(self)) {
                        found.add(stat);
                    }
                } catch (IOException e) {
                    // It has gone meanwhile.
                    continue;
                }
            }
        }
        return found;
    }

    final <T> T await(CompletionStage<T> future) throws Exception {
        Future<?> deadline = deadline();
        try {
            return loop.runUntilComplete(future);
        } finally {
            deadline.cancel(false);
        }
    }

    final void until(String what, BooleanSupplier condition) {
        awaited = condition;
        if (!condition.getAsBoolean()) {
            Future<?> deadline = deadline();
            loop.runForever();
            deadline.cancel(false);
        }
        awaited = () -> false;
        assertTrue(condition.getAsBoolean(), () -> "Waited in vain until " + what);
    }

    private Future<?> deadline() {
        return watchdog.schedule(() -> loop.callSoonThreadsafe(loop::stop), PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    final void poke() {
        if (awaited.getAsBoolean()) {
            loop.stop();
        }
    }

    final void iterations(int count) {
        for (int i = 0; i < count; i++) {
            loop.stop();
            loop.runForever();
        }
    }

    final Recorder recorder() {
        return new Recorder(this::poke);
    }

    final Recorder exec(ProcessOptions options, String... command) throws Exception {
        return exec(recorder(), options, command);
    }

    final Recorder exec(Recorder protocol, ProcessOptions options, String... command) throws Exception {
        assertEquals(
                protocol,
                await(loop.subprocessExec(() -> protocol, List.of(command), options))
                        .protocol());
        return protocol;
    }

    final Recorder sh(String script) throws Exception {
        return exec(ProcessOptions.defaults(), "/bin/sh", "-c", script);
    }

    final Recorder lost(Recorder protocol) {
        until("it is lost", () -> protocol.heard("lost"));
        return protocol;
    }
}
