package dev.gyre.loop.sim;

import dev.gyre.loop.ErrorKind;
import dev.gyre.loop.LoopIOException;
import dev.gyre.loop.spi.DatagramBatch;
import dev.gyre.loop.spi.DatagramPort;
import dev.gyre.loop.spi.Ops;
import dev.gyre.loop.spi.Outcome;
import dev.gyre.loop.spi.Owned;
import dev.gyre.loop.spi.PortOwner;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A datagram socket. A failure of the socket is heard of once, by the next attempt, before what has come. */
final class SimDatagramPort extends SimPort implements DatagramPort {
    private final SimDatagramSocket socket;
    private final SimDatagramReceiving receiving;
    private final SimDatagramSending sending;
    private @Nullable LoopIOException failure;

    SimDatagramPort(SimBackend backend, Owned owned, PortOwner owner, SimDatagramSocket socket) {
        super(backend, owned, owner);
        this.socket = socket;
        receiving = new SimDatagramReceiving(backend, socket);
        sending = new SimDatagramSending(backend, socket);
    }

    @Override
    SimSocket socket() {
        return socket;
    }

    // Operations

    @Override
    boolean step() {
        return sending.step() | receiving.step(wantsToRead()) | fetchFailure();
    }

    private boolean fetchFailure() {
        if (failure == null) {
            failure = socket.takeFailure();
            return failure != null;
        }
        return false;
    }

    @Override
    int ready() {
        return failure != null
                ? Ops.BOTH
                : (receiving.ready() ? Ops.READ : Ops.NONE) | (sending.ready() ? Ops.WRITE : Ops.NONE);
    }

    @Override
    boolean inFlight() {
        return receiving.inFlight() || sending.isInFlight();
    }

    @Override
    long dueAfter(long now) {
        return Math.min(receiving.dueAfter(now), sending.dueAfter(now));
    }

    @Override
    void giveBack() {
        sending.finish();
        receiving.giveBack();
        LoopIOException unheard = failure;
        if (unheard != null) {
            socket.untakeFailure(unheard);
        }
    }

    @Override
    void closeSocket() {
        sending.finish();
        socket.close();
    }

    // Attempts

    @Override
    public void connect(SocketAddress remote) throws IOException {
        checkOpen("connect");
        socket.connect(remote);
    }

    @Override
    public int receive(DatagramBatch batch) throws IOException {
        batch.clear();
        checkOpen("receive from");
        throwFailure();
        if (receiving.held().isEmpty() || backend().dice().blocked()) {
            return Outcome.WOULD_BLOCK;
        }
        int count = Math.min(receiving.held().count(), batch.capacity());
        for (int left = backend().dice().part(count); left > 0; left--) {
            SimDatagram next = receiving.held().remove();
            boolean cut = next.copyTo(batch.data(batch.count()));
            batch.received(next.route().from(), cut);
        }
        return batch.count();
    }

    @Override
    public int send(ByteBuffer data, @Nullable SocketAddress to) throws IOException {
        checkOpen("send to");
        throwFailure();
        SimRoute route = socket.route(to);
        int length = data.remaining();
        if (length > route.longest()) {
            throw SimFailures.of(
                    ErrorKind.MESSAGE_TOO_LARGE,
                    "send " + length + " bytes to " + route.to(),
                    "a datagram there has no more than " + route.longest());
        }
        if (!sending.ready() || backend().dice().blocked()) {
            return Outcome.WOULD_BLOCK;
        }
        sending.take(new SimDatagram(route, data));
        return length;
    }

    private void throwFailure() throws LoopIOException {
        LoopIOException first = failure;
        if (first != null) {
            failure = null;
            throw first;
        }
    }
}
