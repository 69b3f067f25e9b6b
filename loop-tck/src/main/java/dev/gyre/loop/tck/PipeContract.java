package dev.gyre.loop.tck;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.gyre.loop.ErrorKind;
import dev.gyre.loop.LoopIOException;
import dev.gyre.loop.spi.Adoption;
import dev.gyre.loop.spi.Capability;
import dev.gyre.loop.spi.LoopBackend;
import dev.gyre.loop.spi.Ops;
import dev.gyre.loop.spi.Outcome;
import dev.gyre.loop.spi.Owned;
import dev.gyre.loop.spi.PortKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectableChannel;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The ends of a pipe, each of which goes one way. */
public interface PipeContract extends BackendContract {
    private StreamPair pipe() throws IOException {
        harness().needs(Capability.PIPE);
        harness().needs(Capability.WATCH_CHANNEL);
        Pipe pipe = Pipe.open();
        Owned source = harness().track(Owned.channel(pipe.source()));
        Owned sink = harness().track(Owned.channel(pipe.sink()));
        return new StreamPair(
                harness().stream("sink", PortKind.WRITE_PIPE, sink),
                harness().stream("source", PortKind.READ_PIPE, source));
    }

    private void swap(StreamPair pipe) throws IOException {
        LoopBackend old = harness().backend();
        harness().await("the old backend to be quiet", old::quiesce);
        LoopBackend next = harness().another();
        pipe.client().moveTo(next, PortKind.WRITE_PIPE);
        pipe.server().moveTo(next, PortKind.READ_PIPE);
        harness().release(old);
    }

    private void rollBack(StreamPair pipe) throws IOException {
        LoopBackend old = harness().backend();
        LoopBackend next = harness().another();
        harness().await("the old backend to be quiet", old::quiesce);
        RecordedOwner nobody = new RecordedOwner("rolled back");
        harness().prepare(next, PortKind.WRITE_PIPE, pipe.client().socket(), nobody);
        harness().prepare(next, PortKind.READ_PIPE, pipe.server().socket(), nobody);
        assertEquals(2, next.openPorts());
        harness().release(next);
        old.resume();
    }

    private void assertSilent(StreamEnd end, int ops) throws IOException {
        end.owner().forget();
        end.arm(ops);
        harness().settle();
        assertEquals(0, end.owner().reports());
        end.arm(Ops.NONE);
    }

    @Test
    @DisplayName("[6] bytes go through a pipe, more than it holds, each once and in order")
    default void shouldCarryBytesThroughAPipe() throws IOException {
        StreamPair pipe = pipe();
        byte[] sent = Bytes.pattern(1 << 20);
        assertArrayEquals(sent, Transfer.through(harness(), pipe.client(), pipe.server(), ByteBuffer.wrap(sent)));
    }

    @Test
    @DisplayName("[6] several buffers leave a pipe's end in order, and memory of any kind is read from and written to")
    default void shouldGatherIntoAPipe() throws IOException {
        StreamPair pipe = pipe();
        ByteBuffer direct =
                ByteBuffer.allocateDirect(10_000).put(Bytes.pattern(10_000)).flip();
        ByteBuffer[] several = {
            ByteBuffer.wrap(Bytes.of("first ")), ByteBuffer.allocate(0), direct, ByteBuffer.wrap(Bytes.of(" last"))
        };
        assertEquals(10_011, pipe.client().port().send(several, 0, several.length));
        assertEquals("first ", Bytes.text(receiveInto(pipe.server(), ByteBuffer.allocate(6))));
        assertArrayEquals(Bytes.pattern(10_000), receiveInto(pipe.server(), ByteBuffer.allocateDirect(10_000)));
        assertEquals(" last", Bytes.text(pipe.server().receive(5)));
    }

