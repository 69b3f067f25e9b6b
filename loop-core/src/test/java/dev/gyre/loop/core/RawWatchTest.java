package dev.gyre.loop.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gyre.linux.EpollCalls;
import dev.gyre.linux.Errno;
import dev.gyre.linux.FileCalls;
import dev.gyre.linux.JdkDescriptors;
import dev.gyre.loop.Watchable;
import dev.gyre.loop.spi.LoopBackendProvider;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.Writer;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Watching descriptors that are no channels of the JDK, and swapping under that. */
@ParameterizedClass(name = "{0} and {1}")
@MethodSource("pairs")
class RawWatchTest extends EngineTestCase {
    private static final int NONBLOCK = 0x800;

    @Parameter(1)
    Backend other;

    private final FileCalls files = new FileCalls();
    private final EpollCalls events = new EpollCalls();
    private Arena arena;
    private MemorySegment memory;
    private int source;
    private int sink;
    private int calls;

    static Stream<Arguments> pairs() {
        return Stream.of(
                Arguments.of(Backend.NIO, Backend.EPOLL),
                Arguments.of(Backend.EPOLL, Backend.NIO),
                Arguments.of(Backend.NIO, Backend.NIO));
    }

    @BeforeEach
    void openPipe() {
        arena = Arena.ofConfined();
        memory = arena.allocate(64, 8);
        assertEquals(0, files.pipe(memory.address(), NONBLOCK));
        source = memory.get(ValueLayout.JAVA_INT, 0);
        sink = memory.get(ValueLayout.JAVA_INT, 4);
    }

    @AfterEach
    void closePipe() {
        loop.removeReader(Watchable.of(source));
        loop.removeWriter(Watchable.of(sink));
        assertEquals(0, files.close(source), "the user's to close");
        assertEquals(0, files.close(sink), "the user's to close");
        arena.close();
    }

    private LoopBackendProvider next() {
        return (loop.backend().equals(other.provider().name()) ? backend : other).provider();
    }

    private void send(int to) {
        assertEquals(1, files.write(to, memory.address(), 1));
    }

    private void drain(int from) {
        assertTrue(files.read(from, memory.address(), 8) > 0);
    }

    @Test
    void shouldWatchBothEndsOfAPipeAcrossSwaps() throws Exception {
        loop.addReader(Watchable.of(source), () -> {
            calls++;
            drain(source);
        });
        int[] writable = new int[1];
        for (int i = 1; i <= 10; i++) {
            send(sink);
            int expected = i;
            runUntil(() -> calls == expected);
            loop.addWriter(Watchable.of(sink), () -> {
                writable[0]++;
                loop.removeWriter(Watchable.of(sink));
            });
            runUntil(() -> writable[0] == expected);
            await(loop.swapBackend(next()));
        }
        once();
        assertEquals(10, calls);
    }

    @Test
    void shouldWatchAnEventfdBothWays() throws Exception {
        int eventfd = events.eventfd();
        int[] writable = new int[1];
        memory.set(ValueLayout.JAVA_LONG, 8, 1);
        loop.addReader(Watchable.of(eventfd), () -> {
            calls++;
            drain(eventfd);
        });
        loop.addWriter(Watchable.of(eventfd), () -> writable[0]++);
        for (int i = 1; i <= 4; i++) {
            assertEquals(8, events.signal(eventfd, memory.address() + 8));
            int expected = i;
            int before = writable[0];
            runUntil(() -> calls == expected && writable[0] > before);
            await(loop.swapBackend(next()));
        }
        loop.removeReader(Watchable.of(eventfd));
        loop.removeWriter(Watchable.of(eventfd));
        assertEquals(0, files.close(eventfd));
    }

    @Test
    void shouldWatchAFifo(@TempDir Path folder) throws Exception {
        Path fifo = folder.resolve("fifo");
        assertEquals(0, new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor());
        try (RandomAccessFile both = new RandomAccessFile(fifo.toFile(), "rw")) {
            shouldReadAndWrite(both, () -> send(number(both)));
        }
    }

