package dev.gyre.loop.core;

import dev.gyre.loop.ReceivedDescriptors;
import dev.gyre.loop.spi.ListenerPort;
import dev.gyre.loop.spi.Outcome;
import dev.gyre.loop.spi.Owned;
import dev.gyre.loop.spi.StreamPort;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/** A stream or listener that does nothing until its next port. */
final class ParkedPort implements StreamPort, ListenerPort {
    private final ParkedBackend backend;
    private final Owned owned;
    private boolean ended;

    ParkedPort(ParkedBackend backend, Owned owned) {
        this.backend = backend;
        this.owned = owned;
    }

    @Override
    public void interest(int ops) {
        // nothing is reported; the handle arms its next port as this one was
    }

    @Override
    public Owned owned() {
        return owned;
    }

    @Override
    public void detach() {
        end(false);
    }

    @Override
    public void close() {
        end(true);
    }

    private void end(boolean closes) {
        if (!ended) {
            ended = true;
            backend.ended(owned, closes);
        }
    }

    @Override
    public @Nullable Owned accept() {
        return null;
    }

    @Override
    public @Nullable ByteBuffer receive() {
        return null;
    }

    @Override
    public int receive(ByteBuffer into) {
        return Outcome.WOULD_BLOCK;
    }

    @Override
    public int send(ByteBuffer src) {
        return Outcome.WOULD_BLOCK;
    }

    @Override
    public long send(ByteBuffer[] srcs, int offset, int length) {
        return Outcome.WOULD_BLOCK;
    }

    @Override
    public long sendFile(FileChannel file, long position, long count) {
        return Outcome.WOULD_BLOCK;
    }

    @Override
    public int sendPassing(ByteBuffer src, int[] descriptors) {
        return Outcome.WOULD_BLOCK;
    }

    @Override
    public @Nullable ReceivedDescriptors receivePassed(ByteBuffer into, int most) {
        return null;
    }

    @Override
    public boolean connect(SocketAddress remote) {
        throw new UnsupportedOperationException("No connect can be started while the loop has no backend");
    }

    @Override
    public boolean finishConnect() {
        return false;
    }

    @Override
    public void shutdownOutput() {
        throw new UnsupportedOperationException("The sending side cannot be ended while the loop has no backend");
    }
}
