package dev.gyre.loop.nio;

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
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import org.jspecify.annotations.Nullable;

/**
 * A {@link DatagramChannel}.
 *
 * <p>The JDK does not say whether a datagram was cut, so one that may not fit its slot is received whole and copied.
 */
final class NioDatagramPort extends NioPort implements DatagramPort {
    private final DatagramChannel channel;
    private @Nullable LoopIOException pending;

    NioDatagramPort(NioBackend backend, Owned owned, PortOwner owner, SelectionKey key) {
        super(backend, owned, owner, key);
        channel = (DatagramChannel) key.channel();
    }

    @Override
    public void connect(SocketAddress remote) throws IOException {
        try {
            channel.connect(remote);
        } catch (IOException | IllegalStateException | IllegalArgumentException e) {
            throw NioErrors.translate("connect " + owner().describe() + " to " + remote, e);
        }
    }

    @Override
    public int receive(DatagramBatch batch) throws IOException {
        batch.clear();
        throwPending();
        try {
            while (batch.count() < batch.capacity() && receiveOne(batch)) {
                // One call of the kernel a datagram.
            }
        } catch (IOException | IllegalStateException e) {
            failed(batch, NioErrors.translate("receive on " + owner().describe(), e));
        }
        return batch.count() == 0 ? Outcome.WOULD_BLOCK : batch.count();
    }

    private boolean receiveOne(DatagramBatch batch) throws IOException {
        ByteBuffer slot = batch.data(batch.count()).clear();
        ByteBuffer into = slot.capacity() < NioBackend.MAX_DATAGRAM ? backend().scratch() : slot;
        SocketAddress from = channel.receive(into);
        if (from == null) {
            return false;
        }
        into.flip();
        batch.received(from, into != slot && copy(into, slot));
        return true;
    }

    /** {@return whether the slot was too short} */
    private static boolean copy(ByteBuffer whole, ByteBuffer slot) {
        boolean cut = whole.remaining() > slot.capacity();
        if (cut) {
            whole.limit(slot.capacity());
        }
        slot.put(whole).flip();
        return cut;
    }

    /** A failure behind datagrams waits for the next call; the kernel has forgotten it, so the port says that it is there. */
    private void failed(DatagramBatch batch, LoopIOException failure) throws LoopIOException {
        if (batch.count() == 0) {
            throw failure;
        }
        pending = failure;
        reportLater(Ops.READ);
    }

    private void throwPending() throws LoopIOException {
        LoopIOException failure = pending;
        if (failure != null) {
            pending = null;
            throw failure;
        }
    }

    @Override
    public int send(ByteBuffer data, @Nullable SocketAddress to) throws IOException {
        boolean empty = !data.hasRemaining();
        if (empty && channel.isConnected()) {
            throw cannotSendEmpty();
        }
        try {
            int n = to == null ? channel.write(data) : channel.send(data, to);
            return n == 0 && !empty ? Outcome.WOULD_BLOCK : n;
        } catch (IOException | IllegalStateException | IllegalArgumentException e) {
            throw NioErrors.translate("send on " + owner().describe() + (to == null ? "" : " to " + to), e);
        }
    }

    /** The JDK makes no call of the kernel for it and says that it was sent. */
    private LoopIOException cannotSendEmpty() {
        return new LoopIOException(
                ErrorKind.OTHER,
                "Cannot send an empty datagram on " + owner().describe()
                        + ": java.nio sends none on a connected socket; leave the socket unconnected and name the peer",
                null);
    }
}
