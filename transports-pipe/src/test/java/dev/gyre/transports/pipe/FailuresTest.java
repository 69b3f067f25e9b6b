package dev.gyre.transports.pipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gyre.linux.FileCalls;
import dev.gyre.loop.ErrorKind;
import dev.gyre.loop.EventLoop;
import dev.gyre.loop.LoopConfig;
import dev.gyre.loop.LoopFuture;
import dev.gyre.loop.LoopIOException;
import dev.gyre.loop.protocol.StreamProtocol;
import dev.gyre.loop.spi.EventLoopFactory;
import dev.gyre.loop.transport.PipeEnd;
import dev.gyre.loop.transport.ReadTransport;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Pipe;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes wrong: nothing stays open, and the user hears of it once. */
@ParameterizedClass(name = "{0}")
@MethodSource("dev.gyre.transports.pipe.PipeTestCase#ways")
class FailuresTest extends PipeTestCase {
    FailuresTest(String way) {
        super(way);
    }

    private void expectReports(String... messages) {
        assertEquals(
                List.of(messages), reports.stream().map(each -> each.message()).toList());
        reports.clear();
    }

    // Protocols that throw

    @Test
    void shouldCloseTheEndWhenTheFactoryThrows() throws Exception {
        int[] ends = pipe();
        PipeEnd source = source(ends[0]);
        PipeEnd sink = sink(ends[1]);
        assertEquals(
                "on purpose",
                assertThrows(
                                IOException.class,
                                () -> await(loop.connectReadPipe(
                                        () -> {
                                            throw new IOException("on purpose");
                                        },
                                        source)))
                        .getMessage());
        assertThrows(
                IllegalStateException.class,
                () -> await(loop.connectWritePipe(
                        () -> {
                            throw new IllegalStateException("on purpose");
                        },
                        sink)));
    }

    @Test
    void shouldAbortWhenConnectionMadeThrows() throws Exception {
        int[] ends = pipe();
        Recorder reader = recorder();
        reader.action = event -> {
            if (event.equals("made")) {
                throw new IOException("on purpose");
            }
        };
        await(loop.connectReadPipe(() -> reader.reading, source(ends[0])));
        lost(reader);
        assertEquals("on purpose", reader.cause.getMessage());
        expectReports("Fatal error: protocol.connectionMade() call failed.");
        files.close(ends[1]);
    }

    @ParameterizedTest(name = "in {0}")
    @ValueSource(strings = {"data", "eof"})
    void shouldAbortAReaderThatThrows(String where) throws Exception {
        int[] ends = pipe();
        Recorder reader = read(source(ends[0]));
        reader.action = event -> {
            if (event.equals(where)) {
                throw new IllegalArgumentException("on purpose");
            }
        };
        send(ends[1], "x");
        files.close(ends[1]);
        lost(reader);
        assertEquals("on purpose", reader.cause.getMessage());
        assertEquals(1, reports.size());
        reports.clear();
    }

    @Test
    void shouldAbortAWriterThatThrows() throws Exception {
        int[] ends = pipe();
        Recorder writer = write(sink(ends[1]));
        writer.action = event -> {
            if (event.equals("pause")) {
                throw new IllegalArgumentException("on purpose");
            }
        };
        writer.writer().write(new byte[1 << 20]);
        lost(writer);
        assertEquals("on purpose", writer.cause.getMessage());
        expectReports("Fatal error: protocol.pauseWriting() call failed.");
        files.close(ends[0]);
    }

    @Test
    void shouldReportWhatConnectionLostThrows() throws Exception {
        int[] ends = pipe();
        Recorder writer = write(sink(ends[1]));
        writer.action = event -> {
            throw new IllegalArgumentException("on purpose");
        };
        writer.transport.close();
        until("it is reported", () -> !reports.isEmpty());
        assertNull(writer.cause);
        expectReports("Fatal error: protocol.connectionLost() call failed.");
        files.close(ends[0]);
    }

    @Test
    void shouldRefuseAProtocolThatHasNoData() throws Exception {
        int[] ends = pipe();
        PipeEnd source = source(ends[0]);
        assertThrows(
                IllegalArgumentException.class,
                () -> await(loop.connectReadPipe(() -> new StreamProtocol<ReadTransport>() {}, source)));
        files.close(ends[1]);
    }

    // Cancelling

    @Test
    void shouldCloseTheEndWhenItIsCancelled() throws Exception {
        int[] ends = pipe();
        Recorder reader = recorder();
        LoopFuture<?> connecting = loop.connectReadPipe(() -> reader.reading, source(ends[0]));
        assertTrue(connecting.cancel());
        assertThrows(CancellationException.class, () -> await(connecting));
        iterations(3);
        assertEquals(List.of(), reader.events);
        files.close(ends[1]);
    }

    // What is no pipe

