package dev.gyre.transports.pipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.linux.FileCalls;
import dev.gyre.loop.EventLoop;
import dev.gyre.loop.ExceptionContext;
import dev.gyre.loop.LoopConfig;
import dev.gyre.loop.spi.EventLoopFactory;
import dev.gyre.loop.spi.LoopBackendProvider;
import dev.gyre.loop.spi.PipeTransportProvider;
import dev.gyre.loop.spi.Registration;
import dev.gyre.loop.transport.PipeEnd;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/**
 * A loop that the test's own thread drives; afterwards no descriptor and no thread may be left, and nothing reported that the test did not expect. "Native" ways are given
 * descriptors, "portable" ones streams.
 */
abstract class PipeTestCase {
    /** Longer than any wait takes that is not in vain. */
    private static final long PATIENCE_SECONDS = 30;

    final List<ExceptionContext> reports = new ArrayList<>();
    final FileCalls files = new FileCalls();
    final boolean portable;
    final String backend;
    private final ScheduledThreadPoolExecutor watchdog =
            new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().factory());
    private final List<Integer> opened = new ArrayList<>();
    private Registration registration;
    private long descriptors;
    EventLoop loop;
    private BooleanSupplier awaited = () -> false;

    PipeTestCase(String way) {
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

    /** {@return the backend that the loop is not on} */
    final LoopBackendProvider other() {
        return backend(loop.backend().equals("nio") ? "epoll" : "nio");
    }

    @BeforeAll
    static void openWhatTheJdkKeepsOpen() throws Exception {
        // One socket from the first close of a channel on.
        try (ServerSocketChannel listening = ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", 0));
                SocketChannel connected = SocketChannel.open(listening.getLocalAddress())) {
            connected.shutdownOutput();
        }
    }

    @BeforeEach
    void openLoop() throws Exception {
        open().close();
        registration.close();
        descriptors = descriptors();
        loop = open();
    }

    private EventLoop open() throws Exception {
        EventLoopFactory factory =
                ServiceLoader.load(EventLoopFactory.class).findFirst().orElseThrow();
        registration = factory.subsystems().add(PipeTransportProvider.class, new PipeProvider(portable), 1);
        EventLoop made =
                factory.open(backend(backend), LoopConfig.named("pipes").withDebug(true));
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
        opened.forEach(files::close);
        watchdog.shutdownNow();
        registration.close();
        assertEquals(List.of(), reports, "what was reported and not expected");
        eventually("no thread is left", () -> threads().isEmpty());
        eventually("no descriptor is left", () -> descriptors() <= descriptors);
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("gyre-pipe"))
                .toList();
    }

    /** {@return how many descriptors are open, without those that the JDK opens for itself} */
    static long descriptors() throws IOException {
        long count = 0;
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            for (Path each : all.toList()) {
                boolean own = Files.isSymbolicLink(each)
                        && Files.readSymbolicLink(each).toString().matches(".*random|.*jar|/proc/.*");
                count += own ? 0 : 1;
            }
        }
        return count;
    }

    /** Something that a test waits for without a loop. */
    interface Condition {
        boolean holds() throws IOException;
    }

    static void eventually(String what, Condition condition) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!condition.holds()) {
            assertTrue(System.nanoTime() < end, () -> "Waited in vain until " + what);
            Thread.sleep(2);
        }
    }

    // The loop

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

    final Recorder read(PipeEnd end) throws Exception {
        Recorder protocol = recorder();
        assertEquals(
                protocol.reading,
                await(loop.connectReadPipe(() -> protocol.reading, end)).protocol());
        return protocol;
    }

    final Recorder write(PipeEnd end) throws Exception {
        Recorder protocol = recorder();
        assertEquals(
                protocol.writing,
                await(loop.connectWritePipe(() -> protocol.writing, end)).protocol());
        return protocol;
    }

    final Recorder lost(Recorder protocol) {
        until("it is lost", protocol::lost);
        return protocol;
    }

    // Descriptors

    /** {@return both ends of a new pipe, which waits} */
    final int[] pipe() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment ends = arena.allocate(ValueLayout.JAVA_LONG);
            assertEquals(0, files.pipe(ends.address(), FileCalls.O_CLOEXEC));
            return new int[] {ends.get(ValueLayout.JAVA_INT, 0), ends.get(ValueLayout.JAVA_INT, 4)};
        }
    }

    final int open(Path path, int flags) {
        try (Arena arena = Arena.ofConfined()) {
            int answer = files.open(arena.allocateFrom(path.toString()).address(), flags | FileCalls.O_CLOEXEC, 0600);
            assertTrue(answer >= 0, () -> path + ": " + answer);
            return answer;
        }
    }

    /** {@return the same open file by another number, which is closed after the test} */
    final int shared(int descriptor) {
        int answer = files.control(descriptor, FileCalls.F_DUPFD_CLOEXEC, 0);
        opened.add(answer);
        return answer;
    }

    final boolean waits(int descriptor) {
        int flags = files.control(descriptor, FileCalls.F_GETFL, 0);
        assertTrue(flags >= 0, () -> "descriptor " + descriptor + ": " + flags);
        return (flags & FileCalls.O_NONBLOCK) == 0;
    }

    /** {@return a descriptor as this way has it; it is the end's from now on} */
    final PipeEnd source(int descriptor) throws IOException {
        return portable
                ? PipeEnd.of(Channels.newInputStream(reopened(descriptor, StandardOpenOption.READ)))
                : PipeEnd.descriptor(descriptor);
    }

    final PipeEnd sink(int descriptor) throws IOException {
        return portable
                ? PipeEnd.of(Channels.newOutputStream(reopened(descriptor, StandardOpenOption.WRITE)))
                : PipeEnd.descriptor(descriptor);
    }

    private FileChannel reopened(int descriptor, StandardOpenOption mode) throws IOException {
        FileChannel channel = FileChannel.open(FileTypes.ofDescriptor(descriptor), mode);
        files.close(descriptor);
        return channel;
    }

    final void send(int to, String text) {
        try (Arena arena = Arena.ofConfined()) {
            assertEquals(text.length(), files.write(to, arena.allocateFrom(text).address(), text.length()));
        }
    }

    final Path fifo(Path folder) throws Exception {
        Path fifo = folder.resolve("fifo");
        Process made = new ProcessBuilder("mkfifo", fifo.toString()).start();
        made.getInputStream().close();
        made.getErrorStream().close();
        made.getOutputStream().close();
        assertEquals(0, made.waitFor());
        return fifo;
    }
}
