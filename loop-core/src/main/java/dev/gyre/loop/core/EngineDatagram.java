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
import dev.gyre.loop.spi.OutgoingDatagrams;
import dev.gyre.loop.spi.Owned;
import dev.gyre.loop.spi.Port;
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
    private static final int SEND_BUDGET = 128;
    /** How often a port that leaves is asked to; each time something has come in between. */
    private static final int MOST_ROUNDS = 10_000;
    /** What a queued datagram counts beside its bytes, as asyncio has it. */
    private static final int HEADER = 8;
    /** How long it waits when the kernel has no buffers. */
    private static final long BUFFERS_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    /** How long it waits for a Unix socket that is full: it cannot be watched. */
    private static final long PEER_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private enum Life {
        OPEN,
        CLOSING,
        CLOSED
    }

    private record Waiting(ByteBuffer data, @Nullable SocketAddress to) {}

    private record Arrived(ByteBuffer data, @Nullable SocketAddress from, boolean cut) {}

    private DatagramListener listener;
    private final FlowControl flow = new FlowControl();
    private final ArrayDeque<Waiting> queue = new ArrayDeque<>();
    private final Callback delivering = this::deliver;
    private long queued;
    private long received;
    private long sent;
    /** Datagrams that a port has received before it left. */
    private final ArrayDeque<Arrived> arrived = new ArrayDeque<>();

    private int slot;
    private int offset;
    /** The dispatch of the last datagram that went at once. */
    private long sentIn = -1;

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
            flushReady();
        }
    }

    // Receiving

    private void receiveBatch() {
        deliverLeft();
        if (!receives()) {
            return;
        }
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
        if (count > 1 || count == 1 && batch.isRun(0)) {
            loop().dispatch().expectManyAnswers();
        }
        slot = 0;
        offset = 0;
        while (slot < count && receives()) {
            tell(delivering);
            advance(batch);
        }
        if (life == Life.OPEN) {
            keepRest(batch, count);
        }
        batch.clear();
    }

    private void advance(DatagramBatch batch) {
        if (!batch.hasMore(slot, offset)) {
            slot++;
            offset = 0;
        }
    }

    private boolean receives() {
        return reading && life == Life.OPEN;
    }

    private void deliver() {
        DatagramBatch batch = loop().datagrams();
        ByteBuffer view = batch.view(slot, offset);
        offset += view.remaining();
        received += view.remaining();
        try {
            listener.received(view, batch.address(slot), batch.truncated(slot) && !batch.hasMore(slot, offset));
        } finally {
            view.limit(0);
        }
    }

    /** Copies what is left of a batch when its listener has stopped reading. */
    private void keepRest(DatagramBatch batch, int count) {
        while (slot < count) {
            offset += keep(batch, slot, offset);
            advance(batch);
        }
    }

    /** Copies a datagram, to be delivered later; returns its size. */
    private int keep(DatagramBatch batch, int from, int at) {
        ByteBuffer copy = copy(batch.view(from, at));
        boolean cut = batch.truncated(from) && !batch.hasMore(from, at + copy.remaining());
        arrived.add(new Arrived(copy, batch.address(from), cut));
        return copy.remaining();
    }

    /** What only the port that leaves can tell apart, it receives before it leaves. */
    @Override
    void flip(Port next) {
        DatagramPort leaving = datagram();
        try {
            for (int most = MOST_ROUNDS; !leaving.withdraw() && most > 0; most--) {
                while (keepLeft(leaving)) {
                    // Until it would block.
                }
            }
        } catch (RuntimeException e) {
            later(() -> broken(e));
        }
        super.flip(next);
        if (!arrived.isEmpty()) {
            later(this::deliverLeft);
        }
    }

    private boolean keepLeft(DatagramPort leaving) {
        DatagramBatch batch = loop().leftDatagrams();
        try {
            if (leaving.receive(batch) == Outcome.WOULD_BLOCK) {
                return false;
            }
            for (int at = keep(batch, 0, 0); batch.hasMore(0, at); ) {
                at += keep(batch, 0, at);
            }
        } catch (IOException e) {
            later(() -> listener.failed(e));
        }
        batch.clear();
        return true;
    }

    private void later(Callback callback) {
        loop().callSoon(
                        () -> {
                            if (life != Life.CLOSED) {
                                callback.run();
                            }
                        },
                        context());
    }

    private void deliverLeft() {
        while (receives() && !arrived.isEmpty()) {
            Arrived next = arrived.remove();
            ByteBuffer view = next.data.asReadOnlyBuffer();
            received += view.remaining();
            tell(() -> {
                try {
                    listener.received(view, next.from, next.cut);
                } finally {
                    view.limit(0);
                }
            });
        }
    }

    // Sending

    @Override
    public void send(ByteBuffer data, @Nullable SocketAddress to) {
        if (life != Life.OPEN) {
            data.position(data.limit());
            return;
        }
        if (queue.isEmpty() && (gathers() ? gather(data, to) : attempt(data, to))) {
            return;
        }
        enqueue(data, to);
        rearm();
        pauseIfFull();
    }

    private void enqueue(ByteBuffer data, @Nullable SocketAddress to) {
        ByteBuffer copy = copy(data);
        queued += copy.remaining() + HEADER;
        queue.add(new Waiting(copy, to));
    }

    private static ByteBuffer copy(ByteBuffer data) {
        return ByteBuffer.allocate(data.remaining()).put(data).flip();
    }

    /** Whether a datagram is to leave at the end of the dispatch: when one is not alone in it, as far as one can know. */
    private boolean gathers() {
        Dispatch dispatch = loop().dispatch();
        if (dispatch.outbox().isOf(this)) {
            return true;
        }
        boolean second = sentIn == dispatch.number();
        sentIn = dispatch.number();
        return dispatch.running() && (second || dispatch.expectsManyAnswers());
    }

    /** True when the datagram is off the caller's hands. */
    private boolean gather(ByteBuffer data, @Nullable SocketAddress to) {
        Outbox outbox = loop().dispatch().outbox();
        if (outbox.offer(this, data, to)) {
            data.position(data.limit());
            if (outbox.isFull()) {
                flushOutbox();
            }
            return true;
        }
        if (outbox.isOf(this)) {
            // There is always room, except for what is longer than any datagram.
            flushOutbox();
        }
        return life != Life.OPEN || queue.isEmpty() && attempt(data, to);
    }

    /** Sends what was gathered; what the kernel does not take now waits in the queue. */
    void flushOutbox() {
        Outbox outbox = loop().dispatch().outbox();
        OutgoingDatagrams waiting = outbox.waiting();
        boolean goesOn = true;
        IOException failure = null;
        while (goesOn && failure == null && !waiting.isEmpty()) {
            int before = waiting.bytes();
            try {
                goesOn = datagram().send(waiting) != Outcome.WOULD_BLOCK;
            } catch (IOException e) {
                failure = e;
            } catch (RuntimeException e) {
                broken(e);
                return;
            }
            sent += before - waiting.bytes();
        }
        if (failure != null && !lacksBuffers(failure)) {
            waiting.taken(1);
        }
        for (int i = waiting.first(); i < waiting.end(); i++) {
            enqueue(waiting.data(i), waiting.to(i));
        }
        outbox.release();
        after(failure);
    }

    /** What follows an attempt to send several: those behind one that failed are tried at once. */
    private void after(@Nullable IOException failure) {
        if (failure != null && lacksBuffers(failure)) {
            waitFor(BUFFERS_NANOS);
        } else if (failure != null) {
            tell(() -> listener.failed(failure));
            flush();
        }
        if (life == Life.CLOSING && queue.isEmpty()) {
            closed(null);
        }
        rearm();
        pauseIfFull();
    }

    private static boolean lacksBuffers(IOException failure) {
        return failure instanceof LoopIOException known && known.kind() == ErrorKind.NO_BUFFERS;
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
            if (lacksBuffers(e)) {
                waitFor(BUFFERS_NANOS);
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

    /** The socket stays ready to write when the kernel lacks buffers or a peer on this machine has no room, so time has to tell. */
    private void waitFor(long nanos) {
        if (!starved) {
            starved = true;
            loop().callLater(nanos, TimeUnit.NANOSECONDS, this::retry, context());
        }
    }

    /** Flushes what is said to be ready; when nothing of it leaves, something else is full. */
    private void flushReady() {
        int before = queue.size();
        flush();
        if (live() && before > 0 && queue.size() == before) {
            waitFor(PEER_NANOS);
            rearm();
        }
    }

    private void retry() {
        starved = false;
        if (live()) {
            flushReady();
        }
    }

    private void flush() {
        loop().dispatch().outbox().flush();
        int left = SEND_BUDGET;
        for (int n = 1; left > 0 && n > 0 && !queue.isEmpty() && life != Life.CLOSED; left -= n) {
            n = queue.size() == 1 ? sendFirst() : sendSeveral(left);
        }
        if (flow.resumesAt(queued)) {
            tell(() -> listener.resumeWriting());
        }
        if (queue.isEmpty() && life == Life.CLOSING) {
            closed(null);
        }
        rearm();
    }

    /** Sends the first of the queue; returns how many have left it. */
    private int sendFirst() {
        Waiting first = queue.element();
        long size = first.data.remaining() + HEADER;
        if (!attempt(first.data, first.to)) {
            return 0;
        }
        if (life != Life.CLOSED) {
            queue.poll();
            queued -= size;
        }
        return 1;
    }

    /** Sends the first ones of the queue together; returns how many have left it. */
    private int sendSeveral(int most) {
        Outbox outbox = loop().dispatch().outbox();
        int loaded = load(outbox, most);
        if (loaded == 0) {
            return sendFirst();
        }
        OutgoingDatagrams waiting = outbox.waiting();
        IOException failure = null;
        try {
            datagram().send(waiting);
        } catch (IOException e) {
            failure = e;
        } catch (RuntimeException e) {
            broken(e);
            return 0;
        }
        int done = loaded - waiting.count();
        outbox.release();
        for (int i = 0; i < done; i++) {
            sent += dequeue();
        }
        if (failure == null) {
            return done;
        }
        if (lacksBuffers(failure)) {
            waitFor(BUFFERS_NANOS);
            return 0;
        }
        dequeue();
        IOException told = failure;
        tell(() -> listener.failed(told));
        return done + 1;
    }

    private int load(Outbox outbox, int most) {
        int loaded = 0;
        for (Waiting each : queue) {
            if (loaded == most || !outbox.offer(this, each.data, each.to)) {
                break;
            }
            loaded++;
        }
        return loaded;
    }

    /** Takes the first of the queue off; returns how many bytes it has. */
    private int dequeue() {
        int size = queue.remove().data.remaining();
        queued -= size + HEADER;
        return size;
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
        if (on && !arrived.isEmpty()) {
            later(this::deliverLeft);
        }
    }

    @Override
    public void close() {
        if (life == Life.OPEN) {
            life = Life.CLOSING;
            if (loop().dispatch().outbox().isOf(this)) {
                flushOutbox();
            } else if (queue.isEmpty()) {
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
        arrived.clear();
        if (loop().dispatch().outbox().isOf(this)) {
            loop().dispatch().outbox().release();
        }
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
