package dev.gyre.transports.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gyre.linux.EpollCalls;
import dev.gyre.linux.Errno;
import dev.gyre.linux.SocketCalls;
import dev.gyre.loop.ErrorKind;
import dev.gyre.loop.EventLoop;
import dev.gyre.loop.LoopFuture;
import dev.gyre.loop.LoopIOException;
import dev.gyre.loop.LoopSocket;
import dev.gyre.loop.spi.Capability;
import dev.gyre.loop.spi.LoopBackendProvider;
import dev.gyre.loop.spi.Owned;
import dev.gyre.loop.spi.SocketKind;
import dev.gyre.loop.transport.AcceptedSocketOptions;
import dev.gyre.loop.transport.ConnectOptions;
import dev.gyre.loop.transport.Server;
import dev.gyre.loop.transport.ServerOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Who has a plain socket: its user, a watch, a transport, another loop. */
@ParameterizedClass(name = "{0}")
@MethodSource("dev.gyre.transports.tcp.Backends#all")
class SockOwnershipTest extends SockTestCase {
    private final SocketCalls kernel = new SocketCalls();
    private final EpollCalls waiting = new EpollCalls();
    private int calls;

    SockOwnershipTest(String backend) {
        super(backend);
    }

    // Watches

    @Test
    void shouldWatchForReading() throws Exception {
        Pair pair = pair();
        loop.addReader(pair.near(), () -> {
            calls++;
            rig.poke();
        });
        rig.iterations(3);
        assertEquals(0, calls);
        send(pair.far(), "x");
        rig.until("the reader is called", () -> calls > 0);
        assertTrue(loop.removeReader(pair.near()));
        assertFalse(loop.removeReader(pair.near()));
        int before = calls;
        rig.iterations(3);
        assertEquals(before, calls);
        receive("x", pair.near());
    }

    @Test
    void shouldWatchForWriting() throws Exception {
        Pair pair = pair();
        loop.addWriter(pair.near(), () -> {
            calls++;
            loop.removeWriter(pair.near());
            rig.poke();
        });
        rig.until("the writer is called", () -> calls > 0);
        rig.iterations(3);
        assertEquals(1, calls);
        assertFalse(loop.removeWriter(pair.near()));
    }

    @Test
    void shouldWatchForConnections() throws Exception {
        LoopSocket listener = listener();
        loop.addReader(listener, () -> {
            loop.removeReader(listener);
            calls++;
            rig.poke();
        });
        LoopSocket near = stream();
        LoopFuture<Void> connecting = loop.sockConnect(near, address(listener));
        rig.until("the reader is called", () -> calls == 1);
        rig.await(connecting);
        keep(rig.await(loop.sockAccept(listener)));
    }

    @Test
    void shouldReplaceAReaderByAnOperation() throws Exception {
        Pair pair = pair();
        loop.addReader(pair.near(), () -> calls++);
        LoopFuture<ByteBuffer> receiving = loop.sockRecv(pair.near(), 10);
        send(pair.far(), "x");
        receive("x", receiving, pair.near());
        assertEquals(0, calls);
        assertFalse(loop.removeReader(pair.near()));
    }

    @Test
    void shouldReplaceAnOperationByAReader() throws Exception {
        Pair pair = pair();
        LoopFuture<ByteBuffer> receiving = loop.sockRecv(pair.near(), 10);
        loop.addReader(pair.near(), () -> {
            calls++;
            loop.removeReader(pair.near());
            rig.poke();
        });
        send(pair.far(), "x");
        rig.until("the reader is called", () -> calls == 1);
        assertFalse(receiving.isDone());
        receiving.cancel();
        receive("x", pair.near());
    }

    @Test
    void shouldForgetWatchesOfAClosedSocket() throws Exception {
        Pair pair = pair();
        loop.addReader(pair.near(), () -> calls++);
        pair.near().close();
        assertFalse(loop.removeReader(pair.near()));
        assertThrows(UnsupportedOperationException.class, () -> loop.addReader(pair.near(), () -> calls++));
        rig.iterations(3);
        assertEquals(0, calls);
    }

    // Transports and servers

