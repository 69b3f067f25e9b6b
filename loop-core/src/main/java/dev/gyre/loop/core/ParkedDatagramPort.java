package dev.gyre.loop.core;

import dev.gyre.loop.spi.DatagramBatch;
import dev.gyre.loop.spi.DatagramPort;
import dev.gyre.loop.spi.Outcome;
import dev.gyre.loop.spi.Owned;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A datagram socket that does nothing until its next port. */
final class ParkedDatagramPort implements DatagramPort {
    private final ParkedPort port;

    ParkedDatagramPort(ParkedBackend backend, Owned owned) {
        port = new ParkedPort(backend, owned);
    }

    @Override
    public void interest(int ops) {
        port.interest(ops);
    }

    @Override
    public Owned owned() {
        return port.owned();
    }

    @Override
    public void detach() {
        port.detach();
    }

    @Override
    public void close() {
        port.close();
    }

    @Override
    public void connect(SocketAddress remote) {
        port.connect(remote);
    }

    @Override
    public int receive(DatagramBatch batch) {
        return Outcome.WOULD_BLOCK;
    }

    @Override
    public int send(ByteBuffer data, @Nullable SocketAddress to) {
        return Outcome.WOULD_BLOCK;
    }
}
