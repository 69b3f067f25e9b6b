package dev.gyre.transports.tcp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gyre.loop.AddressHints;
import dev.gyre.loop.AddressInfo;
import dev.gyre.loop.ErrorKind;
import dev.gyre.loop.LoopFuture;
import dev.gyre.loop.LoopSocket;
import dev.gyre.loop.NameFlag;
import dev.gyre.loop.NameInfo;
import dev.gyre.loop.ReceivedFrom;
import dev.gyre.loop.ResolverException;
import dev.gyre.loop.spi.ResolverProvider;
import dev.gyre.loop.spi.SocketKind;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The {@code sock*} family on streams, when nothing disturbs it. */
@ParameterizedClass(name = "{0}")
@MethodSource("dev.gyre.transports.tcp.Backends#all")
class SockStreamTest extends SockTestCase {
    SockStreamTest(String backend) {
        super(backend);
    }

    @Test
    void shouldConnectAcceptSendAndReceive() throws Exception {
        Pair pair = pair();
        assertEquals(pair.near().localAddress(), pair.far().remoteAddress());
        send(pair.near(), "question");
        receive("question", pair.far());
        send(pair.far(), "answer");
        receive("answer", pair.near());
        pair.near().shutdownOutput();
        receiveEnd(pair.far());
        receiveEnd(pair.far());
        send(pair.far(), "after the end");
        receive("after the end", pair.near());
    }

    @Test
    void shouldFinishAtOnceWhatCanFinishAtOnce() throws Exception {
        assumeTrue(Backends.isReal(backend), "on a backend of completions, receiving begins with the first operation");
        Pair pair = pair();
        assertTrue(loop.sockSendall(pair.near(), bytes("here")).isDone());
        send(pair.far(), "a round trip, after which the bytes are there");
        receive("a round trip, after which the bytes are there", pair.near());
        LoopFuture<ByteBuffer> received = loop.sockRecv(pair.far(), 100);
        assertTrue(received.isDone());
        assertEquals("here", text(received.result()));
    }

    @Test
    void shouldReceiveNoMoreThanAskedFor() throws Exception {
        Pair pair = pair();
        send(pair.near(), "abcdef");
        pair.near().shutdownOutput();
        StringBuilder all = new StringBuilder();
        for (String part = "?"; !part.isEmpty(); all.append(part)) {
            part = text(rig.await(loop.sockRecv(pair.far(), 2)));
            assertTrue(part.length() <= 2, part);
        }
        assertEquals("abcdef", all.toString());
        assertThrows(IllegalArgumentException.class, () -> loop.sockRecv(pair.far(), -1));
    }

    @Test
    void shouldReceiveIntoABuffer() throws Exception {
        Pair pair = pair();
        ByteBuffer into = ByteBuffer.allocate(10).position(2);
        LoopFuture<Integer> receiving = loop.sockRecvInto(pair.far(), into);
        rig.iterations(3);
        assertFalse(receiving.isDone());
        send(pair.near(), "x");
        assertEquals(1, rig.await(receiving));
        assertEquals(3, into.position());
        pair.near().shutdownOutput();
        assertEquals(0, rig.await(loop.sockRecvInto(pair.far(), into)));
    }

    @Test
    void shouldReceiveFromAStreamWithoutAnAddress() throws Exception {
        Pair pair = pair();
        send(pair.near(), "x");
        ReceivedFrom<ByteBuffer> received = rig.await(loop.sockRecvfrom(pair.far(), 10));
        assertEquals("x", text(received.value()));
        assertNull(received.from());
    }

    @Test
    void shouldCarryMuchBothWaysAtOnce() throws Exception {
        Pair pair = pair();
        byte[] content = new byte[1_000_003];
        for (int i = 0; i < content.length; i++) {
            content[i] = (byte) (i % 251);
        }
        LoopFuture<Void> there = loop.sockSendall(pair.near(), ByteBuffer.wrap(content));
        LoopFuture<Void> back = loop.sockSendall(
                pair.far(),
                ByteBuffer.allocateDirect(content.length).put(content).flip());
        there.addDoneCallback(_ -> pair.near().shutdownOutput());
        back.addDoneCallback(_ -> pair.far().shutdownOutput());
        assertArrayEquals(content, receiveAll(pair.far()));
        assertArrayEquals(content, receiveAll(pair.near()));
    }

