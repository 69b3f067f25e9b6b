package dev.gyre.transports.pipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gyre.linux.FileCalls;
import dev.gyre.loop.LoopFuture;
import dev.gyre.loop.transport.PipeEnd;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** FIFOs, devices and terminals, by their paths. */
@ParameterizedClass(name = "{0}")
@MethodSource("dev.gyre.transports.pipe.PipeTestCase#ways")
class PathsTest extends PipeTestCase {
    @TempDir
    Path folder;

    PathsTest(String way) {
        super(way);
    }

    @Test
    void shouldReadAFifoFromItsFirstWriterOn() throws Exception {
        Path fifo = fifo(folder);
        Recorder reader = read(PipeEnd.of(fifo));
        iterations(5);
        assertEquals(List.of("made"), reader.events);
        int writer = open(fifo, FileCalls.O_WRONLY);
        send(writer, "first");
        until("it is here", () -> reader.text().equals("first"));
        files.close(writer);
        lost(reader);
        assertEquals(List.of("made", "eof", "lost"), reader.events);
    }

    @Test
    void shouldCloseAFifoThatNobodyHasWritten() throws Exception {
        Recorder reader = read(PipeEnd.of(fifo(folder)));
        iterations(5);
        reader.transport.close();
        lost(reader);
        assertEquals(List.of("made", "lost"), reader.events);
    }

    @Test
    void shouldCloseAFifoThatIsQuiet() throws Exception {
        Path fifo = fifo(folder);
        Recorder reader = read(PipeEnd.of(fifo));
        int writer = open(fifo, FileCalls.O_WRONLY);
        send(writer, "then nothing");
        until("it is here", () -> reader.text().equals("then nothing"));
        reader.transport.close();
        lost(reader);
        files.close(writer);
    }

    @Test
    void shouldWriteAFifoOnceItHasAReader() throws Exception {
        Path fifo = fifo(folder);
        Recorder writer = recorder();
        LoopFuture<?> connecting = loop.connectWritePipe(() -> writer.writing, PipeEnd.of(fifo));
        iterations(5);
        assertFalse(connecting.isDone());
        Recorder reader = read(PipeEnd.of(fifo));
        await(connecting);
        writer.write("through the folder");
        writer.transport.close();
        lost(reader);
        assertEquals("through the folder", reader.text());
        lost(writer);
    }

    @Test
    void shouldGiveUpWaitingForAReader() throws Exception {
        Recorder writer = recorder();
        LoopFuture<?> connecting = loop.connectWritePipe(() -> writer.writing, PipeEnd.of(fifo(folder)));
        iterations(5);
        connecting.cancel();
        assertThrows(CancellationException.class, () -> await(connecting));
        iterations(3);
        assertEquals(List.of(), writer.events);
    }

    @Test
    void shouldGiveUpWaitingForAReaderAtOnce() throws Exception {
        Recorder writer = recorder();
        LoopFuture<?> connecting = loop.connectWritePipe(() -> writer.writing, PipeEnd.of(fifo(folder)));
        connecting.cancel();
        assertThrows(CancellationException.class, () -> await(connecting));
        eventually("the loop has dropped it", () -> {
            iterations(1);
            return true;
        });
        assertEquals(List.of(), writer.events);
    }

    @Test
    void shouldWriteToNothing() throws Exception {
        Recorder writer = write(PipeEnd.of(Path.of("/dev/null")));
        for (int i = 0; i < 3; i++) {
            writer.writer().write(new byte[1 << 20]);
            iterations(2);
        }
        writer.transport.close();
        lost(writer);
        assertEquals(null, writer.cause);
    }

    @Test
    void shouldReadNothing() throws Exception {
        Recorder reader = read(PipeEnd.of(Path.of("/dev/null")));
        lost(reader);
        assertEquals(List.of("made", "eof", "lost"), reader.events);
    }

    @Test
    void shouldReadWithoutEndUntilItIsEnough() throws Exception {
        Recorder reader = recorder();
        reader.action = event -> {
            if (reader.bytes.size() > 1_000_000) {
                reader.transport.close();
            }
        };
        await(loop.connectReadPipe(() -> reader.reading, PipeEnd.of(Path.of("/dev/zero"))));
        lost(reader);
        assertEquals(0, reader.bytes.toByteArray()[999_999]);
        assertEquals(List.of("made", "lost"), reader.events);
    }

    @Test
    void shouldTellADeviceThatIsFull() throws Exception {
        Recorder writer = write(PipeEnd.of(Path.of("/dev/full")));
        writer.write("x");
        lost(writer);
        String why = writer.cause.getMessage();
        assertTrue(why.contains("ENOSPC") || why.contains("pace left"), why);
    }

    /** The far side of a terminal is a child's. */
    @Test
    void shouldTalkThroughATerminalUntilItHangsUp() throws Exception {
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
        Recorder reader;
        Recorder writer;
        try (BufferedReader said = python.inputReader();
                Writer orders = python.outputWriter()) {
            Path terminal = Path.of(said.readLine());
            reader = read(PipeEnd.of(terminal));
            writer = write(PipeEnd.of(terminal));
            for (int i = 1; i <= 3; i++) {
                writer.write("yes");
                orders.write("\n");
                orders.flush();
                int expected = i;
                until("it is here", () -> reader.text().length() == expected);
                assertEquals("3", said.readLine());
            }
        } finally {
            python.destroy();
            python.waitFor();
        }
        // A terminal whose other side has gone ends, or says EIO; asyncio reports neither.
        until("it is lost", () -> reader.lost());
        writer.writer().abort();
        lost(writer);
    }

    @Test
    void shouldSwapAFifoAndADevice() throws Exception {
        assumeFalse(portable, "the path is behind a thread");
        Path fifo = fifo(folder);
        Recorder reader = read(PipeEnd.of(fifo));
        Recorder writer = write(PipeEnd.of(fifo));
        Recorder nothing = write(PipeEnd.of(Path.of("/dev/null")));
        for (int i = 1; i <= 6; i++) {
            writer.write("xy");
            nothing.write("into nothing");
            int expected = 2 * i;
            until("it is here", () -> reader.text().length() == expected);
            assertEquals(3, await(loop.swapBackend(other())).moved());
        }
        writer.transport.close();
        lost(reader);
        nothing.transport.close();
        lost(nothing);
        lost(writer);
    }
}
