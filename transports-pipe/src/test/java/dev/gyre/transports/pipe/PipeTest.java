package dev.gyre.transports.pipe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.gyre.loop.ErrorKind;
import dev.gyre.loop.LoopIOException;
import dev.gyre.loop.protocol.BufferedProtocol;
import dev.gyre.loop.transport.ExtraInfo;
import dev.gyre.loop.transport.PipeEnd;
import dev.gyre.loop.transport.ReadTransport;
import dev.gyre.loop.transport.WriteBufferLimits;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Reading and writing pipes. */
@ParameterizedClass(name = "{0}")
@MethodSource("dev.gyre.transports.pipe.PipeTestCase#ways")
class PipeTest extends PipeTestCase {
    PipeTest(String way) {
        super(way);
    }

    private static byte[] random(int size) {
        byte[] data = new byte[size];
        new Random(11).nextBytes(data);
        return data;
    }

    // Reading

    @Test
    void shouldReadToTheEnd() throws Exception {
        int[] ends = pipe();
        send(ends[1], "early ");
        Recorder reader = read(source(ends[0]));
        assertEquals(List.of("made"), reader.events);
        assertTrue(reader.reader().isReading());
        send(ends[1], "late");
        until("all is here", () -> reader.text().equals("early late"));
        files.close(ends[1]);
        lost(reader);
        assertEquals(List.of("made", "eof", "lost"), reader.events);
        assertNull(reader.cause);
        assertTrue(reader.transport.isClosing());
        assertFalse(reader.reader().isReading());
    }

    @Test
    void shouldNotReadWhilePaused() throws Exception {
        int[] ends = pipe();
        Recorder reader = recorder();
        reader.action = event -> {
            if (event.equals("made")) {
                reader.reader().pauseReading();
                reader.reader().pauseReading();
            }
        };
        await(loop.connectReadPipe(() -> reader.reading, source(ends[0])));
        assertFalse(reader.reader().isReading());
        send(ends[1], "waiting");
        files.close(ends[1]);
        iterations(5);
        assertEquals(List.of("made"), reader.events);
        reader.reader().resumeReading();
        reader.reader().resumeReading();
        lost(reader);
        assertEquals("waiting", reader.text());
    }

    @Test
    void shouldReadNothingMoreAfterClose() throws Exception {
        int[] ends = pipe();
        Recorder reader = read(source(ends[0]));
        reader.action = event -> reader.transport.close();
        send(ends[1], "one");
        lost(reader);
        reader.transport.close();
        reader.reader().pauseReading();
        reader.reader().resumeReading();
        iterations(3);
        assertEquals("one", reader.text());
        assertEquals(List.of("made", "lost"), reader.events);
        files.close(ends[1]);
    }

    @Test
    void shouldReadIntoTheProtocolsOwnBuffer() throws Exception {
        int[] ends = pipe();
        ByteBuffer own = ByteBuffer.allocate(100);
        StringBuilder events = new StringBuilder();
        BufferedProtocol<ReadTransport> protocol = new BufferedProtocol<>() {
            @Override
            public ByteBuffer getBuffer(int sizeHint) {
                return own;
            }

            @Override
            public void bufferUpdated(int count) {
                events.append(count).append(' ');
                poke();
            }

            @Override
            public void connectionLost(Throwable cause) {
                events.append("lost");
                poke();
            }
        };
        await(loop.connectReadPipe(() -> protocol, source(ends[0])));
        send(ends[1], "hello");
        until("it is here", () -> own.position() == 5);
        files.close(ends[1]);
        until("it is lost", () -> events.toString().equals("5 lost"));
        assertEquals("hello", new String(own.array(), 0, 5, StandardCharsets.ISO_8859_1));
    }

    // Both

    @Test
    void shouldCarryManyBytesAgainstASlowReader() throws Exception {
        int[] ends = pipe();
        Recorder reader = read(source(ends[0]));
        Recorder writer = write(sink(ends[1]));
        reader.reader().pauseReading();
        byte[] data = random(3 << 20);
        writer.writer().setWriteBufferLimits(new WriteBufferLimits(1000, 50_000));
        writer.writer().writelines(List.of(ByteBuffer.wrap(data, 0, 1 << 20), ByteBuffer.wrap(data, 1 << 20, 2 << 20)));
        assertEquals(List.of("made", "pause"), writer.events);
        assertTrue(writer.writer().getWriteBufferSize() > 0);
        writer.writer().writeEof();
        writer.writer().writeEof();
        assertTrue(writer.transport.isClosing());
        assertThrows(IllegalStateException.class, () -> writer.write("too late"));
        reader.reader().resumeReading();
        lost(writer);
        lost(reader);
        assertArrayEquals(data, reader.bytes.toByteArray());
        assertEquals(List.of("made", "pause", "resume", "lost"), writer.events);
        assertEquals(List.of("made", "eof", "lost"), reader.events);
    }

