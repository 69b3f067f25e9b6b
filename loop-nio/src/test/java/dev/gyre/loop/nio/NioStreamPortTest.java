package dev.gyre.loop.nio;

import static dev.gyre.loop.nio.Rig.assertFails;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.ErrorKind;
import dev.gyre.loop.LoopIOException;
import dev.gyre.loop.spi.Ops;
import dev.gyre.loop.spi.Outcome;
import dev.gyre.loop.spi.Owned;
import dev.gyre.loop.spi.PortKind;
import dev.gyre.loop.spi.SocketKind;
import dev.gyre.loop.spi.StreamPort;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NioStreamPortTest {
    private Rig rig;

    @TempDir
    private Path dir;

    @BeforeEach
    void open() throws IOException {
        rig = new Rig();
    }

    @AfterEach
    void close() throws IOException {
        rig.close();
    }

    private static ByteBuffer bytes(int... values) {
        ByteBuffer buffer = ByteBuffer.allocate(values.length);
        for (int value : values) {
            buffer.put((byte) value);
        }
        return buffer.flip();
    }

    private static byte[] random(int length) {
        byte[] data = new byte[length];
        new Random(length).nextBytes(data);
        return data;
    }

    private static ByteBuffer direct(byte[] data) {
        return ByteBuffer.allocateDirect(data.length).put(data).flip();
    }

    /** Takes exactly this much from a blocking channel. */
    private static byte[] take(SocketChannel from, int length) throws IOException {
        ByteBuffer into = ByteBuffer.allocate(length);
        while (into.hasRemaining() && from.read(into) >= 0) {
            // until all has come
        }
        assertFalse(into.hasRemaining());
        return into.array();
    }

    private void fill(StreamPort port) throws IOException {
        ByteBuffer chunk = ByteBuffer.allocateDirect(64 * 1024);
        while (port.send(chunk.clear()) != Outcome.WOULD_BLOCK) {
            // until the kernel takes no more
        }
    }

    @Test
    void shouldLendWhatHasComeAsOneReadOnlyView() throws IOException {
        Rig.Pair pair = rig.pair();
        pair.peer().write(bytes(1, 2, 3, 4));
        rig.await(pair.port(), pair.owner(), Ops.READ);

        ByteBuffer view = pair.port().receive();

        assertNotNull(view);
        assertTrue(view.isReadOnly() && view.isDirect());
        assertEquals(0x01020304, view.getInt());
        view.order(ByteOrder.LITTLE_ENDIAN).mark();
        pair.peer().write(bytes(5, 6));
        rig.await(pair.owner(), Ops.READ);
        assertSame(view, pair.port().receive());
        assertEquals(0, view.position());
        assertEquals(2, view.limit());
        assertEquals(0x0506, view.getShort());
    }

    @Test
    void shouldSayThatItWouldBlockWhenReadinessWasSpurious() throws IOException {
        Rig.Pair pair = rig.pair();

        assertNull(pair.port().receive());
        assertEquals(Outcome.WOULD_BLOCK, pair.port().receive(ByteBuffer.allocate(8)));
        assertEquals(Outcome.WOULD_BLOCK, pair.port().receive(ByteBuffer.allocateDirect(8)));
        assertEquals(0, pair.port().receive(ByteBuffer.allocate(0)));
        assertEquals(0, pair.port().send(ByteBuffer.allocate(0)));
        assertEquals(0, pair.port().send(new ByteBuffer[] {ByteBuffer.allocate(0)}, 0, 1));
    }

    @Test
    void shouldReportTheEndAgainAndAgain() throws IOException {
        Rig.Pair pair = rig.pair();
        pair.peer().shutdownOutput();

        for (int i = 0; i < 2; i++) {
            rig.await(pair.port(), pair.owner(), Ops.READ);
            ByteBuffer view = pair.port().receive();
            assertNotNull(view);
            assertEquals(0, view.remaining());
            assertEquals(Outcome.END, pair.port().receive(ByteBuffer.allocate(8)));
            assertEquals(Outcome.END, pair.port().receive(ByteBuffer.allocateDirect(8)));
        }
        assertEquals(1, pair.port().send(bytes(9)));
        assertArrayEquals(new byte[] {9}, take(pair.peer(), 1));
    }

    @Test
    void shouldReceiveIntoTheBuffersOfCallers() throws IOException {
        Rig.Pair pair = rig.pair();
        pair.peer().write(bytes(1, 2, 3, 4, 5));
        rig.await(pair.port(), pair.owner(), Ops.READ);
        ByteBuffer heap = ByteBuffer.allocate(8).position(6);
        ByteBuffer direct = ByteBuffer.allocateDirect(8);

        assertEquals(2, pair.port().receive(heap));
        assertEquals(3, pair.port().receive(direct));

        assertEquals(0x0102, heap.getShort(6));
        assertEquals(8, heap.position());
        assertEquals(3, direct.position());
        assertEquals(5, direct.get(2));
    }

    @Test
    void shouldReportAResetAsSuch() throws IOException {
        Rig.Pair pair = rig.pair();
        pair.peer().setOption(StandardSocketOptions.SO_LINGER, 0);
        pair.peer().close();
        rig.await(pair.port(), pair.owner(), Ops.READ);

        LoopIOException failure = assertFails(ErrorKind.RESET, () -> pair.port().receive());

        assertTrue(failure.getMessage().contains("stream"), failure::getMessage);
        assertNotNull(failure.getCause());
        assertFails(ErrorKind.BROKEN_PIPE, () -> pair.port().send(bytes(1)));
    }

    @Test
    void shouldReportAResetToASender() throws IOException {
        Rig.Pair pair = rig.pair();
        pair.peer().setOption(StandardSocketOptions.SO_LINGER, 0);
        pair.peer().close();
        rig.await(pair.port(), pair.owner(), Ops.BOTH);

        assertFails(ErrorKind.RESET, () -> pair.port().send(bytes(1)));
        assertFails(ErrorKind.BROKEN_PIPE, () -> pair.port().send(new ByteBuffer[] {bytes(1), bytes(2)}, 0, 2));
    }

    @Test
    void shouldRefuseToSendAfterItsOwnEnd() throws IOException {
        Rig.Pair pair = rig.pair();

        pair.port().shutdownOutput();

        assertFails(ErrorKind.BROKEN_PIPE, () -> pair.port().send(bytes(1)));
        assertEquals(-1, pair.peer().read(ByteBuffer.allocate(1)));
        pair.peer().write(bytes(7));
        rig.await(pair.port(), pair.owner(), Ops.READ);
        assertEquals(1, pair.port().receive(ByteBuffer.allocate(8)));
    }

    @Test
    void shouldTakeWhatFitsAndAskForMoreWhenThereIsRoom() throws IOException {
        Rig.Pair pair = rig.pair();
        fill(pair.port());
        assertEquals(Outcome.WOULD_BLOCK, pair.port().send(new ByteBuffer[] {bytes(1), bytes(2)}, 0, 2));
        assertEquals(Outcome.WOULD_BLOCK, pair.port().send(ByteBuffer.allocate(1)));
        pair.port().interest(Ops.WRITE);
        assertEquals(0, rig.poll(0));

        ByteBuffer sink = ByteBuffer.allocate(1 << 20);
        while (rig.readyOf(pair.owner()) != Ops.WRITE) {
            pair.peer().read(sink.clear());
            rig.poll(0);
        }
        assertTrue(pair.port().send(ByteBuffer.allocateDirect(16)) > 0);
    }

    @Test
    void shouldSendEveryKindOfBufferInOrder() throws IOException {
        Rig.Pair pair = rig.pair();
        byte[] data = random(1 << 20);
        byte[] part = new byte[1000];
        System.arraycopy(data, 0, part, 0, part.length);

        assertEquals(1000, pair.port().send(direct(part).asReadOnlyBuffer()));
        assertArrayEquals(part, take(pair.peer(), 1000));
        assertEquals(1000, pair.port().send(ByteBuffer.wrap(part).asReadOnlyBuffer()));
        assertArrayEquals(part, take(pair.peer(), 1000));

        ByteBuffer[] mixed = {
            bytes(99),
            ByteBuffer.wrap(data, 0, 300_000),
            direct(part),
            ByteBuffer.wrap(data, 300_000, 748_576),
            bytes(98)
        };
        ByteBuffer got = ByteBuffer.allocate(300_000 + 1000 + 748_576);
        pair.peer().configureBlocking(false);
        while (got.hasRemaining()) {
            pair.port().send(mixed, 1, 3);
            pair.peer().read(got);
        }
        assertEquals(ByteBuffer.wrap(data, 0, 300_000), got.slice(0, 300_000));
        assertEquals(ByteBuffer.wrap(part), got.slice(300_000, 1000));
        assertEquals(ByteBuffer.wrap(data, 300_000, 748_576), got.slice(301_000, 748_576));
        assertEquals(1, mixed[0].remaining());
        assertEquals(1, mixed[4].remaining());
    }

    @Test
    void shouldSendMoreBuffersThanTheKernelTakesAtOnce() throws IOException {
        Rig.Pair pair = rig.pair();
        ByteBuffer[] many = new ByteBuffer[3000];
        for (int i = 0; i < many.length; i++) {
            many[i] = bytes(i);
        }

        assertEquals(3000, pair.port().send(many, 0, many.length));

        byte[] got = take(pair.peer(), 3000);
        for (int i = 0; i < got.length; i++) {
            assertEquals((byte) i, got[i]);
        }
    }

    @Test
    void shouldKeepTheLimitOfAHeapBufferThatDidNotFit() throws IOException {
        Rig.Pair pair = rig.pair();
        ByteBuffer large = ByteBuffer.allocate(64 << 20);

        int n = pair.port().send(large);

        assertTrue(n > 0 && n < large.capacity());
        assertEquals(n, large.position());
        assertEquals(large.capacity(), large.limit());
    }

    @Test
    void shouldSendFilesUntilTheyEnd() throws IOException {
        Rig.Pair pair = rig.pair();
        byte[] data = random(3000);
        Path path = Files.write(dir.resolve("data"), data);
        try (FileChannel file = FileChannel.open(path)) {
            assertEquals(2000, pair.port().sendFile(file, 0, 2000));
            assertEquals(1000, pair.port().sendFile(file, 2000, 5000));
            assertEquals(0, pair.port().sendFile(file, 0, 0));
            assertEquals(Outcome.END, pair.port().sendFile(file, 3000, 10));
            assertEquals(Outcome.END, pair.port().sendFile(file, 4000, 10));
            assertEquals(0, file.position());
            assertArrayEquals(data, take(pair.peer(), 3000));

            fill(pair.port());
            assertEquals(Outcome.WOULD_BLOCK, pair.port().sendFile(file, 0, 10));
            pair.port().shutdownOutput();
            assertFails(ErrorKind.BROKEN_PIPE, () -> pair.port().sendFile(file, 0, 10));
        }
    }

    @Test
    void shouldSendAFileThoughItsThreadIsInterrupted() throws IOException {
        Rig.Pair pair = rig.pair();
        try (FileChannel file = FileChannel.open(Files.write(dir.resolve("data"), random(10)))) {
            Thread.currentThread().interrupt();

            assertEquals(10, pair.port().sendFile(file, 0, 10));

            assertTrue(Thread.interrupted());
            assertTrue(file.isOpen());
        }
    }

    @Test
    void shouldNameAFileThatWasClosed() throws IOException {
        Rig.Pair pair = rig.pair();
        FileChannel file = FileChannel.open(Files.write(dir.resolve("closed"), random(10)));
        file.close();

        LoopIOException failure =
                assertFails(ErrorKind.CLOSED, () -> pair.port().sendFile(file, 0, 10));

        assertTrue(failure.getMessage().contains("file"), failure::getMessage);
    }

    @Test
    void shouldNameAFileThatCannotBeRead() throws IOException {
        Rig.Pair pair = rig.pair();
        try (FileChannel file =
                FileChannel.open(dir.resolve("w"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            assertFails(ErrorKind.OTHER, () -> pair.port().sendFile(file, 0, 10));
        }
    }

    @Test
    void shouldConnectOverTcp() throws IOException {
        Rig.Owner owner = new Rig.Owner("client");
        try (ServerSocketChannel listener = Rig.listen()) {
            StreamPort port = rig.connecting(owner);
            if (!port.connect(listener.getLocalAddress())) {
                rig.await(port, owner, Ops.WRITE);
                assertTrue(port.finishConnect());
            }
            assertTrue(port.finishConnect());
            SocketChannel peer = rig.keep(listener.accept());

            rig.await(port, owner, Ops.WRITE);
            port.send(bytes(42));
            assertArrayEquals(new byte[] {42}, take(peer, 1));
            peer.write(bytes(43));
            rig.await(port, owner, Ops.READ);
        }
    }

    @Test
    void shouldKeepQuietAboutReadingWhileAConnectIsPending() throws IOException {
        Rig.Owner owner = new Rig.Owner("client");
        try (ServerSocketChannel listener = Rig.listen()) {
            StreamPort port = rig.connecting(owner);
            port.connect(listener.getLocalAddress());
            rig.await(port, owner, Ops.WRITE);

            assertEquals(Ops.WRITE, rig.readyOf(owner));

            assertTrue(port.finishConnect());
            port.interest(Ops.READ);
            assertEquals(0, rig.poll(0));
        }
    }

    @Test
    void shouldSayWhoRefused() throws IOException {
        SocketAddress nobody = Rig.deserted();
        Rig.Owner owner = new Rig.Owner("client");
        StreamPort port = rig.connecting(owner);

        LoopIOException failure = assertFails(ErrorKind.REFUSED, () -> {
            if (!port.connect(nobody)) {
                rig.await(port, owner, Ops.WRITE);
                port.finishConnect();
            }
        });

        assertTrue(failure.getMessage().contains(nobody.toString()), failure::getMessage);
        port.interest(Ops.READ);
        rig.await(owner, Ops.READ);
        assertFails(ErrorKind.CLOSED, () -> port.receive());
        port.close();
        assertTrue(port.owned().closed());
        assertEquals(0, rig.poll(0));
    }

    @Test
    void shouldRefuseAddressesThatFitNoSocket() throws IOException {
        StreamPort port = rig.connecting(new Rig.Owner("client"));

        assertFails(
                ErrorKind.ADDRESS_NOT_AVAILABLE,
                () -> port.connect(InetSocketAddress.createUnresolved("nowhere.invalid", 1)));
        assertFails(
                ErrorKind.ADDRESS_NOT_AVAILABLE, () -> port.connect(UnixDomainSocketAddress.of(dir.resolve("socket"))));
        assertFails(ErrorKind.NOT_CONNECTED, () -> port.finishConnect());
        assertFails(ErrorKind.NOT_CONNECTED, () -> port.send(bytes(1)));
        assertFails(ErrorKind.NOT_CONNECTED, () -> port.receive());
        assertFails(ErrorKind.NOT_CONNECTED, () -> port.shutdownOutput());
    }

    @Test
    void shouldConnectOverUnixSockets() throws IOException {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(dir.resolve("socket"));
        Rig.Owner owner = new Rig.Owner("client");
        try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listener.bind(address);
            StreamPort port = unixConnecting(owner);
            assertTrue(port.connect(address));
            SocketChannel peer = rig.keep(listener.accept());

            rig.await(port, owner, Ops.WRITE);
            assertEquals(1, port.send(bytes(1)));
            assertArrayEquals(new byte[] {1}, take(peer, 1));
            peer.close();
            rig.await(port, owner, Ops.READ);
            assertEquals(Outcome.END, port.receive(ByteBuffer.allocate(1)));
            assertFails(ErrorKind.BROKEN_PIPE, () -> port.send(bytes(1)));
        }
    }

    @Test
    void shouldRefuseWhereNoUnixSocketListens() throws IOException {
        UnixDomainSocketAddress stale = UnixDomainSocketAddress.of(dir.resolve("stale"));
        try (ServerSocketChannel brief = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            brief.bind(stale);
        }
        StreamPort first = unixConnecting(new Rig.Owner("first"));
        StreamPort second = unixConnecting(new Rig.Owner("second"));

        assertFails(ErrorKind.REFUSED, () -> first.connect(stale));
        assertFails(ErrorKind.NOT_FOUND, () -> second.connect(UnixDomainSocketAddress.of(dir.resolve("missing"))));
    }

    @Test
    void shouldRefuseWhenTheQueueOfAUnixSocketIsFull() throws IOException {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(dir.resolve("busy"));
        try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listener.bind(address, 1);
            assertFails(ErrorKind.REFUSED, () -> {
                for (int i = 0; i < 10; i++) {
                    unixConnecting(new Rig.Owner("client " + i)).connect(address);
                }
            });
        }
    }

    private StreamPort unixConnecting(Rig.Owner owner) throws IOException {
        Owned socket = rig.open(SocketKind.STREAM, StandardProtocolFamily.UNIX);
        return (StreamPort) rig.backend.prepare(PortKind.CONNECTING, socket, owner);
    }

    @Test
    void shouldEndTheStreamAtOnceAndFreeTheDescriptorInTheNextPoll() throws IOException {
        Rig.Pair pair = rig.pair();
        pair.port().interest(Ops.BOTH);
        rig.poll(0);
        pair.peer().write(bytes(1));
        rig.await(pair.port(), pair.owner(), Ops.READ);

        pair.port().close();
        pair.port().close();
        pair.port().detach();

        assertEquals(0, rig.backend.openPorts());
        assertTrue(pair.port().owned().closed());
        assertEquals(-1, pair.peer().read(ByteBuffer.allocate(1)));
        assertEquals(0, rig.poll(0));
        assertFalse(pair.port().owned().channel().isRegistered());
        assertFails(ErrorKind.CLOSED, () -> pair.port().receive());
        assertFails(ErrorKind.CLOSED, () -> pair.port().send(bytes(1)));
        pair.port().interest(Ops.READ);
        assertEquals(0, rig.poll(0));
    }

    @Test
    void shouldFreeTheDescriptorOfAClosedStreamOnRelease() throws IOException {
        Rig.Pair pair = rig.pair();
        pair.port().close();

        rig.backend.release();

        assertFalse(pair.port().owned().channel().isRegistered());
        assertEquals(-1, pair.peer().read(ByteBuffer.allocate(1)));
    }
}