    @Test
    void shouldRefuseARegularFileAndAFolder(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("file");
        int descriptor = open(file, FileCalls.O_RDWR | FileCalls.O_CREAT);
        for (PipeEnd end : List.of(PipeEnd.descriptor(descriptor), PipeEnd.of(file), PipeEnd.of(folder))) {
            IllegalArgumentException refused = assertThrows(
                    IllegalArgumentException.class, () -> await(loop.connectReadPipe(() -> recorder().reading, end)));
            assertTrue(
                    refused.getMessage()
                            .startsWith("Pipe transport is only for pipes, sockets and character devices, and "),
                    refused::getMessage);
            assertThrows(
                    IllegalArgumentException.class,
                    () -> await(loop.connectWritePipe(() -> recorder().writing, PipeEnd.of(file))));
        }
        assertTrue(files.control(descriptor, FileCalls.F_GETFL, 0) < 0, "it is closed");
    }

    @Test
    void shouldSayThatThereIsNothing(@TempDir Path folder) {
        LoopIOException missing = assertThrows(
                LoopIOException.class,
                () -> await(loop.connectReadPipe(() -> recorder().reading, PipeEnd.of(folder.resolve("none")))));
        assertEquals(ErrorKind.NOT_FOUND, missing.kind());
        assertThrows(
                LoopIOException.class,
                () -> await(loop.connectReadPipe(() -> recorder().reading, PipeEnd.descriptor(9_999))));
    }

    @Test
    void shouldRefuseTheWrongEnd() throws Exception {
        int[] ends = pipe();
        assertThrows(
                LoopIOException.class,
                () -> await(loop.connectReadPipe(() -> recorder().reading, PipeEnd.descriptor(ends[1]))));
        assertThrows(
                LoopIOException.class,
                () -> await(loop.connectWritePipe(() -> recorder().writing, PipeEnd.descriptor(ends[0]))));
        Pipe pipe = Pipe.open();
        assertThrows(
                LoopIOException.class,
                () -> await(loop.connectReadPipe(() -> recorder().reading, PipeEnd.of(pipe.sink()))));
        assertFalse(pipe.sink().isOpen());
        pipe.source().close();
        assertThrows(
                IllegalArgumentException.class,
                () -> await(
                        loop.connectReadPipe(() -> recorder().reading, PipeEnd.of(OutputStream.nullOutputStream()))));
        assertThrows(
                IllegalArgumentException.class,
                () -> await(
                        loop.connectWritePipe(() -> recorder().writing, PipeEnd.of(InputStream.nullInputStream()))));
    }

    @Test
    void shouldRefuseABackendWithoutPipesAndCloseTheEnd() throws Exception {
        assumeTrue(backend.equals("nio") && !portable, "once is enough");
        EventLoopFactory factory =
                ServiceLoader.load(EventLoopFactory.class).findFirst().orElseThrow();
        Pipe pipe = Pipe.open();
        try (EventLoop sim = factory.open(backend("sim"), LoopConfig.named("sim"))) {
            UnsupportedOperationException refused = assertThrows(
                    UnsupportedOperationException.class,
                    () -> sim.runUntilComplete(
                            sim.connectReadPipe(() -> recorder().reading, PipeEnd.of(pipe.source()))));
            assertTrue(refused.getMessage().contains("PIPE"), refused::getMessage);
        }
        assertFalse(pipe.source().isOpen());
        pipe.sink().close();
    }

    // Streams that fail

    @Test
    void shouldReportAStreamThatCannotBeRead() throws Exception {
        assumeTrue(portable, "a stream");
        Recorder reader = read(PipeEnd.of(new InputStream() {
            private int left = 3;

            @Override
            public int read() throws IOException {
                if (left-- == 0) {
                    throw new IOException("torn");
                }
                return 'x';
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                into[offset] = (byte) read();
                return 1;
            }
        }));
        lost(reader);
        assertEquals("xxx", reader.text());
        assertTrue(reader.cause.getMessage().contains("torn"), reader.cause::getMessage);
        expectReports("Fatal read error on pipe transport");
    }

    @Test
    void shouldLoseAWriterWhoseStreamFails() throws Exception {
        assumeTrue(portable, "a stream");
        AtomicBoolean closed = new AtomicBoolean();
        Recorder writer = write(PipeEnd.of(new OutputStream() {
            @Override
            public void write(int one) throws IOException {
                throw new IOException("torn");
            }

            @Override
            public void close() {
                closed.set(true);
            }
        }));
        writer.write("x");
        lost(writer);
        assertTrue(writer.cause.getMessage().contains("torn"), writer.cause::getMessage);
        eventually("it is closed", closed::get);
    }

    /** What is on its way is brought there before {@code connectionLost}. */
    @Test
    void shouldFinishASlowStreamBeforeItIsLost() throws Exception {
        assumeTrue(portable, "a stream");
        CountDownLatch go = new CountDownLatch(1);
        StringBuffer got = new StringBuffer();
        Recorder writer = write(PipeEnd.of(new OutputStream() {
            @Override
            public void write(int one) throws IOException {
                try {
                    go.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                got.append((char) one);
            }

            @Override
            public void close() {
                got.append(", closed");
            }
        }));
        writer.write("all of it");
        writer.transport.close();
        iterations(5);
        assertEquals(List.of("made"), writer.events);
        go.countDown();
        lost(writer);
        assertNull(writer.cause);
        assertTrue(got.toString().startsWith("all of it, closed"), got::toString);
    }
}
