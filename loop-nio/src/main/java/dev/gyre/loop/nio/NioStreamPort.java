package dev.gyre.loop.nio;

import dev.gyre.loop.ErrorKind;
import dev.gyre.loop.LoopIOException;
import dev.gyre.loop.spi.Owned;
import dev.gyre.loop.spi.PortOwner;
import dev.gyre.loop.spi.StreamPort;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** A {@link SocketChannel}, TCP or Unix. */
final class NioStreamPort extends NioPort implements StreamPort {
    private final SocketChannel channel;
    private final NioTransfer bytes;
    private @Nullable SocketAddress remote;

    NioStreamPort(NioBackend backend, Owned owned, PortOwner owner, SelectionKey key) {
        super(backend, owned, owner, key);
        channel = (SocketChannel) key.channel();
        bytes = new NioTransfer(backend, owner, channel, channel, this::sendFailure);
    }

    @Override
    public @Nullable ByteBuffer receive() throws IOException {
        return bytes.receive();
    }

    @Override
    public int receive(ByteBuffer into) throws IOException {
        return bytes.receive(into);
    }

    @Override
    public int send(ByteBuffer src) throws IOException {
        return bytes.send(src);
    }

    @Override
    public long send(ByteBuffer[] srcs, int offset, int length) throws IOException {
        return bytes.send(srcs, offset, length);
    }

    @Override
    public long sendFile(FileChannel file, long position, long count) throws IOException {
        return bytes.sendFile(file, position, count);
    }

    /** The JDK says "closed" also when only the sending side is, where the kernel says {@code EPIPE}. */
    private LoopIOException sendFailure(Exception e) {
        String attempt = "send to " + owner().describe();
        return e instanceof ClosedChannelException && channel.isOpen()
                ? NioErrors.as(ErrorKind.BROKEN_PIPE, attempt, e)
                : NioErrors.translate(attempt, e);
    }

    @Override
    public boolean connect(SocketAddress to) throws IOException {
        remote = to;
        try {
            return channel.connect(to);
        } catch (IOException | IllegalStateException | IllegalArgumentException e) {
            throw connectFailure(e);
        }
    }

    @Override
    public boolean finishConnect() throws IOException {
        try {
            return remote != null || NioAdoption.missing() != null ? channel.finishConnect() : finishWhatAnotherBegan();
        } catch (IOException | IllegalStateException e) {
            throw connectFailure(e);
        }
    }

    /** Another backend has begun to connect, so the channel may know neither to whom nor, when that has failed, that. */
    private boolean finishWhatAnotherBegan() throws IOException {
        JdkInternals.refresh(channel, false);
        if (!channel.isConnected() && !channel.isConnectionPending()) {
            JdkInternals.believe(channel, JdkInternals.Belief.CONNECTIONPENDING, null);
        }
        boolean done = channel.finishConnect();
        if (done && channel.getRemoteAddress() == null) {
            JdkInternals.learnPeer(channel);
        }
        return done;
    }

    private LoopIOException connectFailure(Exception e) {
        return NioErrors.translate("connect " + (remote == null ? owner().describe() : "to " + remote), e);
    }

    @Override
    public void shutdownOutput() throws IOException {
        try {
            channel.shutdownOutput();
        } catch (IOException | IllegalStateException e) {
            throw NioErrors.translate("end the output of " + owner().describe(), e);
        }
    }

    /**
     * The JDK sends the end of the stream at once and closes the descriptor in the next selection, or when the selector is
     * closed. No address waits for it, so it need not cost a selection of its own.
     */
    @Override
    void closeChannel() {
        closeOnly();
    }
}
