package dev.gyre.transports.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
import dev.gyre.loop.ResolverException;
import dev.gyre.loop.spi.ResolverProvider;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Operations of the {@code sock*} family that are cancelled, overtaken, swapped under or closed under. */
@ParameterizedClass(name = "{0}")
@MethodSource("dev.gyre.transports.tcp.Backends#all")
class SockRacesTest extends SockTestCase {
    SockRacesTest(String backend) {
        super(backend);
    }

    @Test
    void shouldLoseNothingToACancelledReceive() throws Exception {
        Pair pair = pair();
        LoopFuture<ByteBuffer> first = loop.sockRecv(pair.near(), 1_024);
        rig.iterations(1);
        first.cancel();
        LoopFuture<ByteBuffer> second = loop.sockRecv(pair.near(), 1_024);
        send(pair.far(), "for the second");
        receive("for the second", second, pair.near());
        assertTrue(first.isCancelled());
    }

    @Test
    void shouldLeaveTheBufferOfACancelledReceiveAlone() throws Exception {
        Pair pair = pair();
        ByteBuffer dropped = ByteBuffer.allocate(100);
        LoopFuture<Integer> first = loop.sockRecvInto(pair.near(), dropped);
        rig.iterations(1);
        LoopFuture<Void> sending = loop.sockSendall(pair.far(), bytes("late"));
        first.cancel();
        rig.iterations(3);
        rig.await(sending);
        assertEquals(0, dropped.position());
        receive("late", pair.near());
    }

    @Test
    void shouldSendNothingOfACancelledSend() throws Exception {
        Pair pair = pair();
        ByteBuffer filling = ByteBuffer.allocate(PLENTY);
        LoopFuture<Void> first = loop.sockSendall(pair.near(), filling);
        rig.iterations(5);
        first.cancel();
        int taken = filling.position();
        LoopFuture<Void> hello = loop.sockSendall(pair.near(), bytes("hello"));
        rig.iterations(1);
        boolean blocked = !hello.isDone();
        hello.cancel();
        LoopFuture<Void> world = loop.sockSendall(pair.near(), bytes("world"));
        world.addDoneCallback(_ -> pair.near().shutdownOutput());
        byte[] all = receiveAll(pair.far());
        assertEquals(taken, filling.position(), "nothing is taken after the cancel");
        assertEquals(taken + 5 + (blocked ? 0 : 5), all.length);
        assertEquals("world", new String(all, all.length - 5, 5, StandardCharsets.UTF_8));
    }

    @Test
    void shouldGoOnWithACancelledConnect() throws Exception {
        LoopSocket listener = listener();
        LoopSocket near = stream();
        LoopFuture<Void> first = loop.sockConnect(near, address(listener));
        assumeTrue(first.cancel(), "the connect has finished at once");
        rig.await(loop.sockConnect(near, address(listener)));
        assertEquals(address(listener), near.remoteAddress());
        keep(rig.await(loop.sockAccept(listener)));
    }

