package dev.gyre.loop.epoll;

import dev.gyre.linux.EpollCalls;
import dev.gyre.loop.spi.Ops;
import dev.gyre.loop.spi.Outcome;
import dev.gyre.loop.spi.Owned;
import dev.gyre.loop.spi.PortKind;
import dev.gyre.loop.spi.PortOwner;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One end of a pipe or FIFO, a socket that is used one way, or a character device. The kernel reports the end of whoever reads from a write end whatever it was asked to look
 * for ({@code EPOLLERR} and {@code EPOLLHUP} in epoll_ctl(2)), and {@code EPOLLRDHUP} of a socket; what else there might be to read is nobody's here.
 */
final class EpollPipePort extends EpollStreamPort {
    private static final int ENDS = EpollCalls.ERR | EpollCalls.HUP | EpollCalls.RDHUP;

    private final boolean writes;
    private boolean readerGone;

    EpollPipePort(EpollBackend backend, Owned owned, PortOwner owner, int descriptor, PortKind kind) {
        super(backend, owned, owner, descriptor, Ops.READ);
        writes = kind == PortKind.WRITE_PIPE;
    }

    @Override
    int events(int ops) {
        return writes
                ? ((ops & Ops.READ) == 0 ? 0 : EpollCalls.RDHUP) | ((ops & Ops.WRITE) == 0 ? 0 : EpollCalls.OUT)
                : super.events(ops);
    }

    @Override
    int always() {
        return writes ? Ops.WRITE : Ops.READ;
    }

    @Override
    void happened(int events) {
        readerGone |= (events & ENDS) != 0;
    }

    @Override
    public @Nullable ByteBuffer receive() throws IOException {
        if (!writes) {
            return super.receive();
        }
        return readerGone ? backend().buffers().lend(0) : null;
    }

    @Override
    public int receive(ByteBuffer into) throws IOException {
        if (!writes) {
            return super.receive(into);
        }
        return readerGone ? Outcome.END : Outcome.WOULD_BLOCK;
    }

    @Override
    long take(long address, int length) {
        return backend().files().read(descriptor(), address, length);
    }

    @Override
    long give(long address, int length) {
        return backend().files().write(descriptor(), address, length);
    }

    @Override
    long give(long message, long pieces, int count) {
        return backend().files().writePieces(descriptor(), pieces, count);
    }

    @Override
    public boolean connect(SocketAddress to) {
        throw new UnsupportedOperationException("A pipe connects to nothing");
    }

    @Override
    public void shutdownOutput() {
        throw new UnsupportedOperationException("The output of a pipe ends when it is closed");
    }
}
