package dev.gyre.loop.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.spi.DatagramBatch;
import dev.gyre.loop.spi.DatagramPort;
import dev.gyre.loop.spi.LoopBackend;
import dev.gyre.loop.spi.Ops;
import dev.gyre.loop.spi.Outcome;
import dev.gyre.loop.spi.OutgoingDatagrams;
import dev.gyre.loop.spi.Owned;
import dev.gyre.loop.spi.PortKind;
import dev.gyre.loop.spi.SocketKind;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A datagram socket as an engine's handle holds it, bound to the loopback interface. */
final class DatagramEnd {
    static final int SLOTS = 4;
    static final int SLOT = 512;
    private static final int LONGEST = 64 * 1024;

    private final BackendHarness harness;
    private final Owned socket;
    private final RecordedOwner owner = new RecordedOwner("datagrams");
    private DatagramBatch batch = new DatagramBatch(SLOTS, SLOT);
    private DatagramPort port;

    DatagramEnd(BackendHarness harness) throws IOException {
        this.harness = harness;
        socket = harness.open(SocketKind.DATAGRAM, StandardProtocolFamily.INET);
        harness.control().bind(socket, BackendHarness.LOOPBACK, 0);
        port = prepare(harness.backend());
    }

    private DatagramPort prepare(LoopBackend on) throws IOException {
        return (DatagramPort) harness.prepare(on, PortKind.DATAGRAM, socket, owner);
    }

    void moveTo(LoopBackend next) throws IOException {
        port = prepare(next);
        owner.armed(Ops.NONE);
    }

    DatagramPort port() {
        return port;
    }

    Owned socket() {
        return socket;
    }

    RecordedOwner owner() {
        return owner;
    }

    DatagramBatch batch() {
        return batch;
    }

    SocketAddress address() throws IOException {
        return Objects.requireNonNull(harness.control().localAddress(socket), "it was bound");
    }

    void arm(int ops) {
        owner.armed(ops);
        port.interest(ops);
    }

    void awaitReady(int ops) throws IOException {
        owner.forget();
        arm(ops);
        harness.await("datagrams ready for " + ops, () -> (owner.heard() & ops) != 0);
        arm(Ops.NONE);
    }

    void send(byte[] bytes, @Nullable SocketAddress to) throws IOException {
        ByteBuffer src = ByteBuffer.wrap(bytes);
        int n = port.send(src, to);
        while (n == Outcome.WOULD_BLOCK) {
            awaitReady(Ops.WRITE);
            n = port.send(src, to);
        }
        assertEquals(bytes.length, n, "[6] a datagram is sent whole");
        assertFalse(src.hasRemaining(), "[6] the source is consumed when it was sent");
    }

    /** Sends all of a batch, or fails as its first does. */
    void send(OutgoingDatagrams datagrams) throws IOException {
        while (!datagrams.isEmpty()) {
            int before = datagrams.count();
            int n = port.send(datagrams);
            assertEquals(Math.max(n, 0), before - datagrams.count(), "[6] what was sent is taken off");
            if (n == Outcome.WOULD_BLOCK) {
                awaitReady(Ops.WRITE);
            }
        }
        datagrams.clear();
    }

    /** From now on it receives several datagrams to a slot. */
    void takeRuns() {
        batch = new DatagramBatch(SLOTS, LONGEST, true);
    }

    /** From now on it receives one datagram to a slot. */
    void takeSingles() {
        batch = new DatagramBatch(SLOTS, SLOT);
    }

    /** Receives so many datagrams, each attempt after a report. */
    List<String> receive(int count) throws IOException {
        List<String> got = new ArrayList<>();
        while (got.size() < count) {
            awaitReady(Ops.READ);
            receiveInto(got);
        }
        return got;
    }

    /** Receives what is there. */
    List<String> receiveAll() throws IOException {
        List<String> got = new ArrayList<>();
        while (receiveInto(got)) {
            // Until it would block.
        }
        return got;
    }

    private boolean receiveInto(List<String> got) throws IOException {
        int n = port.receive(batch);
        assertTrue(n > 0 || n == Outcome.WOULD_BLOCK, () -> "receive returned " + n);
        assertEquals(Math.max(n, 0), batch.count());
        for (int slot = 0; slot < n; slot++) {
            int offset = 0;
            do {
                ByteBuffer view = batch.view(slot, offset);
                byte[] bytes = new byte[view.remaining()];
                view.get(bytes);
                got.add(Bytes.text(bytes));
                offset += bytes.length;
            } while (batch.hasMore(slot, offset));
        }
        return n > 0;
    }

    void close() {
        owner.ended();
        port.close();
    }
}