    @Test
    void shouldGiveAConnectedSocketToATransport() throws Exception {
        Pair pair = pair();
        send(pair.far(), "kept in the kernel");
        loop.addReader(pair.near(), () -> calls++);
        Recorder client = new Recorder(rig);
        rig.await(loop.createConnection(
                () -> client, ConnectOptions.builder().sock(pair.near()).build()));
        rig.until("it is here", () -> client.text().equals("kept in the kernel"));
        assertEquals(0, calls, "the reader has ended");
        IllegalStateException refused = assertThrows(IllegalStateException.class, () -> loop.sockRecv(pair.near(), 1));
        assertTrue(refused.getMessage().contains("transport"), refused.getMessage());
        assertThrows(IllegalStateException.class, () -> loop.addReader(pair.near(), () -> calls++));
        pair.near().close();
        assertFalse(client.transport.isClosing(), "it is not the giver's to close any more");
        client.transport.write("back", StandardCharsets.UTF_8);
        receive("back", pair.far());
        client.transport.abort();
        rig.until("it is lost", client::lost);
    }

    @Test
    void shouldNotGiveAwayASocketAtWork() throws Exception {
        Pair pair = pair();
        LoopFuture<ByteBuffer> receiving = loop.sockRecv(pair.near(), 10);
        ConnectOptions options = ConnectOptions.builder().sock(pair.near()).build();
        assertThrows(
                IllegalStateException.class, () -> rig.await(loop.createConnection(() -> new Recorder(rig), options)));
        receiving.cancel();
        Recorder client = new Recorder(rig);
        rig.await(loop.createConnection(() -> client, options));
        client.transport.abort();
        rig.until("it is lost", client::lost);
    }

    @Test
    void shouldRefuseSocketsOfAnotherKind() throws Exception {
        LoopSocket listener = listener();
        LoopSocket near = stream();
        ConnectOptions connect = ConnectOptions.builder().sock(listener).build();
        ServerOptions serve = ServerOptions.builder().sock(near).build();
        assertThrows(
                IllegalArgumentException.class,
                () -> rig.await(loop.createConnection(() -> new Recorder(rig), connect)));
        assertThrows(
                IllegalArgumentException.class,
                () -> rig.await(loop.connectAcceptedSocket(
                        () -> new Recorder(rig),
                        listener,
                        AcceptedSocketOptions.builder().build())));
        assertThrows(
                IllegalArgumentException.class, () -> rig.await(loop.createServer(() -> new Recorder(rig), serve)));
        rig.await(loop.sockConnect(near, address(listener)));
        keep(rig.await(loop.sockAccept(listener)));
    }

    @Test
    void shouldServeOnAListeningSocket() throws Exception {
        LoopSocket listener = listener();
        Recorder accepted = new Recorder(rig);
        Server server = rig.await(loop.createServer(
                () -> accepted, ServerOptions.builder().sock(listener).build()));
        Recorder client = rig.connect(server, new Recorder(rig)).protocol();
        rig.until("it is accepted", () -> accepted.transport != null);
        LoopSocket released = server.release().getFirst();
        assertEquals(SocketKind.LISTENER, released.kind());
        LoopSocket again = stream();
        rig.await(loop.sockConnect(again, address(released)));
        keep(rig.await(loop.sockAccept(keep(released))));
        new LoopRig.Pair(client, accepted).close(rig);
    }

    @Test
    void shouldServeAnAcceptedSocket() throws Exception {
        Pair pair = pair();
        Recorder accepted = new Recorder(rig);
        rig.await(loop.connectAcceptedSocket(
                () -> accepted, pair.far(), AcceptedSocketOptions.builder().build()));
        send(pair.near(), "accepted by hand");
        rig.until("it is here", () -> accepted.text().equals("accepted by hand"));
        accepted.transport.abort();
        rig.until("it is lost", accepted::lost);
    }

    @Test
    void shouldCloseAnAcceptedSocketWhoseFactoryThrows() throws Exception {
        Pair pair = pair();
        IllegalStateException onPurpose = new IllegalStateException("on purpose");
        assertSame(
                onPurpose,
                assertThrows(
                        IllegalStateException.class,
                        () -> rig.await(loop.connectAcceptedSocket(
                                () -> {
                                    throw onPurpose;
                                },
                                pair.far(),
                                AcceptedSocketOptions.builder().build()))));
        assertEquals(0, rig.await(loop.sockRecv(pair.near(), 1)).remaining());
        assertThrows(
                IllegalStateException.class,
                () -> rig.await(loop.connectAcceptedSocket(
                        () -> new Recorder(rig),
                        pair.far(),
                        AcceptedSocketOptions.builder().build())));
    }

    // Loops

    @Test
    void shouldOutliveItsLoop() throws Exception {
        EventLoop other = rig.anotherLoop();
        LoopSocket listener = other.createSocket(StandardProtocolFamily.INET, SocketKind.LISTENER);
        listener.bind(new InetSocketAddress("127.0.0.1", 0));
        LoopFuture<LoopSocket> accepting = other.sockAccept(listener);
        other.close();
        assertTrue(accepting.isCancelled());
        keep(listener);
        LoopSocket near = stream();
        rig.await(loop.sockConnect(near, address(listener)));
        keep(rig.await(loop.sockAccept(listener)));
    }