    @Test
    void shouldGoOnAcrossSwapsUnderTraffic() throws Exception {
        int[] ends = pipe();
        Recorder reader = read(source(ends[0]));
        Recorder writer = write(sink(ends[1]));
        byte[] data = random(2 << 20);
        int[] at = {0};
        writer.action = event -> {
            if (event.equals("resume")) {
                feed(writer, data, at);
            }
        };
        feed(writer, data, at);
        for (int i = 1; i <= 8; i++) {
            int some = data.length / 10 * i;
            until("some are here", () -> reader.bytes.size() >= some);
            assertEquals(2, await(loop.swapBackend(other())).moved());
        }
        lost(reader);
        lost(writer);
        assertArrayEquals(data, reader.bytes.toByteArray());
        assertNull(reader.cause);
        assertNull(writer.cause);
    }

    private static void feed(Recorder writer, byte[] data, int[] at) {
        while (at[0] < data.length && !writer.events.getLast().equals("pause")) {
            int count = Math.min(30_000, data.length - at[0]);
            writer.writer().write(ByteBuffer.wrap(data, at[0], count));
            at[0] += count;
        }
        if (at[0] == data.length) {
            writer.transport.close();
        }
    }

    @Test
    void shouldTakeTheEndsOfAJdkPipe() throws Exception {
        Pipe pipe = Pipe.open();
        Recorder reader = read(PipeEnd.of(pipe.source()));
        Recorder writer = write(PipeEnd.of(pipe.sink()));
        writer.write("through");
        writer.transport.close();
        lost(reader);
        assertEquals("through", reader.text());
        assertFalse(pipe.sink().isOpen());
        lost(writer);
        iterations(1);
        assertFalse(pipe.source().isOpen());
    }

    // Writing

    @Test
    void shouldFlushOnCloseAndDropWhatComesLater() throws Exception {
        int[] ends = pipe();
        Recorder writer = write(sink(ends[1]));
        writer.write("before");
        writer.transport.close();
        for (int i = 0; i < 6; i++) {
            writer.write("after");
        }
        lost(writer);
        assertNull(writer.cause);
        Recorder reader = read(source(ends[0]));
        lost(reader);
        assertEquals("before", reader.text());
    }

    @Test
    void shouldDropTheQueueOnAbort() throws Exception {
        int[] ends = pipe();
        Recorder writer = write(sink(ends[1]));
        writer.writer().write(random(3 << 20));
        writer.writer().abort();
        writer.writer().abort();
        assertEquals(0, writer.writer().getWriteBufferSize());
        lost(writer);
        assertEquals(List.of("made", "pause", "lost"), writer.events);
        Recorder reader = read(source(ends[0]));
        lost(reader);
        assertTrue(reader.bytes.size() < 3 << 20);
    }

    /** A thread that writes for the loop may have much on its way when the loop has nothing queued any more. */
    @Test
    void shouldAbortWhatIsClosedAndNotThroughYet() throws Exception {
        int[] ends = pipe();
        Recorder writer = write(sink(ends[1]));
        writer.writer().write(random(150_000));
        writer.transport.close();
        iterations(5);
        writer.writer().abort();
        lost(writer);
        assertNull(writer.cause);
        files.close(ends[0]);
    }

    @Test
    void shouldCloseWhenNobodyReadsAnyMore() throws Exception {
        int[] ends = pipe();
        Recorder writer = write(sink(ends[1]));
        writer.write("x");
        iterations(5);
        assertEquals(List.of("made"), writer.events);
        files.close(ends[0]);
        if (portable) {
            until("the next write says so", () -> {
                if (!writer.transport.isClosing()) {
                    writer.write("x");
                }
                return writer.lost();
            });
            assertEquals(ErrorKind.BROKEN_PIPE, ((LoopIOException) writer.cause).kind());
        } else {
            lost(writer);
            assertNull(writer.cause);
        }
    }

