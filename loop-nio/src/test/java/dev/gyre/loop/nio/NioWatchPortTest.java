package dev.gyre.loop.nio;

import static dev.gyre.loop.nio.Rig.assertFails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.ErrorKind;
import dev.gyre.loop.spi.Adoption;
import dev.gyre.loop.spi.Ops;
import dev.gyre.loop.spi.Owned;
import dev.gyre.loop.spi.Port;
import dev.gyre.loop.spi.PortKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class NioWatchPortTest {
    private final Rig.Owner owner = new Rig.Owner("watch");
    private Rig rig;
    private Pipe pipe;

    @BeforeEach
    void open() throws IOException {
        rig = new Rig();
        pipe = Pipe.open();
    }

    @AfterEach
    void close() throws IOException {
        rig.close();
        pipe.source().close();
        pipe.sink().close();
    }

    private void feed() throws IOException {
        pipe.sink().write(ByteBuffer.allocate(1));
    }

    @Test
    void shouldReportAsLongAsTheConditionHolds() throws IOException {
        Port port = rig.watch(pipe.source(), owner);
        port.interest(Ops.READ);
        assertEquals(0, rig.poll(0));
        feed();

        rig.await(owner, Ops.READ);
        rig.await(owner, Ops.READ);
        pipe.source().read(ByteBuffer.allocate(8));

        assertEquals(0, rig.poll(0));
        rig.await(rig.watch(pipe.sink(), owner), owner, Ops.WRITE);
    }

    @Test
    void shouldReportNothingOnceInterestIsWithdrawn() throws IOException {
        Port port = rig.watch(pipe.source(), owner);
        feed();
        rig.await(port, owner, Ops.READ);

        port.interest(Ops.NONE);

        assertEquals(0, rig.poll(0));
        rig.await(port, owner, Ops.READ);
    }

    @Test
    void shouldWatchOneChannelAgainAndAgain() throws IOException {
        feed();
        for (int i = 0; i < 10; i++) {
            Rig.Owner each = new Rig.Owner("watch " + i);
            Port port = rig.watch(pipe.source(), each);
            rig.await(port, each, Ops.READ);
            assertEquals(1, rig.poll(0));
            if (i % 2 == 0) {
                port.detach();
            } else {
                port.close();
            }
            if (i % 3 == 0) {
                assertEquals(0, rig.poll(0));
            }
        }
        assertTrue(pipe.source().isOpen());
        assertEquals(0, rig.backend.openPorts());
    }

    @Test
    void shouldNotMixUpTwoOwnersOfOneChannel() throws IOException {
        Port port = rig.watch(pipe.source(), owner);
        feed();
        Rig.Owner other = new Rig.Owner("other");

        Adoption answer = rig.backend.canAdopt(PortKind.WATCH, Owned.borrowed(pipe.source()));
        assertFalse(answer.possible());
        assertTrue(answer.reason().contains("watch"), answer::reason);
        assertFails(ErrorKind.OTHER, () -> rig.watch(pipe.source(), other));

        rig.await(port, owner, Ops.READ);
        assertEquals(Ops.NONE, rig.readyOf(other));
        port.detach();
        port.detach();
        rig.await(rig.watch(pipe.source(), other), other, Ops.READ);
        assertEquals(Ops.NONE, rig.readyOf(owner));
        assertEquals(1, rig.backend.openPorts());
    }

    @Test
    void shouldLeaveTheChannelToItsUser() throws IOException {
        Port port = rig.watch(pipe.source(), owner);
        feed();
        rig.await(port, owner, Ops.READ);

        port.close();

        assertFalse(pipe.source().isRegistered());
        pipe.source().configureBlocking(true);
        assertEquals(1, pipe.source().read(ByteBuffer.allocate(8)));
    }

    @Test
    void shouldFallSilentWhenTheUserClosesTheChannel() throws IOException {
        Port port = rig.watch(pipe.source(), owner);
        feed();
        rig.await(port, owner, Ops.READ);

        pipe.source().close();

        assertEquals(0, rig.poll(0));
        port.interest(Ops.NONE);
        assertEquals(0, rig.poll(0));
        port.interest(Ops.READ);
        rig.poll(-1);
        assertEquals(Ops.READ, rig.readyOf(owner), "so that the next attempt finds the channel closed");
        assertEquals(0, rig.poll(0));
        port.close();
        assertEquals(0, rig.backend.openPorts());
        assertFails(ErrorKind.OTHER, () -> rig.watch(pipe.source(), owner));
    }

    @Test
    void shouldWatchListenersAndConnects() throws IOException {
        Rig.Owner client = new Rig.Owner("client");
        try (ServerSocketChannel listener = Rig.listen();
                SocketChannel connecting = SocketChannel.open()) {
            Port accepting = rig.watch(listener, owner);
            Port port = rig.watch(connecting, client);
            connecting.connect(listener.getLocalAddress());

            rig.await(port, client, Ops.WRITE);
            assertTrue(connecting.finishConnect());
            rig.await(client, Ops.WRITE);
            rig.await(accepting, owner, Ops.READ);
        }
    }
}
