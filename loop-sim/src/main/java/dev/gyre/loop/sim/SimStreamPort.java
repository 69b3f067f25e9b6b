package dev.gyre.loop.sim;

import dev.gyre.loop.ErrorKind;
import dev.gyre.loop.LoopIOException;
import dev.gyre.loop.spi.Ops;
import dev.gyre.loop.spi.Outcome;
import dev.gyre.loop.spi.Owned;
import dev.gyre.loop.spi.PortOwner;
import dev.gyre.loop.spi.StreamPort;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/** A stream, from its connect on. */
final class SimStreamPort extends SimPort implements StreamPort {
    private static final int FILE_STEP = 16 * 1024;

    private final SimStream stream;
    private final SimOperation connecting = new SimOperation();
    private final SimReceiving receiving;
    private final SimSending sending;
    private SimStream.Life life;
    private @Nullable SocketAddress remote;

    SimStreamPort(SimBackend backend, Owned owned, PortOwner owner, SimStream stream) {
        super(backend, owned, owner);
        this.stream = stream;
        receiving = new SimReceiving(backend, stream);
        sending = new SimSending(backend, stream);
        life = stream.life();
    }

    @Override
    SimSocket socket() {
        return stream;
    }

    // Operations

    @Override
    boolean step() {
        return switch (life) {
            case CONNECTING -> stepConnect();
            case CONNECTED -> sending.step() | receiving.step(wantsToRead());
            case FRESH, FAILED, CLOSED -> false;
        };
    }

    private boolean stepConnect() {
        if (!connecting.inFlight()) {
            if (!backend().starts()) {
                return false;
            }
            connecting.start(backend().dice(), backend().nanoTime());
        }
        return connecting.tick() || (connecting.ripe(backend().nanoTime()) && completeConnect());
    }

    private boolean completeConnect() {
        life = stream.tryConnect();
        if (life == SimStream.Life.CONNECTING && backend().starts()) {
            return false;
        }
        connecting.end();
        return true;
    }

    @Override
    int ready() {
        return switch (life) {
            case FRESH, CONNECTING -> Ops.NONE;
            case CONNECTED -> (receiving.ready() ? Ops.READ : Ops.NONE) | (sending.ready() ? Ops.WRITE : Ops.NONE);
            case FAILED, CLOSED -> Ops.BOTH;
        };
    }

    @Override
    boolean inFlight() {
        return connecting.inFlight() || receiving.inFlight() || sending.isInFlight();
    }

    @Override
    long dueAfter(long now) {
        return Math.min(connecting.dueAfter(now), Math.min(receiving.dueAfter(now), sending.dueAfter(now)));
    }

    @Override
    void giveBack() {
        sending.giveBack();
        receiving.giveBack();
    }

    @Override
    void closeSocket() {
        stream.close(sending.inFlight(), !receiving.held().isEmpty());
    }

    // Connecting

    @Override
    public boolean connect(SocketAddress to) throws IOException {
        checkOpen("connect");
        stream.startConnect(to);
        remote = to;
        life = SimStream.Life.CONNECTING;
        if (backend().dice().atOnce()) {
            life = stream.tryConnect();
        }
        return finishConnect();
    }

    @Override
    public boolean finishConnect() throws IOException {
        checkOpen("connect");
        return switch (life) {
            case CONNECTED -> true;
            case CONNECTING -> false;
            case FAILED -> throw SimFailures.of(ErrorKind.REFUSED, "connect to " + remote, "nobody listens there");
            case FRESH -> throw SimFailures.of(ErrorKind.NOT_CONNECTED, "finish a connect", "none was started");
            case CLOSED -> throw SimFailures.closed("connect to " + remote);
        };
    }

    private void checkConnected(String attempt) throws LoopIOException {
        checkOpen(attempt);
        if (life != SimStream.Life.CONNECTED) {
            throw SimFailures.of(ErrorKind.NOT_CONNECTED, attempt + " " + owner().describe(), "the stream is " + life);
        }
    }

    // Receiving

    @Override
    public @Nullable ByteBuffer receive() throws IOException {
        checkConnected("receive from");
        return receiving.available() == Outcome.WOULD_BLOCK ? null : backend().lend(receiving.held());
    }

    @Override
    public int receive(ByteBuffer into) throws IOException {
        checkConnected("receive from");
        if (!into.hasRemaining()) {
            return 0;
        }
        int n = Math.min(receiving.available(), into.remaining());
        if (n > 0) {
            receiving.held().get(into, n);
        }
        return n;
    }

    // Sending

    @Override
    public int send(ByteBuffer src) throws IOException {
        int room = room();
        if (!src.hasRemaining()) {
            return 0;
        }
        return room == 0 ? Outcome.WOULD_BLOCK : take(src, backend().dice().part(room));
    }

    @Override
    public long send(ByteBuffer[] srcs, int offset, int length) throws IOException {
        int room = room();
        int most = backend().dice().part(room);
        int taken = 0;
        boolean nothing = true;
        for (int i = offset; i < offset + length && (taken < most || nothing); i++) {
            nothing &= !srcs[i].hasRemaining();
            taken += take(srcs[i], most - taken);
        }
        return taken > 0 || nothing ? taken : Outcome.WOULD_BLOCK;
    }

    private int room() throws IOException {
        checkConnected("send to");
        int room = sending.takes();
        return backend().dice().blocked() ? 0 : room;
    }

    private int take(ByteBuffer src, int most) {
        int n = Math.min(src.remaining(), most);
        sending.take(src, n);
        return n;
    }

    @Override
    public long sendFile(FileChannel file, long position, long count) throws IOException {
        int room = room();
        if (count == 0) {
            return 0;
        }
        if (room == 0) {
            return Outcome.WOULD_BLOCK;
        }
        int most = Math.min(Math.min(room, FILE_STEP), (int) Math.min(count, Integer.MAX_VALUE));
        ByteBuffer step = ByteBuffer.allocate(backend().dice().part(most));
        int n = file.read(step, position);
        if (n < 0) {
            return Outcome.END;
        }
        sending.take(step.flip(), n);
        return n;
    }

    @Override
    public void shutdownOutput() throws IOException {
        checkConnected("end the sending side of");
        sending.end();
    }
}
