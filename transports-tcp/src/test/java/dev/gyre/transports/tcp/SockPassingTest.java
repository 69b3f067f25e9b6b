package dev.gyre.transports.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gyre.linux.FileCalls;
import dev.gyre.linux.SocketCalls;
import dev.gyre.loop.LoopFuture;
import dev.gyre.loop.LoopSocket;
import dev.gyre.loop.ReceivedDescriptors;
import dev.gyre.loop.spi.Capability;
import dev.gyre.loop.spi.SocketKind;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Descriptors that go over a Unix socket. */
@ParameterizedClass(name = "{0}")
@MethodSource("dev.gyre.transports.tcp.Backends#all")
class SockPassingTest extends SockTestCase {
    private static final int SO_PASSCRED = 16;

    /** Answers on the connection that it is passed, and passes that back. */
    private static final String PYTHON_PEER = """
            import socket, sys
            with socket.socket(socket.AF_UNIX) as peer:
                peer.connect(sys.argv[1])
                data, descriptors, flags, address = socket.recv_fds(peer, 100, 5)
                with socket.socket(fileno=descriptors[0]) as passed:
                    passed.sendall(b"Python has read " + data)
                    socket.send_fds(peer, [b"back"], [passed.fileno()])
            """;

    private final FileCalls files = new FileCalls();

    @TempDir
    private Path folder;

    SockPassingTest(String backend) {
        super(backend);
    }

