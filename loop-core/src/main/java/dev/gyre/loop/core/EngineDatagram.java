package dev.gyre.loop.core;

import dev.gyre.loop.Callback;
import dev.gyre.loop.ErrorKind;
import dev.gyre.loop.ExceptionContext;
import dev.gyre.loop.LoopIOException;
import dev.gyre.loop.spi.DatagramBatch;
import dev.gyre.loop.spi.DatagramHandle;
import dev.gyre.loop.spi.DatagramListener;
import dev.gyre.loop.spi.DatagramPort;
import dev.gyre.loop.spi.Ops;
import dev.gyre.loop.spi.Outcome;
import dev.gyre.loop.spi.Owned;
import dev.gyre.loop.spi.PortKind;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A datagram socket. Life: {@code OPEN → CLOSING → CLOSED}. */
final class EngineDatagram extends PortHandle implements DatagramHandle {
    /** Datagrams sent from the queue in one dispatch. */
    private static final int SEND_BUDGET = 64;
    /** What a queued datagram counts beside its bytes, as asyncio has it. */
    private static final int HEADER = 8;
    /** How long it waits when the kernel has no buffers. */
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private enum Life {
        OPEN,
        CLOSING,
        CLOSED
    }

    private record Waiting(ByteBuffer data, @Nullable SocketAddress to) {}

    private DatagramListener listener;
    private final FlowControl flow = new FlowControl();
    private final ArrayDeque<Waiting> queue = new ArrayDeque<>();
    private final Callback delivering = this::deliver;
    private long queued;
    private long received;
    private long sent;
    private int slot;
    private boolean starved;
    private boolean reading;
    private Life life = Life.OPEN;

    EngineDatagram(EngineLoop loop, Owned owned, DatagramListener listener) {
        super(loop, owned);
        this.listener = listener;
    }

    @Override
    PortKind kind() {
        return PortKind.DATAGRAM;
    }

    @Override
    public void listener(DatagramListener next) {
        listener = next;
    }

    private DatagramPort datagram() {
        return (DatagramPort) port();
    }

    @Override
    void ready(int ops) {
        if ((ops & Ops.READ) != 0) {
            receiveBatch();
        }
        if ((ops & Ops.WRITE) != 0 && live()) {
            flush();
        }
    }

    private void receiveBatch() {
        DatagramBatch batch = loop().datagrams();
        int count;
        try {
            count = datagram().receive(batch);
        } catch (IOException e) {
            tell(() -> listener.failed(e));
            return;
        } catch (RuntimeException e) {
            batch.clear();
            broken(e);
            return;
        }
        for (slot = 0; slot < count && reading && life == Life.OPEN; slot++) {
            tell(delivering);
        }
        batch.clear();
    }

    private void deliver() {
        DatagramBatch batch = loop().datagrams();
        ByteBuffer view = batch.view(slot);
        received += view.remaining();
        try {
            listener.received(view, batch.address(slot), batch.truncated(slot));
        } finally {
            view.limit(0);
        }
    }

    @Override
    public void send(ByteBuffer data, @Nullable SocketAddress to) {
        if (life != Life.OPEN) {
            data.position(data.limit());
            return;
        }
        if (queue.isEmpty() && attempt(data, to)) {
            return;
        }
        ByteBuffer copy = ByteBuffer.allocate(data.remaining()).put(data).flip();
        queued += copy.remaining() + HEADER;
        queue.add(new Waiting(copy, to));
        rearm();
        pauseIfFull();
    }

    /** True when the datagram is off the loop's hands: sent, or refused and reported. */
    private boolean attempt(ByteBuffer data, @Nullable SocketAddress to) {
        int size = data.remaining();
        try {
            if (datagram().send(data, to) == Outcome.WOULD_BLOCK) {
                return false;
            }
            sent += size;
        } catch (IOException e) {
            if (e instanceof LoopIOException known && known.kind() == ErrorKind.NO_BUFFERS) {
                waitForBuffers();
                return false;
            }
            tell(() -> listener.failed(e));
        } catch (RuntimeException e) {
            broken(e);
        }
        data.position(data.limit());
        return true;
    }

    /** What is no failure of the network would fail again and again: the port is at its end. */
    private void broken(RuntimeException failure) {
        abort(failure);
        loop().failures()
                .report(
                        ExceptionContext.of("Fatal error on a datagram socket")
                                .exception(failure)
                                .build(),
                        context());
    }

    /** The socket stays ready to write when the kernel lacks buffers, so time has to tell. */
    private void waitForBuffers() {
        if (!starved) {
            starved = true;
            loop().callLater(RETRY_NANOS, TimeUnit.NANOSECONDS, this::retry, context());
        }
    }

    private void retry() {
        starved = false;
        if (live()) {
            flush();
        }
    }

    private void flush() {
        for (int left = SEND_BUDGET; left > 0 && !queue.isEmpty() && life != Life.CLOSED; left--) {
            Waiting first = queue.element();
            long size = first.data.remaining() + HEADER;
            if (!attempt(first.data, first.to)) {
                break;
            }
            if (life != Life.CLOSED) {
                queue.poll();
                queued -= size;
            }
        }
        if (flow.resumesAt(queued)) {
            tell(() -> listener.resumeWriting());
        }
        if (queue.isEmpty() && life == Life.CLOSING) {
            closed(null);
        }
        rearm();
    }

    private void rearm() {
        if (live()) {
            boolean reads = reading && life == Life.OPEN;
            boolean writes = !queue.isEmpty() && life != Life.CLOSED && !starved;
            arm((reads ? Ops.READ : Ops.NONE) | (writes ? Ops.WRITE : Ops.NONE));
        }
    }

    private void pauseIfFull() {
        if (flow.pausesAt(queued)) {
            tell(() -> listener.pauseWriting());
        }
    }

    @Override
    public long queued() {
        return queued;
    }

    @Override
    public long received() {
        return received;
    }

    @Override
    public long sent() {
        return sent;
    }

    @Override
    public void limits(long low, long high) {
        flow.limits(low, high);
        pauseIfFull();
        if (flow.resumesAt(queued)) {
            tell(() -> listener.resumeWriting());
        }
    }

    @Override
    public void reading(boolean on) {
        reading = on;
        rearm();
    }

    @Override
    public void close() {
        if (life == Life.OPEN) {
            life = Life.CLOSING;
            if (queue.isEmpty()) {
                closed(null);
            } else {
                rearm();
            }
        }
    }

    @Override
    public void abort(@Nullable Throwable cause) {
        if (life != Life.CLOSED) {
            closed(cause);
        }
    }

    @Override
    void fail(Throwable cause) {
        abort(cause);
    }

    private void closed(@Nullable Throwable cause) {
        life = Life.CLOSED;
        queue.clear();
        queued = 0;
        if (live()) {
            arm(Ops.NONE);
        }
        loop().callSoon(
                        () -> {
                            try {
                                listener.closed(cause);
                            } finally {
                                closePort();
                            }
                        },
                        context());
    }

    private void tell(Callback callback) {
        loop().dispatch().contain("Exception in the listener of a datagram socket", context(), callback);
    }
}
