package dev.gyre.loop.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.gyre.loop.ErrorKind;
import dev.gyre.loop.LoopIOException;
import dev.gyre.loop.spi.Ops;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No datagram that was sent is lost, doubled or overtaken when its sender's or its receiver's backend goes. */
final class SimDatagramSwapTest {
    private final SimNetwork network = new SimNetwork();

    private SimEnd end(long seed) {
        return new SimEnd(SimOptions.of(network, seed));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11})
    void shouldLoseNothing(long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        SimEnd present = end(seed);
        SimMailbox near = SimMailbox.bound(present);
        SimMailbox far = SimMailbox.bound(present);
        List<String> sent = new ArrayList<>();
        List<String> got = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            switch (random.nextInt(5)) {
                case 0 -> {
                    SimEnd next = end(random.nextInt(3) * seed);
                    if (random.nextBoolean()) {
                        present.await(present.backend()::quiesce);
                    }
                    near.moveTo(next);
                    far.moveTo(next);
                    present.backend().release();
                    present = next;
                }
                case 1 -> got.addAll(far.receive(0));
                case 2 -> far.port().interest(random.nextBoolean() ? Ops.READ : Ops.NONE);
                default -> {
                    sent.add("datagram " + i);
                    near.send(sent.getLast(), far.address());
                }
            }
            present.backend().poll(0, present);
        }
        got.addAll(far.receive(sent.size() - got.size()));
        assertEquals(sent, got);
        near.close();
        far.close();
        present.backend().release();
        assertEquals(0, network.open());
    }

    @Test
    void shouldPutReceivedDatagramsBackThoughThereIsNoRoomForThem() throws IOException {
        SimEnd old = end(0);
        SimEnd next = end(0);
        SimMailbox near = SimMailbox.bound(old);
        SimMailbox far = SimMailbox.bound(old).set(StandardSocketOptions.SO_RCVBUF, 100);
        far.port().interest(Ops.READ);
        near.send("held", far.address());
        old.backend().poll(0, old);
        old.backend().poll(0, old);
        far.port().interest(Ops.NONE);
        near.send("x".repeat(70), far.address());
        old.backend().poll(0, old);
        far.moveTo(next);
        near.moveTo(next);
        old.backend().release();
        assertEquals(List.of("held", "x".repeat(70)), far.receive(2));
        near.close();
        far.close();
    }

    @Test
    void shouldTellOnTheNextBackendThatNobodyIsThere() throws IOException {
        SimEnd old = end(0);
        SimEnd next = end(5);
        SimMailbox gone = SimMailbox.bound(old);
        SimMailbox near = SimMailbox.bound(old).connect(gone.address());
        gone.close();
        near.send("anybody?", null);
        near.moveTo(next);
        old.backend().release();
        assertEquals(
                ErrorKind.REFUSED,
                assertThrows(LoopIOException.class, () -> near.receive(1)).kind());
        near.close();
    }

    @Test
    void shouldKeepTheRefusalThatTheOldBackendHasHeardOf() throws IOException {
        SimEnd old = end(0);
        SimEnd next = end(0);
        SimMailbox gone = SimMailbox.bound(old);
        SimMailbox near = SimMailbox.bound(old).connect(gone.address());
        gone.close();
        near.send("anybody?", null);
        for (int i = 0; i < 3; i++) {
            old.backend().poll(0, old);
        }
        near.moveTo(next);
        old.backend().release();
        assertEquals(
                ErrorKind.REFUSED,
                assertThrows(LoopIOException.class, () -> near.receive(1)).kind());
        near.close();
    }
}