    @Test
    void shouldStayWithTheLoopItIsAtWorkOn() throws Exception {
        Pair pair = pair();
        EventLoop other = rig.anotherLoop();
        IllegalStateException refused = assertThrows(IllegalStateException.class, () -> other.sockRecv(pair.near(), 1));
        assertTrue(refused.getMessage().contains(loop.name()), refused.getMessage());
        other.close();
    }

    // Adopting

    @Test
    void shouldAdoptChannels() throws Exception {
        assumeTrue(Backends.isReal(backend), "takes channels of the JDK");
        ServerSocketChannel listening = ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", 0));
        LoopSocket listener = keep(loop.adoptSocket(listening));
        assertEquals(SocketKind.LISTENER, listener.kind());
        LoopSocket near = keep(loop.adoptSocket(SocketChannel.open(listening.getLocalAddress())));
        LoopSocket far = keep(rig.await(loop.sockAccept(listener)));
        send(near, "adopted");
        receive("adopted", far);
        LoopSocket datagram = keep(loop.adoptSocket(DatagramChannel.open()));
        assertEquals(SocketKind.DATAGRAM, datagram.kind());
    }

    @Test
    void shouldRefuseToAdoptWhatItCannotServe() throws Exception {
        assumeTrue(Backends.isReal(backend), "takes channels of the JDK");
        SocketChannel closed = SocketChannel.open();
        closed.close();
        LoopIOException gone = assertThrows(LoopIOException.class, () -> loop.adoptSocket(closed));
        assertEquals(ErrorKind.CLOSED, gone.kind());
        Pipe pipe = Pipe.open();
        assertThrows(UnsupportedOperationException.class, () -> loop.adoptSocket(pipe.source()));
        pipe.source().close();
        pipe.sink().close();
        try (Selector selector = Selector.open();
                SocketChannel registered = SocketChannel.open()) {
            registered.configureBlocking(false);
            registered.register(selector, SelectionKey.OP_CONNECT);
            assertThrows(IllegalStateException.class, () -> loop.adoptSocket(registered));
        }
    }

    @Test
    void shouldSayThatItCannotAdoptChannels() throws Exception {
        assumeTrue(!Backends.isReal(backend), "reaches no socket of the system");
        try (SocketChannel channel = SocketChannel.open()) {
            assertThrows(UnsupportedOperationException.class, () -> loop.adoptSocket(channel));
            assertTrue(channel.isOpen());
        }
    }

    @Test
    void shouldSayWhatAdoptingADescriptorTakes() {
        assumeTrue(!adoptsDescriptors(), "it adopts descriptors");
        UnsupportedOperationException refused =
                assertThrows(UnsupportedOperationException.class, () -> loop.adoptSocket(0));
        assertTrue(refused.getMessage().contains("ADOPT_DESCRIPTOR"), refused.getMessage());
    }

    @Test
    void shouldRefuseADescriptorThatCannotBe() {
        assertThrows(IllegalArgumentException.class, () -> loop.adoptSocket(-1));
    }

    private boolean adoptsDescriptors() {
        return loop.io().capabilities().contains(Capability.ADOPT_DESCRIPTOR);
    }

    @Test
    void shouldAdoptADescriptor() throws Exception {
        assumeTrue(adoptsDescriptors(), "it adopts no descriptors");
        int descriptor = kernel.socket(SocketCalls.AF_INET, SocketCalls.SOCK_STREAM, 0);
        LoopSocket adopted = keep(loop.adoptSocket(descriptor));
        assertEquals(SocketKind.STREAM, adopted.kind());
        LoopSocket listener = listener();
        rig.await(loop.sockConnect(adopted, address(listener)));
        LoopSocket far = keep(rig.await(loop.sockAccept(listener)));
        send(adopted, "hello");
        receive("hello", far);
        adopted.close();
        rig.iterations(1);
        assertEquals(-Errno.EBADF.number(), kernel.shutdown(descriptor, SocketCalls.SHUT_RDWR), "it is closed with it");
    }

    @Test
    void shouldLeaveADescriptorAloneThatIsNoSocket() throws Exception {
        assumeTrue(adoptsDescriptors(), "it adopts no descriptors");
        int epoll = waiting.create();
        IOException refused = assertThrows(IOException.class, () -> loop.adoptSocket(epoll));
        assertTrue(refused.getMessage().contains("no socket"), refused.getMessage());
        assertEquals(0, waiting.close(epoll), "it is still there");
        assertThrows(IOException.class, () -> loop.adoptSocket(epoll));
    }