    @Test
    void shouldBreakWithWhatIsQueuedWhenNobodyReadsAnyMore() throws Exception {
        int[] ends = pipe();
        Recorder writer = write(sink(ends[1]));
        writer.writer().write(random(3 << 20));
        files.close(ends[0]);
        lost(writer);
        assertEquals(ErrorKind.BROKEN_PIPE, ((LoopIOException) writer.cause).kind());
        assertEquals(List.of("made", "pause", "lost with LoopIOException"), writer.events);
    }

    @Test
    void shouldBreakWhileItCloses() throws Exception {
        int[] ends = pipe();
        Recorder writer = write(sink(ends[1]));
        writer.writer().write(random(3 << 20));
        writer.transport.close();
        files.close(ends[0]);
        lost(writer);
        assertEquals(ErrorKind.BROKEN_PIPE, ((LoopIOException) writer.cause).kind());
    }

    // The mode of a descriptor

    @Test
    void shouldLetADescriptorWaitAgain() throws Exception {
        assumeFalse(portable, "no descriptor is given");
        int[] ends = pipe();
        int source = shared(ends[0]);
        int sink = shared(ends[1]);
        Recorder reader = read(PipeEnd.descriptor(ends[0]));
        Recorder writer = write(PipeEnd.descriptor(ends[1]));
        assertFalse(waits(source) || waits(sink));
        await(loop.swapBackend(other()));
        reader.transport.close();
        lost(reader);
        writer.writer().abort();
        lost(writer);
        iterations(1);
        assertTrue(waits(source) && waits(sink));
    }

    @Test
    void shouldLetADescriptorWaitAgainWhenTheLoopIsClosed() throws Exception {
        assumeFalse(portable, "no descriptor is given");
        int[] ends = pipe();
        int source = shared(ends[0]);
        read(PipeEnd.descriptor(ends[0]));
        loop.close();
        assertTrue(waits(source));
        files.close(ends[1]);
    }

    // What is told

    @Test
    void shouldTellWhatItIsOf() throws Exception {
        int[] ends = pipe();
        PipeEnd end = source(ends[0]);
        Recorder reader = read(end);
        assertEquals(end, reader.transport.getExtraInfo(ExtraInfo.PIPE).orElseThrow());
        assertEquals(loop, reader.transport.getExtraInfo(ExtraInfo.LOOP).orElseThrow());
        send(ends[1], "12345");
        until("it is here", () -> reader.text().length() == 5);
        assertEquals(
                5,
                reader.transport.getExtraInfo(ExtraInfo.TRAFFIC).orElseThrow().received());
        assertTrue(reader.transport.getExtraInfo(ExtraInfo.PEERNAME).isEmpty());
        assertEquals(
                !portable, reader.transport.getExtraInfo(ExtraInfo.DESCRIPTOR).equals(Optional.of(ends[0])));
        assertTrue(reader.transport.toString().contains("PipeReader["), reader.transport::toString);
        reader.transport.close();
        lost(reader);
        assertTrue(reader.transport.getExtraInfo(ExtraInfo.PIPE).isPresent());
        files.close(ends[1]);
    }

    @Test
    void shouldGoOnWithAnotherProtocol() throws Exception {
        int[] ends = pipe();
        Recorder first = read(source(ends[0]));
        Recorder second = recorder();
        first.transport.setProtocol(second.reading);
        assertEquals(second.reading, first.transport.getProtocol());
        send(ends[1], "for the second");
        files.close(ends[1]);
        lost(second);
        assertEquals(List.of("made"), first.events);
        assertEquals("for the second", second.text());
        assertEquals(List.of("eof", "lost"), second.events);
    }

    @Test
    void shouldRefuseAnotherThreadInDebugMode() throws Exception {
        int[] ends = pipe();
        Recorder reader = read(source(ends[0]));
        List<Class<?>> thrown = new ArrayList<>();
        loop.callSoon(() -> {
            Thread.ofPlatform()
                    .start(() -> {
                        thrown.add(refused(() -> reader.transport.close()));
                        thrown.add(refused(
                                () -> loop.connectReadPipe(() -> recorder().reading, PipeEnd.descriptor(9_999))));
                    })
                    .join();
            loop.stop();
        });
        loop.runForever();
        assertEquals(List.of(IllegalStateException.class, IllegalStateException.class), thrown);
        reader.transport.close();
        lost(reader);
        files.close(ends[1]);
    }

    private static Class<?> refused(Runnable call) {
        try {
            call.run();
            return Void.class;
        } catch (RuntimeException e) {
            return e.getClass();
        }
    }
}