    @Test
    void shouldCancelALookup() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        rig.provide(ResolverProvider.class, new HangingResolver(asked, interrupted));
        LoopSocket near = stream();
        LoopFuture<Void> connecting = loop.sockConnect(near, InetSocketAddress.createUnresolved("slow.example", 1));
        asked.await();
        connecting.cancel();
        rig.iterations(2);
        assertTrue(connecting.isCancelled());
        interrupted.await();
        assertEquals(ErrorKind.NOT_CONNECTED, failure(loop.sockRecv(near, 1)).kind());
    }

    @Test
    void shouldGiveTheWatchToTheLaterOfTwo() throws Exception {
        Pair pair = pair();
        LoopFuture<ByteBuffer> first = loop.sockRecv(pair.near(), 1_024);
        LoopFuture<ByteBuffer> second = loop.sockRecv(pair.near(), 1_024);
        send(pair.far(), "for the second");
        receive("for the second", second, pair.near());
        assertFalse(first.isDone(), "as in asyncio, the first waits until it is cancelled or the socket closed");
        LoopFuture<ByteBuffer> third = loop.sockRecv(pair.near(), 1_024);
        first.cancel();
        rig.iterations(2);
        send(pair.far(), "for the third");
        receive("for the third", third, pair.near());
        assertFalse(rig.warnings().isEmpty(), "debug mode names what was overtaken");
    }

    @Test
    void shouldReadAndWriteAtOnce() throws Exception {
        Pair pair = pair();
        LoopFuture<ByteBuffer> receiving = loop.sockRecv(pair.near(), 10);
        LoopFuture<Void> sending = loop.sockSendall(pair.near(), ByteBuffer.allocate(PLENTY));
        rig.iterations(3);
        assertFalse(sending.isDone());
        send(pair.far(), "x");
        receive("x", receiving, pair.near());
        assertFalse(sending.isDone());
        sending.cancel();
    }

    @Test
    void shouldFailWhatItsSocketIsClosedUnder() throws Exception {
        Pair pair = pair();
        LoopSocket listener = listener();
        LoopFuture<ByteBuffer> receiving = loop.sockRecv(pair.near(), 10);
        LoopFuture<Void> sending = loop.sockSendall(pair.near(), ByteBuffer.allocate(PLENTY));
        LoopFuture<LoopSocket> accepting = loop.sockAccept(listener);
        rig.iterations(3);
        pair.near().close();
        listener.close();
        assertEquals(ErrorKind.CLOSED, failure(receiving).kind());
        assertEquals(ErrorKind.CLOSED, failure(sending).kind());
        assertEquals(ErrorKind.CLOSED, failure(accepting).kind());
        assertEquals(ErrorKind.CLOSED, failure(loop.sockRecv(pair.near(), 1)).kind());
        pair.near().close();
    }

    @Test
    void shouldNotTouchADescriptorThatIsUsedAgain() throws Exception {
        assumeTrue(Backends.isReal(backend), "descriptors of the kernel");
        for (int i = 0; i < 20; i++) {
            Pair old = pair();
            LoopFuture<ByteBuffer> receiving = loop.sockRecv(old.near(), 10);
            rig.iterations(1);
            old.near().close();
            try (ServerSocketChannel reused = ServerSocketChannel.open()) {
                reused.bind(new InetSocketAddress("127.0.0.1", 0));
                Pair next = pair();
                LoopFuture<ByteBuffer> fresh = loop.sockRecv(next.near(), 10);
                receiving.cancel();
                assertEquals(ErrorKind.CLOSED, failure(receiving).kind());
                send(next.far(), "fresh");
                receive("fresh", fresh, next.near());
                next.near().close();
                next.far().close();
                assertTrue(reused.isOpen());
            }
            old.far().close();
        }
    }

    @Test
    void shouldWaitOnAcrossSwaps() throws Exception {
        Pair pair = pair();
        LoopSocket listener = listener();
        for (int i = 0; i < 10; i++) {
            LoopFuture<ByteBuffer> receiving = loop.sockRecv(pair.near(), 10);
            LoopFuture<LoopSocket> accepting = loop.sockAccept(listener);
            rig.iterations(2);
            rig.await(loop.swapBackend(rig.backend()));
            send(pair.far(), "swap " + i);
            receive("swap " + i, receiving, pair.near());
            LoopSocket caller = stream();
            rig.await(loop.sockConnect(caller, address(listener)));
            rig.await(accepting).close();
            caller.close();
        }
    }

    @Test
    void shouldLoseNoByteToASwapInMidStream() throws Exception {
        Pair pair = pair();
        byte[] content = new byte[5_000_011];
        for (int i = 0; i < content.length; i++) {
            content[i] = (byte) (i % 241);
        }
        LoopFuture<Void> sending = loop.sockSendall(pair.near(), ByteBuffer.wrap(content));
        sending.addDoneCallback(_ -> pair.near().shutdownOutput());
        int at = 0;
        for (ByteBuffer part = rig.await(loop.sockRecv(pair.far(), 100_000));
                part.hasRemaining();
                part = rig.await(loop.sockRecv(pair.far(), 100_000))) {
            while (part.hasRemaining()) {
                assertEquals((byte) (at++ % 241), part.get());
            }
            rig.await(loop.swapBackend(rig.backend()));
        }
        assertEquals(content.length, at);
    }

    @Test
    void shouldWaitForABackend() throws Exception {
        Pair pair = pair();
        LoopSocket listener = listener();
        LoopSocket caller = stream();
        LoopFuture<ByteBuffer> receiving = loop.sockRecv(pair.near(), 10);
        InetSocketAddress address = address(listener);
        rig.park();
        LoopFuture<Void> connecting = loop.sockConnect(caller, address);
        LoopFuture<Void> sending = loop.sockSendall(pair.far(), bytes("parked"));
        rig.iterations(3);
        assertFalse(receiving.isDone() || connecting.isDone() || sending.isDone());
        rig.await(loop.swapBackend(rig.backend()));
        rig.await(sending);
        receive("parked", receiving, pair.near());
        rig.await(connecting);
        keep(rig.await(loop.sockAccept(listener)));
    }

    @Test
    void shouldRefuseAnotherThread() throws Exception {
        Pair pair = pair();
        Thread.ofPlatform()
                .start(() -> assertThrows(IllegalStateException.class, () -> loop.sockRecv(pair.near(), 1)))
                .join();
    }

    /** Never answers; says when it is asked and when it is interrupted. */
    private record HangingResolver(CountDownLatch asked, CountDownLatch interrupted) implements ResolverProvider {
        @Override
        public String name() {
            return "hanging";
        }

        @Override
        public List<AddressInfo> getaddrinfo(String host, int port, AddressHints hints) throws ResolverException {
            asked.countDown();
            try {
                new CountDownLatch(1).await();
                throw new AssertionError("unreachable");
            } catch (InterruptedException e) {
                interrupted.countDown();
                throw new ResolverException(ResolverException.EAI_NONAME, "interrupted", e);
            }
        }

        @Override
        public NameInfo getnameinfo(InetSocketAddress address, Set<NameFlag> flags) {
            throw new UnsupportedOperationException();
        }
    }
}