    private byte[] receiveInto(StreamEnd from, ByteBuffer into) throws IOException {
        while (into.hasRemaining()) {
            from.awaitReady(Ops.READ);
            int before = into.position();
            int n = from.port().receive(into);
            assertEquals(before + Math.max(n, 0), into.position());
            assertTrue(n != Outcome.END);
        }
        byte[] bytes = new byte[into.flip().remaining()];
        into.get(bytes);
        return bytes;
    }

    @Test
    @DisplayName("[3] an empty pipe, and a full one, would block")
    default void shouldNotBlockOnAPipe() throws IOException {
        StreamPair pipe = pipe();
        assertNull(pipe.server().port().receive());
        assertEquals(Outcome.WOULD_BLOCK, pipe.server().port().receive(ByteBuffer.allocate(1)));
        assertSilent(pipe.server(), Ops.READ);
        byte[] full = pipe.client().fill();
        assertEquals(Outcome.WOULD_BLOCK, pipe.client().offer(ByteBuffer.allocate(1)));
        ByteBuffer[] two = {ByteBuffer.allocate(1), ByteBuffer.allocate(1)};
        assertEquals(Outcome.WOULD_BLOCK, pipe.client().port().send(two, 0, 2));
        assertSilent(pipe.client(), Ops.WRITE);
        assertArrayEquals(full, pipe.server().receive(full.length));
        pipe.client().awaitReady(Ops.WRITE);
    }

    @Test
    @DisplayName("[3] the end of a pipe comes after its bytes, and stays")
    default void shouldEndAPipeWhenItsWriterIsClosed() throws IOException {
        StreamPair pipe = pipe();
        pipe.client().sendAll(Bytes.of("the last"));
        pipe.client().close();
        assertEquals("the last", Bytes.text(pipe.server().receiveToEnd()));
        assertEquals(0, pipe.server().receiveToEnd().length);
        assertEquals(Outcome.END, pipe.server().port().receive(ByteBuffer.allocate(1)));
    }

    @Test
    @DisplayName("[10] writing to a pipe that nobody reads fails as a broken pipe")
    default void shouldFailToWriteToNobody() throws IOException {
        StreamPair pipe = pipe();
        pipe.client().fill();
        pipe.server().close();
        pipe.client().awaitReady(Ops.WRITE);
        LoopIOException failure =
                assertThrows(LoopIOException.class, () -> pipe.client().offer(ByteBuffer.allocate(1)));
        assertEquals(ErrorKind.BROKEN_PIPE, failure.kind());
    }

    @Test
    @DisplayName("[10] the writer of a pipe hears that its reader has gone, and nothing before")
    default void shouldNoticeThatTheReaderHasGone() throws IOException {
        harness().needs(Capability.WATCH_DESCRIPTOR);
        StreamPair pipe = pipe();
        assertSilent(pipe.client(), Ops.READ);
        assertNull(pipe.client().port().receive());
        assertEquals(Outcome.WOULD_BLOCK, pipe.client().port().receive(ByteBuffer.allocate(1)));
        pipe.client().sendAll(Bytes.of("x"));
        assertSilent(pipe.client(), Ops.READ);
        swap(pipe);
        assertSilent(pipe.client(), Ops.READ);
        pipe.server().close();
        pipe.client().awaitReady(Ops.READ);
        assertEquals(0, pipe.client().port().receive().remaining());
        assertEquals(Outcome.END, pipe.client().port().receive(ByteBuffer.allocate(1)));
        assertSilent(pipe.client(), Ops.NONE);
    }

    @Test
    @DisplayName("[5] a pipe works on the next backend, and on the old one after a roll-back")
    default void shouldKeepAPipeThroughSwaps() throws IOException {
        StreamPair pipe = pipe();
        pipe.client().sendAll(Bytes.of("before "));
        swap(pipe);
        pipe.client().sendAll(Bytes.of("between "));
        rollBack(pipe);
        pipe.client().sendAll(Bytes.of("after"));
        assertEquals("before between after", Bytes.text(pipe.server().receive(20)));
        byte[] full = pipe.client().fill();
        swap(pipe);
        assertArrayEquals(full, pipe.server().receive(full.length));
        pipe.client().sendAll(Bytes.of("last"));
        pipe.client().close();
        swapSource(pipe.server());
        assertEquals("last", Bytes.text(pipe.server().receiveToEnd()));
    }

