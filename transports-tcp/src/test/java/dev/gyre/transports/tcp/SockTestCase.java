package dev.gyre.transports.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.LoopFuture;
import dev.gyre.loop.LoopIOException;
import dev.gyre.loop.LoopSocket;
import dev.gyre.loop.spi.SocketKind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What tests of plain sockets share: a loop, and sockets that are closed after the test. */
abstract class SockTestCase {
    /** More than every buffer between two ends holds. */
    static final int PLENTY = 32 * 1024 * 1024;

    final String backend;
    private final List<LoopSocket> opened = new ArrayList<>();
    LoopRig rig;
    EventLoop loop;

    SockTestCase(String backend) {
        this.backend = backend;
    }

    @BeforeEach
    final void openLoop() {
        rig = new LoopRig(backend);
        loop = rig.loop();
    }

    @AfterEach
    final void closeAll() {
        opened.forEach(LoopSocket::close);
        rig.close();
    }

    /** Has a socket closed after the test. */
    final LoopSocket keep(LoopSocket socket) {
        opened.add(socket);
        return socket;
    }

    final LoopSocket stream() throws IOException {
        return keep(loop.createSocket(StandardProtocolFamily.INET, SocketKind.STREAM));
    }

    final LoopSocket listener() throws IOException {
        LoopSocket listener = keep(loop.createSocket(StandardProtocolFamily.INET, SocketKind.LISTENER));
        listener.bind(new InetSocketAddress("127.0.0.1", 0));
        return listener;
    }

    static InetSocketAddress address(LoopSocket bound) throws IOException {
        return (InetSocketAddress) bound.localAddress();
    }

    /** Both ends of a connection. */
    record Pair(LoopSocket near, LoopSocket far) {}

    final Pair pair() throws Exception {
        LoopSocket listener = listener();
        LoopSocket near = stream();
        LoopFuture<LoopSocket> accepting = loop.sockAccept(listener);
        rig.await(loop.sockConnect(near, address(listener)));
        LoopSocket far = keep(rig.await(accepting));
        listener.close();
        return new Pair(near, far);
    }

    static ByteBuffer bytes(String text) {
        return StandardCharsets.UTF_8.encode(text);
    }

    static String text(ByteBuffer bytes) {
        return StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
    }

    final void send(LoopSocket socket, String text) throws Exception {
        rig.await(loop.sockSendall(socket, bytes(text)));
    }

    /** Receives as many characters as a text has; a backend may bring it in pieces. */
    final void receive(String expected, LoopSocket socket) throws Exception {
        receive(expected, loop.sockRecv(socket, expected.length()), socket);
    }

    /** Receives the rest of a text that begins with what an operation brings. */
    final void receive(String expected, LoopFuture<ByteBuffer> first, LoopSocket socket) throws Exception {
        String received = text(rig.await(first));
        while (received.length() < expected.length()) {
            received += text(rig.await(loop.sockRecv(socket, expected.length() - received.length())));
        }
        assertEquals(expected, received);
    }

    /** Receives the end of the stream. */
    final void receiveEnd(LoopSocket socket) throws Exception {
        assertEquals("", text(rig.await(loop.sockRecv(socket, 1_024))));
    }

    /** Everything up to the peer's end. */
    final byte[] receiveAll(LoopSocket socket) throws Exception {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (ByteBuffer part = rig.await(loop.sockRecv(socket, 65_536));
                part.hasRemaining();
                part = rig.await(loop.sockRecv(socket, 65_536))) {
            all.write(part.array(), part.arrayOffset() + part.position(), part.remaining());
        }
        return all.toByteArray();
    }

    /** What an operation fails with. */
    final LoopIOException failure(LoopFuture<?> operation) {
        try {
            Object result = rig.await(operation);
            throw new AssertionError("succeeded with " + result);
        } catch (Exception e) {
            assertTrue(e instanceof LoopIOException, e::toString);
            return (LoopIOException) e;
        }
    }
}
