package dev.gyre.loop.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.spi.LoopBackend;
import dev.gyre.loop.spi.Ops;
import dev.gyre.loop.spi.Outcome;
import dev.gyre.loop.spi.Owned;
import dev.gyre.loop.spi.PortKind;
import dev.gyre.loop.spi.StreamPort;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;

/** One end of a stream as an engine's handle holds it: it sends at once, and receives only what was reported. */
final class StreamEnd {
    private static final int POLLS_UNTIL_FULL = 16;

    private final BackendHarness harness;
    private final RecordedOwner owner;
    private final Owned socket;
    private StreamPort port;
    private boolean connected;

    StreamEnd(BackendHarness harness, LoopBackend on, RecordedOwner owner, PortKind kind, Owned socket)
            throws IOException {
        this.harness = harness;
        this.owner = owner;
        this.socket = socket;
        port = prepare(kind, on);
    }

    private StreamPort prepare(PortKind kind, LoopBackend on) throws IOException {
        return (StreamPort) harness.prepare(on, kind, socket, owner);
    }

    /** Registers with a backend beside the present registration, and uses the new one from now on. */
    void moveTo(LoopBackend next) throws IOException {
        moveTo(next, PortKind.STREAM);
    }

    void moveTo(LoopBackend next, PortKind kind) throws IOException {
        port = prepare(kind, next);
        owner.armed(Ops.NONE);
    }

    StreamPort port() {
        return port;
    }

    Owned socket() {
        return socket;
    }

    RecordedOwner owner() {
        return owner;
    }

    void arm(int ops) {
        owner.armed(ops);
        port.interest(ops);
    }

    /** Awaits one new report of these bits, then asks for nothing more. */
    void awaitReady(int ops) throws IOException {
        owner.forget();
        arm(ops);
        harness.await(owner.describe() + " ready for " + ops, () -> (owner.heard() & ops) != 0);
        arm(Ops.NONE);
    }

    // Connecting

    void connect(SocketAddress to) throws IOException {
        connected = port.connect(to);
    }

    void awaitConnected() throws IOException {
        while (!connected) {
            awaitReady(Ops.WRITE);
            connected = port.finishConnect();
        }
    }

    // Sending

    /** Offers bytes once, and checks that as many were consumed as were taken. */
    int offer(ByteBuffer src) throws IOException {
        int before = src.position();
        int limit = src.limit();
        int n = port.send(src);
        assertTrue(n >= 0 || n == Outcome.WOULD_BLOCK, () -> "send returned " + n);
        assertEquals(before + Math.max(n, 0), src.position(), "[6] the source is consumed by exactly what was taken");
        assertEquals(limit, src.limit(), "[6] the source's limit is the caller's");
        return n;
    }

    void sendAll(byte[] bytes) throws IOException {
        sendAll(ByteBuffer.wrap(bytes));
    }

    /** Sends bytes for which there is room on the way. */
    void sendAll(ByteBuffer src) throws IOException {
        while (src.hasRemaining()) {
            if (offer(src) == Outcome.WOULD_BLOCK) {
                awaitReady(Ops.WRITE);
            }
        }
    }

    /** Sends until nothing more is taken, however often one polls; returns what was. */
    byte[] fill() throws IOException {
        byte[] chunk = Bytes.pattern(300_000);
        ByteArrayOutputStream taken = new ByteArrayOutputStream();
        int idle = 0;
        while (idle < POLLS_UNTIL_FULL) {
            ByteBuffer src = ByteBuffer.wrap(chunk);
            boolean took = offer(src) > 0;
            taken.write(chunk, 0, src.position());
            harness.poll(took ? 0 : BackendHarness.MILLI);
            idle = took ? 0 : idle + 1;
        }
        return taken.toByteArray();
    }

    // Receiving

    /** Receives once into {@code to}; returns what the attempt did. */
    int take(ByteArrayOutputStream to) throws IOException {
        ByteBuffer view = port.receive();
        if (view == null) {
            return Outcome.WOULD_BLOCK;
        }
        assertTrue(view.remaining() <= BackendHarness.RECEIVE_BUFFER, "a view longer than the receive buffer");
        byte[] bytes = new byte[view.remaining()];
        view.get(bytes);
        to.writeBytes(bytes);
        return bytes.length == 0 ? Outcome.END : bytes.length;
    }

    /** Receives exactly so many bytes, each attempt after a report. */
    byte[] receive(int count) throws IOException {
        ByteArrayOutputStream got = new ByteArrayOutputStream();
        while (got.size() < count) {
            awaitReady(Ops.READ);
            assertTrue(take(got) != Outcome.END, () -> "the end after " + got.size() + " of " + count + " bytes");
        }
        assertEquals(count, got.size(), "more bytes than were sent");
        return got.toByteArray();
    }

    /** Receives everything up to the end of the stream. */
    byte[] receiveToEnd() throws IOException {
        ByteArrayOutputStream got = new ByteArrayOutputStream();
        do {
            awaitReady(Ops.READ);
        } while (take(got) != Outcome.END);
        return got.toByteArray();
    }

    void close() {
        owner.ended();
        port.close();
    }
}