    // Nobody's

    @Test
    void shouldBeClosedWhenItIsDropped() throws Exception {
        drop();
        List<String> told = new ArrayList<>();
        while (told.isEmpty()) {
            System.gc();
            told.addAll(rig.warnings());
        }
        assertEquals(1, told.size(), told::toString);
        assertTrue(told.getFirst().contains("was dropped without being closed"), told.getFirst());
    }

    private void drop() throws Exception {
        loop.createSocket(StandardProtocolFamily.INET, SocketKind.STREAM);
        loop.createSocket(StandardProtocolFamily.INET, SocketKind.STREAM).close();
    }

    @Test
    void shouldStayOpenWhenATransportHasItThoughItIsDropped() throws Exception {
        Recorder accepted = new Recorder(rig);
        Server server = rig.serve(() -> accepted);
        Recorder client = new Recorder(rig);
        rig.await(loop.createConnection(
                () -> client, ConnectOptions.builder().sock(connectedTo(server)).build()));
        System.gc();
        rig.iterations(3);
        client.transport.write(bytes("still there"));
        rig.until("it is received", () -> accepted.text().equals("still there"));
        client.transport.close();
        server.close();
        rig.until("both are lost", () -> client.lost() && accepted.lost());
    }

    private LoopSocket connectedTo(Server server) throws Exception {
        LoopSocket socket = loop.createSocket(StandardProtocolFamily.INET, SocketKind.STREAM);
        rig.await(loop.sockConnect(socket, LoopRig.address(server)));
        return socket;
    }

    // Other backends

    @ParameterizedTest
    @EnumSource(SocketKind.class)
    void shouldCloseWhatAnotherBackendHasMade(SocketKind kind) throws Exception {
        StandardProtocolFamily odd =
                backend.equals("epoll") ? StandardProtocolFamily.UNIX : StandardProtocolFamily.INET6;
        List<LoopSocket> idle =
                List.of(loop.createSocket(StandardProtocolFamily.INET, kind), loop.createSocket(odd, kind));
        rig.await(loop.swapBackend(other()));
        for (LoopSocket each : idle) {
            each.close();
            assertTrue(each.owned().closed());
        }
    }

    @Test
    void shouldCloseAnAdoptedDescriptorOnABackendThatDidNotAdoptIt() throws Exception {
        assumeTrue(backend.equals("epoll"), "adopted by number");
        LoopSocket adopted = loop.adoptSocket(kernel.socket(SocketCalls.AF_UNIX, SocketCalls.SOCK_DGRAM, 0));
        rig.await(loop.swapBackend(LoopRig.backend("nio")));
        adopted.close();
        assertTrue(adopted.owned().closed());
    }

    @Test
    void shouldCloseASocketThatStoppedWorkingBeforeTheSwap() throws Exception {
        Pair pair = pair();
        List<Owned> idle = List.of(pair.near().surrender(), pair.far().surrender());
        rig.await(loop.swapBackend(other()));
        for (Owned each : idle) {
            loop.io().sockets().close(each);
            assertTrue(each.closed());
        }
    }

    @Test
    void shouldListenOnAnotherBackendThanMadeTheListener() throws Exception {
        assumeTrue(Backends.isReal(backend), "goes to another backend");
        LoopSocket listener = keep(loop.createSocket(StandardProtocolFamily.INET, SocketKind.LISTENER));
        rig.await(loop.swapBackend(other()));
        listener.bind(new InetSocketAddress("127.0.0.1", 0));
        assertAccepts(listener);
        rig.await(loop.swapBackend(rig.backend()));
        assertAccepts(listener);
    }

    @Test
    void shouldListenWithAnUnboundChannel() throws Exception {
        assumeTrue(Backends.isReal(backend), "takes channels of the JDK");
        LoopSocket listener = keep(loop.adoptSocket(ServerSocketChannel.open()));
        assertEquals(SocketKind.LISTENER, listener.kind());
        listener.bind(new InetSocketAddress("127.0.0.1", 0));
        assertAccepts(listener);
    }

    private void assertAccepts(LoopSocket listener) throws Exception {
        LoopFuture<LoopSocket> accepting = loop.sockAccept(listener);
        LoopSocket caller = keep(loop.createSocket(StandardProtocolFamily.INET, SocketKind.STREAM));
        rig.await(loop.sockConnect(caller, address(listener)));
        keep(rig.await(accepting));
    }

    private LoopBackendProvider other() {
        return LoopRig.backend(backend.equals("nio") ? "epoll" : "nio");
    }
}
