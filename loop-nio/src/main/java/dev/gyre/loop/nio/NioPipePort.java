package dev.gyre.loop.nio;

import dev.gyre.loop.spi.Ops;
import dev.gyre.loop.spi.Outcome;
import dev.gyre.loop.spi.Owned;
import dev.gyre.loop.spi.PortKind;
import dev.gyre.loop.spi.PortOwner;
import dev.gyre.loop.spi.StreamPort;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.Pipe;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * One end of a pipe or FIFO, a socket that is used one way, or a character device.
 *
 * <p>The JDK drops what the kernel says of the reader of a {@link Pipe.SinkChannel} that nobody wants to write to. So the end of the reader is watched by way of a socket's
 * channel of the port's own over a second descriptor, which takes the flag that opens the JDK; without it, the next attempt to write finds that the reader has gone.
 */
final class NioPipePort extends NioPort implements StreamPort {
    private final NioTransfer bytes;
    private final boolean writes;
    private final int always;
    private boolean socket;
    private boolean readerGone;
    private @Nullable SocketChannel watching;
    private @Nullable SelectionKey watch;

    NioPipePort(NioBackend backend, Owned owned, PortOwner owner, SelectionKey key, PortKind kind) throws IOException {
        super(backend, owned, owner, key);
        writes = kind == PortKind.WRITE_PIPE;
        always = NioPipes.isReported(owned.descriptor()) ? Ops.NONE : writes ? Ops.WRITE : Ops.READ;
        bytes = transfer(backend, owner, key.channel());
    }

    private NioTransfer transfer(NioBackend backend, PortOwner owner, SelectableChannel channel) {
        NioTransfer.SendFailures failures = e -> NioErrors.translate("send to " + owner.describe(), e);
        return switch (channel) {
            case Pipe.SourceChannel source -> new NioTransfer(backend, owner, source, null, failures);
            case Pipe.SinkChannel sink -> new NioTransfer(backend, owner, null, sink, failures);
            case SocketChannel both -> new NioTransfer(backend, owner, both, both, failures);
            default -> throw new IllegalArgumentException(channel + " is no end of a pipe");
        };
    }

    /** Begins to watch for the end of whoever reads what is written, where that can be. */
    void watchReader() throws IOException {
        if (!writes || key().channel() instanceof SocketChannel || NioAdoption.missing() != null) {
            return;
        }
        int descriptor = JdkInternals.descriptor(key().channel());
        socket = NioPipes.isSocket(descriptor);
        if (socket || NioPipes.isPipe(descriptor)) {
            watching = JdkInternals.watching(descriptor);
            watch = backend().register(watching);
            watch.attach(this);
        }
    }

    @Override
    int always() {
        return always;
    }

    @Override
    void alsoLookFor(int ops) {
        SelectionKey also = watch;
        if (also != null) {
            also.interestOps((ops & Ops.READ) == 0 ? 0 : SelectionKey.OP_READ);
        }
    }

    @Override
    int readiness(SelectionKey selected) {
        if (selected != watch) {
            return super.readiness(selected);
        }
        readerGone |= selected.isReadable() && !socket;
        return selected.isReadable() ? Ops.READ : Ops.NONE;
    }

    @Override
    public @Nullable ByteBuffer receive() throws IOException {
        if (!writes) {
            return bytes.receive();
        }
        return hasReader() ? null : backend().lend(0);
    }

    @Override
    public int receive(ByteBuffer into) throws IOException {
        if (!writes) {
            return bytes.receive(into);
        }
        return hasReader() ? Outcome.WOULD_BLOCK : Outcome.END;
    }

    /** Of a pipe the kernel has nothing to say at this end but that nobody reads; a socket is asked, and what its peer sends is nobody's here. */
    private boolean hasReader() {
        SocketChannel asked = key().channel() instanceof SocketChannel user ? user : socket ? watching : null;
        try {
            return asked == null ? !readerGone : asked.read(backend().scratch()) >= 0;
        } catch (IOException _) {
            return false;
        }
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

    @Override
    public boolean connect(SocketAddress remote) {
        throw new UnsupportedOperationException("A pipe connects to nothing");
    }

    @Override
    public boolean finishConnect() {
        return true;
    }

    @Override
    public void shutdownOutput() {
        throw new UnsupportedOperationException("The output of a pipe ends when it is closed");
    }

    @Override
    void deregister() {
        SelectionKey also = watch;
        if (also != null) {
            also.cancel();
        }
        super.deregister();
        dropOwn();
    }

    /** The channel must not take itself for connected, or it would shut down what is behind the other descriptor too. */
    @Override
    void dropOwn() {
        SocketChannel own = watching;
        watching = null;
        watch = null;
        if (own != null) {
            JdkInternals.believe(own, JdkInternals.Belief.UNCONNECTED, null);
            try {
                own.close();
            } catch (IOException e) {
                NioErrors.log("Closing what watched the reader of " + owner().describe() + " failed", e);
            }
        }
    }
}
