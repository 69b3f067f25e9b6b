package dev.gyre.loop.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.gyre.loop.spi.Adoption;
import dev.gyre.loop.spi.Capability;
import dev.gyre.loop.spi.LoopBackend;
import dev.gyre.loop.spi.Ops;
import dev.gyre.loop.spi.Owned;
import dev.gyre.loop.spi.Port;
import dev.gyre.loop.spi.PortKind;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectableChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Watching what its user keeps. */
public interface WatchContract extends BackendContract {
    private Port watch(SelectableChannel channel, RecordedOwner owner, int ops) throws IOException {
        channel.configureBlocking(false);
        Port port = harness().prepare(harness().backend(), PortKind.WATCH, Owned.borrowed(channel), owner);
        owner.armed(ops);
        port.interest(ops);
        return port;
    }

    private void assertReported(RecordedOwner owner, int ops) throws IOException {
        for (int i = 0; i < 3; i++) {
            owner.forget();
            harness().await("a report", () -> (owner.heard() & ops) != 0);
        }
    }

    private void assertSilent(RecordedOwner owner) throws IOException {
        owner.forget();
        harness().settle();
        assertEquals(0, owner.reports());
    }

    @Test
    @DisplayName("[2] a watched channel is reported again until its user has read it")
    default void shouldWatchAPipe() throws IOException {
        harness().needs(Capability.WATCH_CHANNEL);
        Pipe pipe = Pipe.open();
        try (Pipe.SourceChannel source = pipe.source();
                Pipe.SinkChannel sink = pipe.sink()) {
            RecordedOwner owner = new RecordedOwner("pipe");
            watch(source, owner, Ops.READ);
            assertSilent(owner);
            sink.write(ByteBuffer.wrap(new byte[3]));
            assertReported(owner, Ops.READ);
            assertEquals(3, source.read(ByteBuffer.allocate(10)));
            assertSilent(owner);
            RecordedOwner writer = new RecordedOwner("sink");
            watch(sink, writer, Ops.WRITE);
            assertReported(writer, Ops.WRITE);
        }
    }

    @Test
    @DisplayName("[5] what is borrowed is never closed: not by close, not by release")
    default void shouldNotCloseWhatIsBorrowed() throws IOException {
        harness().needs(Capability.WATCH_CHANNEL);
        Pipe pipe = Pipe.open();
        try (Pipe.SourceChannel source = pipe.source();
                Pipe.SinkChannel sink = pipe.sink()) {
            RecordedOwner owner = new RecordedOwner("pipe");
            Port port = watch(source, owner, Ops.READ);
            sink.write(ByteBuffer.wrap(new byte[3]));
            assertReported(owner, Ops.READ);
            port.close();
            assertTrue(source.isOpen());
            assertFalse(port.owned().closed());
            assertSilent(owner);
            LoopBackend other = harness().another();
            other.prepare(PortKind.WATCH, Owned.borrowed(sink), owner);
            harness().release(other);
            assertTrue(sink.isOpen());
            assertEquals(3, source.read(ByteBuffer.allocate(10)));
        }
    }

    @Test
    @DisplayName("[5] a user's socket is watched both ways and left as it was")
    default void shouldWatchASocket() throws IOException {
        harness().needs(Capability.WATCH_CHANNEL);
        try (ServerSocketChannel listener = ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", 0));
                SocketChannel user = SocketChannel.open(listener.getLocalAddress());
                SocketChannel peer = listener.accept()) {
            RecordedOwner owner = new RecordedOwner("socket");
            Port port = watch(user, owner, Ops.WRITE);
            assertReported(owner, Ops.WRITE);
            owner.armed(Ops.READ);
            port.interest(Ops.READ);
            assertSilent(owner);
            peer.write(ByteBuffer.wrap(new byte[1]));
            assertReported(owner, Ops.READ);
            port.detach();
            assertSilent(owner);
            assertEquals(1, user.read(ByteBuffer.allocate(10)));
            port = watch(user, owner, Ops.BOTH);
            assertReported(owner, Ops.WRITE);
            port.close();
            assertTrue(user.isOpen());
        }
    }

    @Test
    @DisplayName("[5] a watch goes on on the next backend")
    default void shouldKeepAWatchThroughASwap() throws IOException {
        harness().needs(Capability.WATCH_CHANNEL);
        Pipe pipe = Pipe.open();
        try (Pipe.SourceChannel source = pipe.source();
                Pipe.SinkChannel sink = pipe.sink()) {
            RecordedOwner owner = new RecordedOwner("pipe");
            Port port = watch(source, owner, Ops.READ);
            LoopBackend old = harness().backend();
            LoopBackend next = harness().another();
            harness().await("quiet", old::quiesce);
            Port moved = harness().prepare(next, PortKind.WATCH, port.owned(), owner);
            sink.write(ByteBuffer.wrap(new byte[1]));
            harness().release(old);
            moved.interest(Ops.READ);
            assertReported(owner, Ops.READ);
        }
    }

    @Test
    @DisplayName("[5] a watch that the backend does not declare is refused with the reason")
    default void shouldRefuseAnUndeclaredWatch() throws IOException {
        assumeFalse(harness().has(Capability.WATCH_CHANNEL), "channels can be watched");
        Pipe pipe = Pipe.open();
        try (Pipe.SourceChannel source = pipe.source();
                Pipe.SinkChannel sink = pipe.sink()) {
            Owned borrowed = Owned.borrowed(source.configureBlocking(false));
            Adoption answer = harness().backend().canAdopt(PortKind.WATCH, borrowed);
            assertFalse(answer.possible());
            assertFalse(answer.reason().isBlank());
            RecordedOwner owner = new RecordedOwner("pipe");
            assertThrows(IOException.class, () -> harness().backend().prepare(PortKind.WATCH, borrowed, owner));
            assertEquals(0, harness().backend().openPorts());
            assertTrue(sink.isOpen());
        }
    }
}
