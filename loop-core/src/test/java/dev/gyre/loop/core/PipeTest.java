package dev.gyre.loop.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gyre.linux.FileCalls;
import dev.gyre.linux.JdkDescriptors;
import dev.gyre.loop.ErrorKind;
import dev.gyre.loop.LoopConfig;
import dev.gyre.loop.LoopFuture;
import dev.gyre.loop.LoopIOException;
import dev.gyre.loop.SwapRefusedException;
import dev.gyre.loop.SwapReport;
import dev.gyre.loop.spi.LoopBackend;
import dev.gyre.loop.spi.LoopBackendProvider;
import dev.gyre.loop.spi.Owned;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pipe ends, as descriptors and as channels of the JDK; every swap goes to the other one of two backends. */
@ParameterizedClass(name = "{0} and {1}")
@MethodSource("pairs")
class PipeTest extends EngineTestCase {
    private static final int NONBLOCK = FileCalls.O_NONBLOCK;

    @Parameter(1)
    Backend other;

    private final FileCalls files = new FileCalls();
    private final Peer reader = new Peer();
    private final Peer writer = new Peer();
    private Arena arena;
    private MemorySegment memory;
    private long before;

    static Stream<Arguments> pairs() {
        return Stream.of(
                Arguments.of(Backend.NIO, Backend.NIO),
                Arguments.of(Backend.NIO, Backend.EPOLL),
                Arguments.of(Backend.EPOLL, Backend.EPOLL),
                Arguments.of(Backend.EPOLL, Backend.NIO));
    }

    @BeforeAll
    static void openWhatTheJdkKeepsOpen() throws IOException {
        // One socket, from the first close of a channel on.
        try (ServerSocketChannel listening = ServerSocketChannel.open().bind(null);
                SocketChannel connected = SocketChannel.open(listening.getLocalAddress())) {
            connected.shutdownOutput();
        }
    }

    @BeforeEach
    void countDescriptors() throws IOException {
        arena = Arena.ofConfined();
        memory = arena.allocate(64, 8);
        before = descriptors();
    }

