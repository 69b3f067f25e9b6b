package dev.gyre.itests.modes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.ErrorKind;
import dev.gyre.loop.EventLoop;
import dev.gyre.loop.LoopFuture;
import dev.gyre.loop.LoopIOException;
import dev.gyre.loop.LoopSocket;
import dev.gyre.loop.ReceivedFrom;
import dev.gyre.loop.spi.SocketKind;
import dev.gyre.loop.transport.ConnectOptions;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plain sockets and the {@code sock*} family. */
final class SocketsIT extends ModeTestCase {
    private static final InetSocketAddress ANY = new InetSocketAddress("127.0.0.1", 0);

    private EventLoop loop;

    @BeforeEach
    void takeTheLoop() {
        loop = rig.loop();
    }

    private LoopSocket open(SocketKind kind) throws Exception {
        return loop.createSocket(StandardProtocolFamily.INET, kind);
    }

    private LoopSocket listener() throws Exception {
        LoopSocket listener = open(SocketKind.LISTENER);
        listener.bind(ANY);
        return listener;
    }

    private LoopSocket[] pair() throws Exception {
        try (LoopSocket listener = listener()) {
            LoopSocket near = open(SocketKind.STREAM);
            rig.await(loop.sockConnect(near, listener.localAddress()));
            return new LoopSocket[] {near, rig.await(loop.sockAccept(listener))};
        }
    }

    private static ByteBuffer bytes(String text) {
        return StandardCharsets.UTF_8.encode(text);
    }

    private static String text(ByteBuffer bytes) {
        return StandardCharsets.UTF_8.decode(bytes).toString();
    }

    @Test
    void shouldSendAndReceiveOverAStream() throws Exception {
        LoopSocket[] pair = pair();
        try (LoopSocket near = pair[0];
                LoopSocket far = pair[1]) {
            LoopFuture<ByteBuffer> receiving = loop.sockRecv(far, 100);
            rig.await(loop.sockSendall(near, bytes("hello")));
            assertEquals("hello", text(rig.await(receiving)));
            near.shutdownOutput();
            assertFalse(rig.await(loop.sockRecv(far, 100)).hasRemaining());
        }
    }

    @Test
    void shouldSendAndReceiveDatagrams() throws Exception {
        try (LoopSocket near = open(SocketKind.DATAGRAM);
                LoopSocket far = open(SocketKind.DATAGRAM)) {
            near.bind(ANY);
            far.bind(ANY);
            rig.await(loop.sockSendto(near, bytes("datagram"), far.localAddress()));
            ReceivedFrom<ByteBuffer> received = rig.await(loop.sockRecvfrom(far, 100));
            assertEquals("datagram", text(received.value()));
            assertEquals(near.localAddress(), received.from());
        }
    }

    @Test
    void shouldSendAFile(@TempDir Path folder) throws Exception {
        LoopSocket[] pair = pair();
        Path path = Files.writeString(folder.resolve("file"), "from a file");
        try (LoopSocket near = pair[0];
                LoopSocket far = pair[1];
                FileChannel file = FileChannel.open(path)) {
            assertEquals(6, rig.await(loop.sockSendfile(near, file, 5, -1, true)));
            assertEquals("a file", text(rig.await(loop.sockRecv(far, 100))));
            assertEquals(11, file.position());
        }
    }

    @Test
    void shouldCancelCloseAndWatch() throws Exception {
        LoopSocket[] pair = pair();
        LoopSocket near = pair[0];
        try (LoopSocket far = pair[1]) {
            LoopFuture<ByteBuffer> cancelled = loop.sockRecv(near, 100);
            cancelled.cancel();
            boolean[] called = {false};
            loop.addReader(near, () -> {
                called[0] = true;
                rig.poke();
            });
            rig.await(loop.sockSendall(far, bytes("x")));
            rig.until("the reader is called", () -> called[0]);
            assertTrue(loop.removeReader(near));
            assertEquals("x", text(rig.await(loop.sockRecv(near, 100))));
            LoopFuture<ByteBuffer> closedUnder = loop.sockRecv(near, 100);
            near.close();
            LoopIOException closed = assertThrows(LoopIOException.class, () -> rig.await(closedUnder));
            assertEquals(ErrorKind.CLOSED, closed.kind());
        }
    }

    @Test
    void shouldAdoptAChannelAndGiveItToATransport() throws Exception {
        try (LoopSocket listener = listener()) {
            LoopSocket near = loop.adoptSocket(SocketChannel.open(listener.localAddress()));
            try (LoopSocket far = rig.await(loop.sockAccept(listener))) {
                Peer peer = new Peer(rig);
                rig.await(loop.createConnection(
                        () -> peer, ConnectOptions.builder().sock(near).build()));
                assertThrows(IllegalStateException.class, () -> loop.sockRecv(near, 1));
                rig.await(loop.sockSendall(far, bytes("adopted")));
                rig.until("it is here", () -> peer.text().equals("adopted"));
                peer.transport.abort();
                rig.until("it is lost", peer::lost);
            }
        }
    }
}