    private Pair unixPair() throws Exception {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("socket"));
        LoopSocket listener = loop.createSocket(StandardProtocolFamily.UNIX, SocketKind.LISTENER);
        listener.bind(address);
        LoopSocket near = keep(loop.createSocket(StandardProtocolFamily.UNIX, SocketKind.STREAM));
        LoopFuture<LoopSocket> accepting = loop.sockAccept(listener);
        rig.await(loop.sockConnect(near, address));
        LoopSocket far = keep(rig.await(accepting));
        listener.close();
        return new Pair(near, far);
    }

    private void needsPassing() {
        assumeTrue(loop.io().capabilities().contains(Capability.PASS_DESCRIPTORS), "it passes no descriptors");
    }

    private static long descriptors() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return all.count();
        }
    }

    @Test
    void shouldPassAConnectionOn() throws Exception {
        needsPassing();
        Pair unix = unixPair();
        Pair passed = pair();
        LoopFuture<ReceivedDescriptors> receiving = unix.far().receiveDescriptors(ByteBuffer.allocate(10), 5);
        rig.iterations(2);
        assertFalse(receiving.isDone());
        rig.await(
                unix.near().sendDescriptors(bytes("here"), passed.near().owned().descriptor()));
        ReceivedDescriptors received = rig.await(receiving);
        assertEquals(4, received.count());
        assertEquals(1, received.descriptors().size());
        passed.near().close();
        LoopSocket adopted = keep(loop.adoptSocket(received.descriptors().getFirst()));
        send(adopted, "hello");
        receive("hello", passed.far());
        int flags = files.control(received.descriptors().getFirst(), FileCalls.F_GETFD, 0);
        assertEquals(FileCalls.FD_CLOEXEC, flags, "closed on exec");
    }

    @Test
    void shouldPassThemToPythonAndBack() throws Exception {
        needsPassing();
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("python"));
        LoopSocket listener = keep(loop.createSocket(StandardProtocolFamily.UNIX, SocketKind.LISTENER));
        listener.bind(address);
        Process python = new ProcessBuilder("python3", "-c", PYTHON_PEER, address.toString())
                .inheritIO()
                .start();
        try {
            LoopSocket peer = keep(rig.await(loop.sockAccept(listener)));
            Pair passed = pair();
            rig.await(peer.sendDescriptors(bytes("this"), passed.near().owned().descriptor()));
            passed.near().close();
            receive("Python has read this", passed.far());
            ReceivedDescriptors back = rig.await(peer.receiveDescriptors(ByteBuffer.allocate(10), 1));
            LoopSocket adopted = keep(loop.adoptSocket(back.descriptors().getFirst()));
            send(adopted, "and back");
            receive("and back", passed.far());
            assertEquals(0, python.waitFor());
        } finally {
            python.destroyForcibly().waitFor();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void shouldPassSeveralAndTakeNoMoreThanWanted(int wanted) throws Exception {
        needsPassing();
        Pair unix = unixPair();
        int one = unix.near().owned().descriptor();
        long before = descriptors();
        rig.await(unix.near().sendDescriptors(bytes("three"), one, one, one));
        ReceivedDescriptors received = rig.await(unix.far().receiveDescriptors(ByteBuffer.allocate(10), wanted));
        assertEquals(5, received.count());
        assertEquals(wanted, received.descriptors().size());
        assertTrue(received.truncated());
        for (int each : received.descriptors()) {
            assertEquals(0, files.close(each));
        }
        assertEquals(before, descriptors(), "the rest was closed");
    }

    @Test
    void shouldSendAllBytesAfterThem() throws Exception {
        needsPassing();
        Pair unix = unixPair();
        byte[] plenty = new byte[3_000_000];
        LoopFuture<Void> sending = unix.near()
                .sendDescriptors(ByteBuffer.wrap(plenty), unix.near().owned().descriptor());
        ReceivedDescriptors first = rig.await(unix.far().receiveDescriptors(ByteBuffer.allocate(100_000), 1));
        assertEquals(1, first.descriptors().size());
        assertEquals(0, files.close(first.descriptors().getFirst()));
        int count = first.count();
        while (count < plenty.length) {
            count += rig.await(loop.sockRecv(unix.far(), 200_000)).remaining();
        }
        rig.await(sending);
        assertEquals(plenty.length, count);
    }

    @Test
    void shouldReceiveWhereNoneCome() throws Exception {
        needsPassing();
        Pair unix = unixPair();
        send(unix.near(), "plain");
        assertEquals(
                new ReceivedDescriptors(5, List.of(), false),
                rig.await(unix.far().receiveDescriptors(ByteBuffer.allocate(10), 3)));
        unix.near().close();
        assertEquals(
                new ReceivedDescriptors(0, List.of(), false),
                rig.await(unix.far().receiveDescriptors(ByteBuffer.allocate(10), 3)));
    }

    /** Whoever has made the socket may have asked for the peer's credentials, which come first. */
    @Test
    void shouldFindThemBehindCredentials() throws Exception {
        needsPassing();
        Pair unix = unixPair();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment on = arena.allocateFrom(ValueLayout.JAVA_INT, 1);
            assertEquals(
                    0, new SocketCalls().setOption(unix.far().owned().descriptor(), 1, SO_PASSCRED, on.address(), 4));
        }
        long before = descriptors();
        int one = unix.near().owned().descriptor();
        rig.await(unix.near().sendDescriptors(bytes("x"), one, one));
        ReceivedDescriptors received = rig.await(unix.far().receiveDescriptors(ByteBuffer.allocate(10), 1));
        assertEquals(1, received.descriptors().size());
        assertTrue(received.truncated());
        assertEquals(0, files.close(received.descriptors().getFirst()));
        assertEquals(before, descriptors());
    }

    @Test
    void shouldRefuseBuffersThatTakeNothing() throws Exception {
        needsPassing();
        Pair unix = unixPair();
        long before = descriptors();
        rig.await(unix.near().sendDescriptors(bytes("x"), unix.near().owned().descriptor()));
        LoopSocket far = unix.far();
        assertThrows(IllegalArgumentException.class, () -> far.receiveDescriptors(ByteBuffer.allocate(0), 1));
        assertThrows(IllegalArgumentException.class, () -> far.receiveDescriptors(ByteBuffer.allocate(1), -1));
        ByteBuffer readOnly = ByteBuffer.allocate(1).asReadOnlyBuffer();
        assertThrows(ReadOnlyBufferException.class, () -> far.receiveDescriptors(readOnly, 1));
        assertEquals(before, descriptors());
        ReceivedDescriptors received = rig.await(far.receiveDescriptors(ByteBuffer.allocate(1), 1));
        assertEquals(1, received.count());
        assertFalse(received.truncated());
        assertEquals(0, files.close(received.descriptors().getFirst()));
    }

    @Test
    void shouldRefuseWhatCannotBePassed() throws Exception {
        Pair pair = pair();
        assertThrows(IllegalArgumentException.class, () -> pair.near().sendDescriptors(ByteBuffer.allocate(0), 1));
        assertThrows(IllegalArgumentException.class, () -> pair.near().sendDescriptors(bytes("x"), new int[254]));
        if (loop.io().capabilities().contains(Capability.PASS_DESCRIPTORS)) {
            failure(unixPair().near().sendDescriptors(bytes("x"), 9_999));
        } else if (Backends.isReal(backend)) {
            LoopSocket near = unixPair().near();
            UnsupportedOperationException refused = assertThrows(
                    UnsupportedOperationException.class, () -> rig.await(near.sendDescriptors(bytes("x"), 1)));
            assertTrue(refused.getMessage().contains("PASS_DESCRIPTORS"), refused::getMessage);
        }
        for (Executable attempt : new Executable[] {
            () -> pair.near().sendDescriptors(bytes("x"), 1),
            () -> pair.near().receiveDescriptors(ByteBuffer.allocate(1), 1)
        }) {
            UnsupportedOperationException refused = assertThrows(UnsupportedOperationException.class, attempt);
            assertTrue(refused.getMessage().contains("Unix"), refused::getMessage);
        }
    }
}
