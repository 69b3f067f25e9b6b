package dev.gyre.transports.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.ErrorKind;
import dev.gyre.loop.LoopFuture;
import dev.gyre.loop.LoopSocket;
import dev.gyre.loop.ReceivedFrom;
import dev.gyre.loop.spi.SocketKind;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The {@code sock*} family on datagrams. */
@ParameterizedClass(name = "{0}")
@MethodSource("dev.gyre.transports.tcp.Backends#all")
class SockDatagramTest extends SockTestCase {
    SockDatagramTest(String backend) {
        super(backend);
    }

    private LoopSocket datagram() throws IOException {
        LoopSocket socket = keep(loop.createSocket(StandardProtocolFamily.INET, SocketKind.DATAGRAM));
        socket.bind(new InetSocketAddress("127.0.0.1", 0));
        return socket;
    }

    @Test
    void shouldSendAndReceive() throws Exception {
        LoopSocket near = datagram();
        LoopSocket far = datagram();
        LoopFuture<ReceivedFrom<ByteBuffer>> receiving = loop.sockRecvfrom(far, 4_096);
        rig.iterations(1);
        assertFalse(receiving.isDone());
        assertEquals(5, rig.await(loop.sockSendto(near, bytes("hello"), address(far))));
        ReceivedFrom<ByteBuffer> received = rig.await(receiving);
        assertEquals("hello", text(received.value()));
        assertEquals(address(near), received.from());
    }

    @Test
    void shouldReceiveOneAtATime() throws Exception {
        LoopSocket near = datagram();
        LoopSocket far = datagram();
        for (String each : new String[] {"one", "two", "three"}) {
            rig.await(loop.sockSendto(near, bytes(each), address(far)));
        }
        assertEquals("one", text(rig.await(loop.sockRecv(far, 100))));
        ByteBuffer into = ByteBuffer.allocate(2);
        assertEquals(2, rig.await(loop.sockRecvfromInto(far, into)).value(), "the rest of a longer one is lost");
        assertEquals("tw", text(into.flip()));
        assertEquals("three", text(rig.await(loop.sockRecvfrom(far, 100)).value()));
    }

    @Test
    void shouldSendAnEmptyOne() throws Exception {
        LoopSocket near = datagram();
        LoopSocket far = datagram();
        assertEquals(0, rig.await(loop.sockSendto(near, bytes(""), address(far))));
        ReceivedFrom<ByteBuffer> received = rig.await(loop.sockRecvfrom(far, 100));
        assertFalse(received.value().hasRemaining());
        assertEquals(address(near), received.from());
    }

    @Test
    void shouldTalkToThePeerItIsConnectedTo() throws Exception {
        LoopSocket near = datagram();
        LoopSocket far = datagram();
        rig.await(loop.sockConnect(near, address(far)));
        rig.await(loop.sockSendall(near, bytes("connected")));
        assertEquals("connected", text(rig.await(loop.sockRecv(far, 100))));
        rig.await(loop.sockConnect(far, address(near)));
        rig.await(loop.sockSendall(far, bytes("back")));
        assertEquals("back", text(rig.await(loop.sockRecv(near, 100))));
    }

    @Test
    void shouldHearThatNobodyIsThere() throws Exception {
        LoopSocket near = datagram();
        LoopSocket far = datagram();
        rig.await(loop.sockConnect(near, address(far)));
        far.close();
        rig.await(loop.sockSendall(near, bytes("into the void")));
        assertEquals(ErrorKind.REFUSED, failure(loop.sockRecv(near, 100)).kind());
    }

    @Test
    void shouldRefuseATooLongOne() throws Exception {
        LoopSocket near = datagram();
        LoopSocket far = datagram();
        LoopFuture<Integer> sending = loop.sockSendto(near, ByteBuffer.allocate(70_000), address(far));
        assertEquals(ErrorKind.MESSAGE_TOO_LARGE, failure(sending).kind());
    }

    @Test
    void shouldSendToAName() throws Exception {
        LoopSocket near = datagram();
        LoopSocket far = datagram();
        InetSocketAddress named =
                InetSocketAddress.createUnresolved("localhost", address(far).getPort());
        rig.await(loop.sockSendto(near, bytes("by name"), named));
        assertEquals("by name", text(rig.await(loop.sockRecv(far, 100))));
    }

    @Test
    void shouldWatchAndSurviveASwap() throws Exception {
        LoopSocket near = datagram();
        LoopSocket far = datagram();
        LoopFuture<ReceivedFrom<ByteBuffer>> receiving = loop.sockRecvfrom(far, 100);
        rig.await(loop.swapBackend(rig.backend()));
        rig.await(loop.sockSendto(near, bytes("swapped"), address(far)));
        assertEquals("swapped", text(rig.await(receiving).value()));
        boolean[] called = {false};
        loop.addReader(far, () -> {
            called[0] = true;
            loop.removeReader(far);
            rig.poke();
        });
        rig.await(loop.sockSendto(near, bytes("watched"), address(far)));
        rig.until("the reader is called", () -> called[0]);
        assertEquals("watched", text(rig.await(loop.sockRecv(far, 100))));
        assertTrue(far.kind() == SocketKind.DATAGRAM);
    }
}
