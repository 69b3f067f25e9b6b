package dev.gyre.loop.nio;

import static dev.gyre.loop.nio.Rig.assertFails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.ErrorKind;
import dev.gyre.loop.spi.Adoption;
import dev.gyre.loop.spi.ListenerPort;
import dev.gyre.loop.spi.Ops;
import dev.gyre.loop.spi.Owned;
import dev.gyre.loop.spi.PortKind;
import dev.gyre.loop.spi.SocketKind;
import dev.gyre.loop.spi.StreamPort;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SocketChannel;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class NioBackendTest {
    private static final long MILLI = 1_000_000;

    private final Rig.Owner owner = new Rig.Owner("owner");
    private Rig rig;

    @BeforeEach
    void open() throws IOException {
        rig = new Rig();
    }

    @AfterEach
    void close() throws IOException {
        rig.close();
        rig.close();
    }

    private static void write(SocketChannel to) throws IOException {
        to.write(ByteBuffer.allocate(1));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, MILLI - 1, MILLI, MILLI + 1, 7 * MILLI - 3})
    void shouldNeverReturnBeforeTheTimeout(long timeoutNanos) throws IOException {
        long start = System.nanoTime();

        assertEquals(0, rig.poll(timeoutNanos));

        assertTrue(System.nanoTime() - start >= timeoutNanos);
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, Long.MAX_VALUE, 20_000_000_000L})
    void shouldEndAWaitOnAWakeUp(long timeoutNanos) throws Exception {
        Thread caller = Thread.ofPlatform().start(rig.backend::wakeup);
        assertEquals(0, rig.poll(timeoutNanos));
        caller.join();
    }

    @Test
    void shouldRememberOneWakeUpForOnePoll() throws IOException {
        rig.backend.wakeup();
        rig.backend.wakeup();
        long start = System.nanoTime();

        rig.poll(-1);
        rig.poll(3 * MILLI);

        assertTrue(System.nanoTime() - start >= 3 * MILLI);
    }

    @Test
    void shouldKeepAWakeUpThatComesBeforeAFlush() throws IOException {
        ListenerPort port = rig.listener(owner, Rig.anyPort());
        rig.backend.wakeup();

        port.close();

        rig.poll(-1);
    }

    @Test
    void shouldLoseNoWakeUpUnderLoad() throws Exception {
        int rounds = 20_000;
        AtomicInteger asked = new AtomicInteger();
        AtomicInteger answered = new AtomicInteger();
        Pipe pipe = Pipe.open();
        Thread caller = Thread.ofPlatform().start(() -> {
            for (int i = 1; i <= rounds; i++) {
                asked.set(i);
                rig.backend.wakeup();
                while (answered.get() < i) {
                    Thread.onSpinWait();
                }
            }
        });
        while (answered.get() < rounds) {
            if (answered.get() % 16 == 0) {
                rig.watch(pipe.source(), owner).detach();
            }
            rig.poll(-1);
            answered.set(asked.get());
        }
        caller.join();
        pipe.source().close();
        pipe.sink().close();
    }

    @Test
    void shouldWaitThoughItsThreadIsInterrupted() throws IOException {
        Thread.currentThread().interrupt();
        long start = System.nanoTime();

        rig.poll(3 * MILLI);

        assertTrue(Thread.interrupted());
        assertTrue(System.nanoTime() - start >= 3 * MILLI);
    }

    @Test
    void shouldEndAWaitOnAnInterrupt() throws IOException {
        Thread loop = Thread.currentThread();
        AtomicBoolean ended = new AtomicBoolean();
        Thread caller = Thread.ofPlatform().start(() -> {
            while (!ended.get()) {
                loop.interrupt();
            }
        });
        rig.poll(-1);
        ended.set(true);
        while (caller.isAlive()) {
            Thread.onSpinWait();
        }
        assertTrue(Thread.interrupted());
    }

    @Test
    void shouldLoseNoReadinessToAFlush() throws IOException {
        Rig.Pair pair = rig.pair();
        pair.port().interest(Ops.READ);
        write(pair.peer());
        rig.await(pair.owner(), Ops.READ);

        for (int i = 0; i < 3; i++) {
            rig.listener(owner, Rig.anyPort()).close();
        }

        assertEquals(1, rig.poll(0));
        assertEquals(Ops.READ, rig.readyOf(pair.owner()));
    }

    @Test
    void shouldReportEveryReadyPort() throws IOException {
        Rig.Pair[] pairs = new Rig.Pair[50];
        for (int i = 0; i < pairs.length; i++) {
            pairs[i] = rig.pair();
            pairs[i].port().interest(Ops.BOTH);
            write(pairs[i].peer());
        }
        for (Rig.Pair pair : pairs) {
            rig.await(pair.owner(), Ops.BOTH);
        }

        assertEquals(pairs.length, rig.poll(0));
        assertEquals(pairs.length, rig.backend.openPorts());
        for (Rig.Pair pair : pairs) {
            pair.port().close();
            pair.peer().close();
        }
        assertEquals(0, rig.poll(0));
    }

    @Test
    void shouldMoveAStreamToAnotherBackendWhileBothHoldIt() throws IOException {
        Rig.Pair pair = rig.pair();
        pair.port().interest(Ops.READ);
        write(pair.peer());
        rig.await(pair.owner(), Ops.READ);
        try (Rig next = new Rig()) {
            Owned what = pair.port().owned();
            assertEquals(Adoption.yes(), next.backend.canAdopt(PortKind.STREAM, what));
            StreamPort port = next.stream(what, pair.owner());
            assertEquals(0, next.poll(0), "disarmed");
            assertTrue(rig.backend.quiesce());
            port.interest(Ops.READ);
            rig.backend.release();

            next.await(pair.owner(), Ops.READ);
            assertEquals(1, port.receive().remaining());
            write(pair.peer());
            next.await(pair.owner(), Ops.READ);
            port.close();
            assertEquals(0, next.poll(0));
            assertFalse(what.channel().isRegistered());
        }
    }

    private void assertAccepts(ListenerPort port) throws IOException {
        Owned accepted = port.accept();
        assertNotNull(accepted);
        rig.keep(accepted.channel());
    }

    @Test
    void shouldLeaveTheOldSideAloneWhenTheNewOneIsReleased() throws IOException {
        Rig.Pair pair = rig.pair();
        ListenerPort listener = rig.listener(owner, Rig.anyPort());
        listener.interest(Ops.READ);
        pair.port().interest(Ops.READ);
        try (Rig next = new Rig()) {
            next.stream(pair.port().owned(), pair.owner());
            next.backend.prepare(PortKind.LISTENER, listener.owned(), owner);
        }
        rig.backend.resume();

        write(pair.peer());
        rig.await(pair.owner(), Ops.READ);
        try (SocketChannel _ = SocketChannel.open(rig.addressOf(listener))) {
            rig.await(owner, Ops.READ);
            assertAccepts(listener);
        }
    }

    @Test
    void shouldCloseAStreamThatTwoBackendsHold() throws IOException {
        Rig.Pair pair = rig.pair();
        try (Rig next = new Rig()) {
            StreamPort port = next.stream(pair.port().owned(), pair.owner());
            port.close();
            next.poll(0);
            assertEquals(-1, pair.peer().read(ByteBuffer.allocate(1)));
            rig.backend.release();
            assertFalse(port.owned().channel().isRegistered());
        }
    }

    @Test
    void shouldKeepTheQueueOfAListenerThatMoves() throws IOException {
        ListenerPort old = rig.listener(owner, Rig.anyPort());
        try (SocketChannel _ = SocketChannel.open(rig.addressOf(old));
                Rig next = new Rig()) {
            SocketAddress address = rig.addressOf(old);
            ListenerPort moved = (ListenerPort) next.backend.prepare(PortKind.LISTENER, old.owned(), owner);
            rig.backend.release();
            next.await(moved, owner, Ops.READ);
            assertAccepts(moved);
            moved.close();
            next.listener(owner, address);
        }
    }

    @Test
    void shouldMoveAConnectInProgress() throws IOException {
        try (var listener = Rig.listen();
                Rig next = new Rig()) {
            StreamPort old = rig.connecting(owner);
            old.connect(listener.getLocalAddress());
            StreamPort port = (StreamPort) next.backend.prepare(PortKind.CONNECTING, old.owned(), owner);
            rig.backend.release();

            next.await(port, owner, Ops.WRITE);
            assertTrue(port.finishConnect());
        }
    }

    @Test
    void shouldHandAStreamOverAfterDetach() throws IOException {
        Rig.Pair pair = rig.pair();
        pair.port().interest(Ops.READ);
        write(pair.peer());
        rig.await(pair.owner(), Ops.READ);

        pair.port().detach();

        Owned what = pair.port().owned();
        assertFalse(what.closed());
        assertFalse(what.channel().isRegistered());
        assertEquals(0, rig.poll(0));
        what.channel().configureBlocking(true);
        try (Rig other = new Rig()) {
            other.await(other.stream(what, owner), owner, Ops.READ);
        }
        rig.await(rig.stream(what, owner), owner, Ops.READ);
    }

    @Test
    void shouldCloseNothingOnRelease() throws IOException {
        Rig.Pair pair = rig.pair();
        ListenerPort listener = rig.listener(owner, Rig.anyPort());

        rig.backend.release();

        assertEquals(0, rig.backend.openPorts());
        assertTrue(pair.port().owned().channel().isOpen());
        assertTrue(listener.owned().channel().isOpen());
        rig.backend.wakeup();
        assertFails(ErrorKind.CLOSED, () -> rig.poll(0));
        pair.port().interest(Ops.READ);
        pair.port().close();
        listener.close();
        assertEquals(0, rig.backend.openPorts());
        assertEquals(-1, pair.peer().read(ByteBuffer.allocate(1)));
    }

    @Test
    void shouldSayWhatItCannotAdopt() throws IOException {
        assertRefused(PortKind.STREAM, Owned.descriptor(7_777), "descriptor 7777", "no socket");
        assertRefused(PortKind.WATCH, Owned.borrowed(7_777), "descriptor 7777", "not open");
        assertRefused(PortKind.STREAM, Owned.memory(3), "in-memory");
        Owned stream = rig.open(SocketKind.STREAM);
        assertRefused(PortKind.LISTENER, stream, "LISTENER", "ServerSocketChannel");
        assertRefused(PortKind.DATAGRAM, stream, "DATAGRAM", "DatagramChannel");
        Owned listener = rig.open(SocketKind.LISTENER);
        assertRefused(PortKind.CONNECTING, listener, "CONNECTING", "SocketChannel");
        rig.backend.sockets().close(stream);
        rig.backend.sockets().close(listener);
        assertRefused(PortKind.STREAM, stream, "closed");
        assertFails(ErrorKind.CLOSED, () -> rig.stream(stream, owner));
        assertEquals(0, rig.backend.openPorts());
    }

    private void assertRefused(PortKind kind, Owned what, String... reasons) {
        Adoption answer = rig.backend.canAdopt(kind, what);
        assertFalse(answer.possible());
        for (String reason : reasons) {
            assertTrue(answer.reason().contains(reason), answer::reason);
        }
        var failure = assertFails(
                what.closed() ? ErrorKind.CLOSED : ErrorKind.OTHER, () -> rig.backend.prepare(kind, what, owner));
        assertTrue(failure.getMessage().contains(answer.reason()), failure::getMessage);
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"READ_PIPE", "WRITE_PIPE"})
    void shouldAdoptWhatItOpens(PortKind kind) throws IOException {
        SocketKind socketKind =
                switch (kind) {
                    case STREAM, CONNECTING, WATCH -> SocketKind.STREAM;
                    case LISTENER -> SocketKind.LISTENER;
                    case DATAGRAM -> SocketKind.DATAGRAM;
                    case READ_PIPE, WRITE_PIPE -> throw new IllegalArgumentException("no socket");
                };
        Owned socket = rig.open(socketKind);

        assertEquals(Adoption.yes(), rig.backend.canAdopt(kind, socket));
        rig.backend.prepare(kind, socket, owner).close();

        assertTrue(socket.closed());
        assertFalse(socket.channel().isOpen());
    }

    @Test
    void shouldLoseNoByteOverManySwapsAndRollBacks() throws IOException {
        Random random = new Random(1);
        Echo[] echoes = new Echo[10];
        for (int i = 0; i < echoes.length; i++) {
            echoes[i] = new Echo(rig.pair());
        }
        for (int round = 0; round < 200; round++) {
            for (Echo echo : echoes) {
                echo.ask(round);
            }
            int failAt = round % 3 == 0 ? random.nextInt(echoes.length) : echoes.length;
            swap(echoes, failAt);
            for (Echo echo : echoes) {
                echo.answer(rig);
                assertEquals(round, echo.hear());
            }
        }
        assertEquals(echoes.length, rig.backend.openPorts());
        for (Echo echo : echoes) {
            echo.port.close();
            echo.peer.close();
        }
    }

    /** Prepares every port on a new backend; gives up at one of them, or flips them all. */
    private void swap(Echo[] echoes, int failAt) throws IOException {
        Rig next = new Rig();
        StreamPort[] ports = new StreamPort[echoes.length];
        for (int i = 0; i < echoes.length; i++) {
            if (i == failAt) {
                next.close();
                return;
            }
            ports[i] = next.stream(echoes[i].port.owned(), echoes[i].owner);
        }
        for (int i = 0; i < echoes.length; i++) {
            echoes[i].port = ports[i];
        }
        rig.releaseTo(next);
        rig = next;
    }

    /** One connection that answers what it is asked, over whichever port it has at the time. */
    private static final class Echo {
        private final Rig.Owner owner;
        private final SocketChannel peer;
        private final ByteBuffer word = ByteBuffer.allocateDirect(Integer.BYTES);
        private StreamPort port;

        Echo(Rig.Pair pair) {
            owner = pair.owner();
            peer = pair.peer();
            port = pair.port();
        }

        void ask(int number) throws IOException {
            peer.write(word.clear().putInt(number).flip());
        }

        void answer(Rig rig) throws IOException {
            rig.await(port, owner, Ops.READ);
            assertEquals(Integer.BYTES, port.send(port.receive()));
        }

        int hear() throws IOException {
            word.clear();
            while (word.hasRemaining()) {
                assertTrue(peer.read(word) >= 0);
            }
            return word.getInt(0);
        }
    }
}