    /** A terminal, whose other side a child has. */
    @Test
    void shouldWatchATerminal() throws Exception {
        String child =
                "import os, sys, tty; main, side = os.openpty(); tty.setraw(side); print(os.ttyname(side), flush=True)\n"
                        + "for _ in sys.stdin: os.write(main, b'x')";
        Process python;
        try {
            python = new ProcessBuilder("python3", "-c", child).start();
        } catch (IOException e) {
            assumeTrue(false, "There is no python3 to open a terminal: " + e.getMessage());
            return;
        }
        try (BufferedReader said = python.inputReader();
                Writer orders = python.outputWriter();
                RandomAccessFile side = new RandomAccessFile(said.readLine(), "rw")) {
            shouldReadAndWrite(side, () -> {
                orders.write("\n");
                orders.flush();
            });
        } finally {
            python.destroy();
            python.waitFor();
        }
    }

    private void shouldReadAndWrite(RandomAccessFile file, Executable sendOne) throws Exception {
        int number = number(file);
        Watchable watched = Watchable.of(number);
        int[] writable = new int[1];
        loop.addReader(watched, () -> {
            calls++;
            drain(number);
        });
        for (int i = 1; i <= 4; i++) {
            try {
                sendOne.execute();
            } catch (Throwable e) {
                throw new AssertionError("nothing was sent", e);
            }
            int expected = i;
            runUntil(() -> calls == expected);
            loop.addWriter(watched, () -> writable[0]++);
            int before = writable[0];
            runUntil(() -> writable[0] > before);
            assertTrue(loop.removeWriter(watched));
            await(loop.swapBackend(next()));
        }
        assertTrue(loop.removeReader(watched));
    }

    private static int number(RandomAccessFile file) {
        return JdkDescriptors.of(file.getChannel()).orElseThrow();
    }

    /** The second descriptor that a selector needs must neither shut the socket down nor change its mode. */
    @Test
    void shouldLeaveAWatchedSocketAsItWas() throws Exception {
        try (Wire wire = new Wire(this)) {
            Peer[] pair = wire.connect();
            int duplicate = files.control(descriptorOf(pair[1]), FileCalls.F_DUPFD_CLOEXEC, 0);
            int flags = files.control(duplicate, FileCalls.F_GETFL, 0);
            Watchable watched = Watchable.of(duplicate);
            for (int i = 0; i < 3; i++) {
                loop.addReader(watched, () -> calls++);
                await(loop.swapBackend(next()));
                assertTrue(loop.removeReader(watched));
            }
            assertEquals(flags, files.control(duplicate, FileCalls.F_GETFL, 0));
            assertEquals(0, files.close(duplicate));
            pair[0].write("still there");
            runUntil(() -> pair[1].count == 11);
            pair[1].write("so am I");
            runUntil(() -> pair[0].count == 7);
            pair[0].handle().abort(null);
            pair[1].handle().abort(null);
            runUntil(() -> pair[0].closed && pair[1].closed);
        }
    }

    private static int descriptorOf(Peer peer) {
        var channel = peer.handle().owned().channel();
        return channel == null
                ? peer.handle().owned().descriptor()
                : JdkDescriptors.of(channel).orElseThrow();
    }

    @Test
    void shouldLeaveNoDescriptorBehind() throws Exception {
        long before = descriptors();
        for (int i = 0; i < 5; i++) {
            loop.addReader(Watchable.of(source), () -> calls++);
            await(loop.swapBackend(backend.provider()));
            loop.removeReader(Watchable.of(source));
            loop.addReader(Watchable.of(source), () -> calls++);
            await(loop.swapBackend(other.provider()));
            await(loop.swapBackend(backend.provider()));
            loop.removeReader(Watchable.of(source));
        }
        assertEquals(before, descriptors());
    }

    private static long descriptors() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return all.count();
        }
    }

    @Test
    void shouldSayThatARegularFileIsAlwaysReady(@TempDir Path folder) throws Exception {
        Path path = Files.createFile(folder.resolve("file"));
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            Watchable watched = Watchable.of(number(file));
            UnsupportedOperationException refused =
                    assertThrows(UnsupportedOperationException.class, () -> loop.addReader(watched, () -> {}));
            assertTrue(refused.getMessage().contains("regular file"), refused::getMessage);
        }
    }

    @Test
    void shouldSayThatADescriptorIsNotOpen() {
        int closed = IntStream.iterate(9_000, i -> i + 1)
                .filter(i -> files.control(i, FileCalls.F_GETFL, 0) == -Errno.EBADF.number())
                .findFirst()
                .orElseThrow();
        UnsupportedOperationException refused =
                assertThrows(UnsupportedOperationException.class, () -> loop.addReader(Watchable.of(closed), () -> {}));
        assertTrue(refused.getMessage().contains(String.valueOf(closed)), refused::getMessage);
    }
}