    @AfterEach
    void closeEnds() throws IOException {
        for (Peer each : List.of(reader, writer)) {
            if (each.handle != null) {
                each.handle().abort(null);
                runUntil(() -> each.closed);
            }
        }
        once();
        // Those of a child that has ended the JDK closes on a thread of its own.
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (descriptors() > before && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertTrue(descriptors() <= before, "descriptors left open");
        arena.close();
    }

    /** {@return how many descriptors are open, without those that the JDK opens for itself} */
    private static long descriptors() throws IOException {
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

    private LoopBackendProvider next() {
        return (loop.backend().equals(other.provider().name()) ? backend : other).provider();
    }

    private int[] pipe() {
        assertEquals(0, files.pipe(memory.address(), FileCalls.O_CLOEXEC));
        return new int[] {memory.get(ValueLayout.JAVA_INT, 0), memory.get(ValueLayout.JAVA_INT, 4)};
    }

    private int open(String path, int flags) {
        int answer = files.open(arena.allocateFrom(path).address(), flags | FileCalls.O_CLOEXEC, 0600);
        assertTrue(answer >= 0, () -> path + ": " + answer);
        return answer;
    }

    private void read(Owned end) throws IOException {
        reader.handle = loop.io().readPipe(end, reader);
        reader.handle().reading(true);
    }

    private void write(Owned end) throws IOException {
        writer.handle = loop.io().writePipe(end, writer);
    }

    private void connect() throws IOException {
        int[] ends = pipe();
        read(Owned.descriptor(ends[0]));
        write(Owned.descriptor(ends[1]));
    }

    private int flags(int descriptor) {
        return files.control(descriptor, FileCalls.F_GETFL, 0);
    }

    private static byte[] random(int size) {
        byte[] data = new byte[size];
        new Random(7).nextBytes(data);
        return data;
    }

    @ParameterizedTest(name = "of the JDK {0}")
    @ValueSource(booleans = {false, true})
    void shouldCarryManyBytesThroughSwapsWithFlowControl(boolean channels) throws Exception {
        if (channels) {
            Pipe pipe = Pipe.open();
            read(Owned.channel(pipe.source()));
            write(Owned.channel(pipe.sink()));
        } else {
            connect();
        }
        byte[] data = random(4 << 20);
        writer.handle().limits(10_000, 100_000);
        writer.handle().write(ByteBuffer.wrap(data));
        assertEquals(List.of("pause"), writer.heard);
        writer.handle().endOutput();
        assertTrue(writer.handle().closing());
        for (int i = 1; i < 10; i++) {
            long some = i * 400_000L;
            runUntil(() -> reader.count >= some);
            SwapReport report = await(loop.swapBackend(next()));
            assertEquals(List.of(), report.failed());
        }
        runUntil(() -> reader.ended && writer.closed);
        assertArrayEquals(data, reader.bytes.toByteArray());
        assertEquals(List.of("pause", "resume", "closed"), writer.heard);
        assertNull(writer.cause);
        assertEquals(data.length, writer.handle().sent());
        assertEquals(data.length, reader.handle().received());
    }

    @Test
    void shouldReceiveIntoAnOwnBufferAndNotWhilePaused() throws Exception {
        connect();
        reader.handle().reading(false);
        reader.own = ByteBuffer.allocate(100);
        writer.write("hello");
        for (int i = 0; i < 5; i++) {
            once();
        }
        assertEquals(0, reader.count);
        await(loop.swapBackend(next()));
        once();
        assertEquals(0, reader.count);
        reader.handle().reading(true);
        runUntil(() -> reader.count == 5);
        assertEquals('o', reader.own.get(4));
    }

    @ParameterizedTest(name = "swapped {0} times")
    @ValueSource(ints = {0, 1, 2})
    void shouldHearThatTheReaderHasGone(int swaps) throws Exception {
        connect();
        writer.handle().reading(true);
        for (int i = 0; i < swaps; i++) {
            await(loop.swapBackend(next()));
            once();
        }
        writer.write("x");
        runUntil(() -> reader.count == 1);
        assertEquals(List.of(), writer.heard);
        reader.handle().close();
        runUntil(() -> writer.ended);
        writer.write("nobody reads this");
        runUntil(() -> writer.closed);
        assertEquals(ErrorKind.BROKEN_PIPE, ((LoopIOException) writer.cause).kind());
    }

    @Test
    void shouldFailWhatIsQueuedWhenTheReaderHasGone() throws Exception {
        connect();
        reader.handle().reading(false);
        writer.handle().write(ByteBuffer.wrap(random(1 << 20)));
        writer.handle().close();
        reader.handle().close();
        runUntil(() -> writer.closed);
        assertEquals(ErrorKind.BROKEN_PIPE, ((LoopIOException) writer.cause).kind());
    }

    @Test
    void shouldDropWhatIsWrittenToAReadEnd() throws Exception {
        connect();
        ByteBuffer nothing = ByteBuffer.wrap(new byte[3]);
        reader.handle().write(nothing);
        assertEquals(0, nothing.remaining());
        assertEquals(0, reader.handle().queued());
        reader.handle().endOutput();
        runUntil(() -> reader.closed);
    }

    // The mode of a descriptor

    @ParameterizedTest(name = "swapped {0} times")
    @ValueSource(ints = {0, 1, 2})
    void shouldLetADescriptorWaitAgain(int swaps) throws Exception {
        int[] ends = pipe();
        int[] shared = {
            files.control(ends[0], FileCalls.F_DUPFD_CLOEXEC, 0), files.control(ends[1], FileCalls.F_DUPFD_CLOEXEC, 0)
        };
        read(Owned.descriptor(ends[0]));
        write(Owned.descriptor(ends[1]));
        for (int i = 0; i < swaps; i++) {
            await(loop.swapBackend(next()));
        }
        for (int each : shared) {
            assertEquals(NONBLOCK, flags(each) & NONBLOCK);
        }
        reader.handle().close();
        writer.handle().close();
        runUntil(() -> reader.closed && writer.closed);
        once();
        for (int each : shared) {
            assertEquals(0, flags(each) & NONBLOCK);
            files.close(each);
        }
    }

    @Test
    void shouldLeaveADescriptorThatNeverWaitedAsItWas() throws Exception {
        assertEquals(0, files.pipe(memory.address(), NONBLOCK | FileCalls.O_CLOEXEC));
        int source = memory.get(ValueLayout.JAVA_INT, 0);
        files.close(memory.get(ValueLayout.JAVA_INT, 4));
        int shared = files.control(source, FileCalls.F_DUPFD_CLOEXEC, 0);
        read(Owned.descriptor(source));
        await(loop.swapBackend(next()));
        runUntil(() -> reader.ended);
        reader.handle().close();
        runUntil(() -> reader.closed);
        once();
        assertEquals(NONBLOCK, flags(shared) & NONBLOCK);
        files.close(shared);
    }

    @Test
    void shouldLetADescriptorWaitAgainWhenItIsClosedWhileTheLoopIsParked() throws Exception {
        int[] ends = pipe();
        int shared = files.control(ends[0], FileCalls.F_DUPFD_CLOEXEC, 0);
        files.close(ends[1]);
        read(Owned.descriptor(ends[0]));
        await(new EngineFactory().evacuate(loop, null, Duration.ofSeconds(10)));
        reader.handle().close();
        runUntil(() -> reader.closed);
        once();
        assertEquals(0, flags(shared) & NONBLOCK);
        files.close(shared);
        await(loop.swapBackend(next()));
    }

    // What else is like a pipe

    @Test
    void shouldReadAFifoThatHasNoWriterYet(@TempDir Path folder) throws Exception {
        Path fifo = folder.resolve("fifo");
        assertEquals(0, new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor());
        read(Owned.descriptor(open(fifo.toString(), NONBLOCK)));
        for (int i = 0; i < 5; i++) {
            once();
        }
        assertEquals(List.of(), reader.heard, "no end before the first writer");
        await(loop.swapBackend(next()));
        write(Owned.descriptor(open(fifo.toString(), FileCalls.O_WRONLY)));
        writer.write("through the folder");
        runUntil(() -> reader.count == 18);
        writer.handle().close();
        runUntil(() -> reader.ended);
    }

    @Test
    void shouldWriteToADeviceThatIsAlwaysReady() throws Exception {
        write(Owned.descriptor(open("/dev/null", FileCalls.O_WRONLY)));
        writer.handle().reading(true);
        byte[] data = random(3 << 20);
        for (int i = 0; i < 3; i++) {
            writer.handle().write(ByteBuffer.wrap(data));
            writer.write("more");
            long all = (i + 1) * (data.length + 4L);
            runUntil(() -> writer.handle().sent() == all);
            await(loop.swapBackend(next()));
        }
        assertEquals(List.of(), writer.heard.stream().filter("end"::equals).toList());
    }

    @Test
    void shouldReadADeviceThatIsAlwaysReadyAndPause() throws Exception {
        reader.keep = false;
        read(Owned.descriptor(open("/dev/zero", 0)));
        for (int i = 0; i < 3; i++) {
            long some = reader.count + 1_000_000;
            runUntil(() -> reader.count > some);
            reader.handle().reading(false);
            long paused = reader.count;
            once();
            await(loop.swapBackend(next()));
            once();
            assertEquals(paused, reader.count);
            reader.handle().reading(true);
        }
    }

    @Test
    void shouldTellWhatADeviceRefuses() throws Exception {
        write(Owned.descriptor(open("/dev/full", FileCalls.O_WRONLY)));
        writer.write("x");
        runUntil(() -> writer.closed);
        String why = writer.cause.getMessage();
        assertTrue(why.contains("ENOSPC") || why.contains("pace left"), why);
    }

    @Test
    void shouldUseASocketOneWayEach() throws Exception {
        try (ServerSocketChannel listener = ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", 0))) {
            SocketChannel near = SocketChannel.open(listener.getLocalAddress());
            read(Owned.channel(near));
            write(Owned.channel(listener.accept()));
            writer.handle().reading(true);
            writer.write("one way");
            runUntil(() -> reader.count == 7);
            await(loop.swapBackend(next()));
            near.write(ByteBuffer.wrap(new byte[3]));
            for (int i = 0; i < 5; i++) {
                once();
            }
            assertEquals(List.of(), writer.heard, "what the peer sends is nobody's");
            reader.handle().close();
            runUntil(() -> writer.ended || writer.closed);
        }
    }

    /** The far side of a terminal is a child's. */
    @Test
    void shouldReadAndWriteATerminalUntilItsOtherSideGoes() throws Exception {
        String child = "import os, sys, tty; main, side = os.openpty(); tty.setraw(side);"
                + "print(os.ttyname(side), flush=True)\n"
                + "for line in sys.stdin: os.write(main, b'x'); print(len(os.read(main, 100)), flush=True)";
        Process python;
        try {
            python = new ProcessBuilder("python3", "-c", child).start();
        } catch (IOException e) {
            assumeTrue(false, "There is no python3 to open a terminal: " + e.getMessage());
            return;
        }
        try (BufferedReader said = python.inputReader();
                Writer orders = python.outputWriter()) {
            String terminal = said.readLine();
            read(Owned.descriptor(open(terminal, NONBLOCK | 0x100)));
            write(Owned.descriptor(open(terminal, FileCalls.O_WRONLY | 0x100)));
            for (int i = 1; i < 4; i++) {
                writer.write("yes");
                orders.write("\n");
                orders.flush();
                long expected = i;
                runUntil(() -> reader.count == expected);
                assertEquals("3", said.readLine());
                await(loop.swapBackend(next()));
            }
        } finally {
            python.destroy();
            python.waitFor();
        }
        runUntil(() -> reader.ended || reader.closed);
        reader.handle().abort(null);
        writer.handle().abort(null);
        runUntil(() -> reader.closed && writer.closed);
    }

    // What is refused

    @Test
    void shouldRefuseARegularFileAndCloseIt(@TempDir Path folder) throws Exception {
        int file = open(folder.resolve("file").toString(), FileCalls.O_RDWR | FileCalls.O_CREAT);
        Owned owned = Owned.descriptor(file);
        LoopIOException refused =
                assertThrows(LoopIOException.class, () -> loop.io().readPipe(owned, reader));
        assertTrue(refused.getMessage().contains("character device"), refused::getMessage);
        assertTrue(owned.closed());
    }

    @Test
    void shouldRefuseTheWrongEndAndCloseIt() throws Exception {
        int[] ends = pipe();
        LoopIOException refused =
                assertThrows(LoopIOException.class, () -> loop.io().writePipe(Owned.descriptor(ends[0]), writer));
        assertTrue(refused.getMessage().contains("reading alone"), refused::getMessage);
        refused = assertThrows(LoopIOException.class, () -> loop.io().readPipe(Owned.descriptor(ends[1]), reader));
        assertTrue(refused.getMessage().contains("writing alone"), refused::getMessage);
    }

    @Test
    void shouldRefuseADescriptorThatIsNotOpen() {
        LoopIOException refused =
                assertThrows(LoopIOException.class, () -> loop.io().readPipe(Owned.descriptor(9_999), reader));
        assertTrue(refused.getMessage().contains("descriptor 9999 is not open"), refused::getMessage);
    }

    // Swaps

    @ParameterizedTest(name = "at {0}")
    @ValueSource(strings = {"canAdopt", "prepare"})
    void shouldRollBackAFailureAtEachEnd(String call) throws Exception {
        connect();
        writer.handle().reading(true);
        LoopBackend stays = loop.base().backend();
        for (int round = 0; round < 20; round++) {
            for (int at = 0; at < 2; at++) {
                List<LoopBackend> opened = new ArrayList<>();
                LoopFuture<SwapReport> swap = loop.swapBackend(new SwapTest.Failing(next(), call, at, opened));
                assertThrows(SwapRefusedException.class, () -> await(swap));
                assertEquals(stays, loop.base().backend());
                assertEquals(2, stays.openPorts());
                assertEquals(0, opened.getFirst().openPorts());
            }
            writer.write("x");
            long expected = round + 1;
            runUntil(() -> reader.count == expected);
        }
        assertEquals(List.of(), writer.heard);
        reader.handle().close();
        runUntil(() -> writer.ended);
    }

    @Test
    void shouldKeepBytesAndEndsWhileTheLoopIsParked() throws Exception {
        connect();
        writer.handle().reading(true);
        writer.write("in the pipe");
        await(new EngineFactory().evacuate(loop, null, Duration.ofSeconds(10)));
        assertEquals("parked", loop.backend());
        writer.write(", in the queue");
        writer.handle().endOutput();
        once();
        assertFalse(writer.closed);
        await(loop.swapBackend(next()));
        runUntil(() -> reader.ended && writer.closed);
        assertEquals("in the pipe, in the queue", reader.text());
        assertNull(writer.cause);
    }

    @Test
    void shouldSaveTheOtherEndWhenABackendCannotTakeOne() throws Exception {
        connect();
        SwapReport report = await(new EngineFactory()
                .evacuate(loop, new SwapTest.Failing(next(), "prepare", 1, new ArrayList<>()), Duration.ofSeconds(10)));
        assertEquals(1, report.failed().size());
        runUntil(() -> writer.closed && reader.ended);
        assertNotNull(writer.cause);
    }

    @Test
    void shouldCloseEndsWithTheLoop() throws Exception {
        int[] ends = pipe();
        int shared = files.control(ends[0], FileCalls.F_DUPFD_CLOEXEC, 0);
        try (EngineLoop second = open(LoopConfig.named("second"))) {
            second.io().readPipe(Owned.descriptor(ends[0]), new Peer());
            second.io().writePipe(Owned.descriptor(ends[1]), new Peer());
            assertEquals(NONBLOCK, flags(shared) & NONBLOCK);
        }
        assertEquals(0, flags(shared) & NONBLOCK);
        files.close(shared);
        assertEquals(before, descriptors());
    }

    @Test
    void shouldTakeAJdkPipeWhoseDescriptorIsKnown() throws Exception {
        Pipe pipe = Pipe.open();
        assertTrue(JdkDescriptors.of(pipe.source()).isPresent());
        read(Owned.channel(pipe.source()));
        try (Pipe.SinkChannel sink = pipe.sink()) {
            sink.write(ByteBuffer.wrap(new byte[10]));
            runUntil(() -> reader.count == 10);
        }
        runUntil(() -> reader.ended);
    }
}