    @Test
    void shouldResolveANameToConnectTo() throws Exception {
        LoopSocket listener = listener();
        LoopSocket near = stream();
        rig.await(loop.sockConnect(
                near,
                InetSocketAddress.createUnresolved(
                        "localhost", address(listener).getPort())));
        assertEquals(address(listener), near.remoteAddress());
        keep(rig.await(loop.sockAccept(listener)));
    }

    @Test
    void shouldSayThatANameIsNotKnown() throws Exception {
        LoopSocket near = stream();
        rig.provide(ResolverProvider.class, new NoAnswer());
        LoopFuture<Void> connecting = loop.sockConnect(near, InetSocketAddress.createUnresolved("none.example", 1));
        assertThrows(ResolverException.class, () -> rig.await(connecting));
    }

    @Test
    void shouldSayThatNobodyListens() throws Exception {
        LoopSocket listener = listener();
        InetSocketAddress gone = address(listener);
        listener.close();
        assertEquals(
                ErrorKind.REFUSED, failure(loop.sockConnect(stream(), gone)).kind());
    }

    @Test
    void shouldSayThatASocketIsNotConnected() throws Exception {
        assertEquals(
                ErrorKind.NOT_CONNECTED, failure(loop.sockRecv(stream(), 1)).kind());
        assertEquals(
                ErrorKind.NOT_CONNECTED,
                failure(loop.sockSendall(stream(), bytes("x"))).kind());
        assertEquals(
                ErrorKind.NOT_CONNECTED, failure(loop.sockRecv(listener(), 1)).kind());
    }

    @Test
    void shouldRefuseToAcceptFromAStream() throws Exception {
        LoopSocket near = stream();
        assertThrows(IllegalArgumentException.class, () -> loop.sockAccept(near));
    }

    @Test
    void shouldHearOfAReset() throws Exception {
        Pair pair = pair();
        pair.far().setOption(StandardSocketOptions.SO_LINGER, 0);
        LoopFuture<ByteBuffer> receiving = loop.sockRecv(pair.near(), 10);
        rig.iterations(2);
        pair.far().close();
        assertEquals(ErrorKind.RESET, failure(receiving).kind());
    }

    @Test
    void shouldTellHowMuchWasSentBeforeAReset() throws Exception {
        Pair pair = pair();
        ByteBuffer data = ByteBuffer.allocate(PLENTY);
        LoopFuture<Void> sending = loop.sockSendall(pair.near(), data);
        rig.iterations(5);
        assertFalse(sending.isDone());
        pair.far().setOption(StandardSocketOptions.SO_LINGER, 0);
        pair.far().close();
        ErrorKind kind = failure(sending).kind();
        assertTrue(kind == ErrorKind.RESET || kind == ErrorKind.BROKEN_PIPE, kind::toString);
        assertTrue(data.position() > 0 && data.hasRemaining(), data::toString);
    }

    @Test
    void shouldWorkOverUnixSockets(@TempDir Path folder) throws Exception {
        LoopSocket listener = keep(loop.createSocket(StandardProtocolFamily.UNIX, SocketKind.LISTENER));
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("s"));
        listener.bind(address, 3);
        LoopSocket near = keep(loop.createSocket(StandardProtocolFamily.UNIX, SocketKind.STREAM));
        rig.await(loop.sockConnect(near, address));
        LoopSocket far = keep(rig.await(loop.sockAccept(listener)));
        assertEquals(StandardProtocolFamily.UNIX, far.family());
        send(near, "over a path");
        receive("over a path", far);
    }

    /** Knows no name. */
    private static final class NoAnswer implements ResolverProvider {
        @Override
        public String name() {
            return "empty";
        }

        @Override
        public List<AddressInfo> getaddrinfo(String host, int port, AddressHints hints) {
            return List.of();
        }

        @Override
        public NameInfo getnameinfo(InetSocketAddress address, Set<NameFlag> flags) {
            throw new UnsupportedOperationException();
        }
    }
}