    private void swapSource(StreamEnd source) throws IOException {
        LoopBackend old = harness().backend();
        source.moveTo(harness().another(), PortKind.READ_PIPE);
        harness().release(old);
    }

    @Test
    @DisplayName("[5] a port that is prepared beside another is disarmed")
    default void shouldPrepareAPipeDisarmed() throws IOException {
        StreamPair pipe = pipe();
        pipe.client().sendAll(Bytes.of("x"));
        LoopBackend next = harness().another();
        RecordedOwner owner = new RecordedOwner("prepared");
        harness().prepare(next, PortKind.READ_PIPE, pipe.server().socket(), owner);
        harness().prepare(next, PortKind.WRITE_PIPE, pipe.client().socket(), owner);
        harness().settle();
        assertEquals(0, owner.reports());
        harness().release(next);
        assertEquals("x", Bytes.text(pipe.server().receive(1)));
    }

    @Test
    @DisplayName("[5] close closes an end, detach leaves it open")
    default void shouldCloseAPipeOnce() throws IOException {
        StreamPair pipe = pipe();
        SelectableChannel source = pipe.server().socket().channel();
        SelectableChannel sink = pipe.client().socket().channel();
        pipe.client().port().detach();
        pipe.client().port().close();
        assertTrue(sink.isOpen());
        assertFalse(pipe.client().socket().closed());
        pipe.server().close();
        pipe.server().port().close();
        assertFalse(source.isOpen());
        assertTrue(pipe.server().socket().closed());
        assertThrows(IOException.class, () -> ((Pipe.SinkChannel) sink).write(ByteBuffer.allocate(1)));
    }

    @Test
    @DisplayName("[10] an end does not serve as the other, and says so without side effect")
    default void shouldRefuseTheOtherEnd() throws IOException {
        harness().needs(Capability.PIPE);
        harness().needs(Capability.WATCH_CHANNEL);
        Pipe pipe = Pipe.open();
        try (Pipe.SourceChannel source = pipe.source();
                Pipe.SinkChannel sink = pipe.sink()) {
            assertRefused(PortKind.WRITE_PIPE, source);
            assertRefused(PortKind.READ_PIPE, sink);
            assertTrue(source.isBlocking());
            assertTrue(sink.isBlocking());
        }
    }

    private void assertRefused(PortKind kind, SelectableChannel channel) {
        LoopBackend backend = harness().backend();
        Adoption answer = backend.canAdopt(kind, Owned.channel(channel));
        assertFalse(answer.possible());
        assertTrue(answer.reason().contains(kind.name()), answer::reason);
        assertThrows(
                LoopIOException.class,
                () -> backend.prepare(kind, Owned.channel(channel), new RecordedOwner("the wrong end")));
        assertEquals(0, backend.openPorts());
    }

    @Test
    @DisplayName("[5] a pipe that the backend does not declare is refused with the reason")
    default void shouldRefuseAnUndeclaredPipe() throws IOException {
        assumeFalse(harness().has(Capability.PIPE), "pipes are served");
        Pipe pipe = Pipe.open();
        try (Pipe.SourceChannel source = pipe.source();
                Pipe.SinkChannel sink = pipe.sink()) {
            Owned end = Owned.channel(source);
            Adoption answer = harness().backend().canAdopt(PortKind.READ_PIPE, end);
            assertFalse(answer.possible());
            assertFalse(answer.reason().isBlank());
            RecordedOwner owner = new RecordedOwner("pipe");
            assertThrows(IOException.class, () -> harness().backend().prepare(PortKind.READ_PIPE, end, owner));
            assertEquals(0, harness().backend().openPorts());
            assertTrue(sink.isOpen());
        }
    }
}
