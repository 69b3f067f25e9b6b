package dev.gyre.loop.core;

import dev.gyre.loop.Callback;
import dev.gyre.loop.ErrorKind;
import dev.gyre.loop.LoopIOException;
import dev.gyre.loop.spi.Ops;
import dev.gyre.loop.spi.Outcome;
import dev.gyre.loop.spi.Owned;
import dev.gyre.loop.spi.Port;
import dev.gyre.loop.spi.PortKind;
import dev.gyre.loop.spi.StreamHandle;
import dev.gyre.loop.spi.StreamListener;
import dev.gyre.loop.spi.StreamPort;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/**
 * A stream, or one end of a pipe, over whatever port it has at the moment.
 *
 * <p>Life: {@code CONNECTING → OPEN → CLOSING → CLOSED}; any may go to {@code CLOSED} directly. Sending: {@code OPEN → ENDING} (after the queue)
 * {@code → ENDED}. Receiving: {@code PAUSED ↔ READING → ENDED}.
 */
final class EngineStream extends PortHandle implements StreamHandle {
    /** Receives of one dispatch, each of up to the loop's receive buffer. */
    private static final int READ_BUDGET = 8;
    /** Bytes of the queue that one dispatch sends. */
    private static final long WRITE_BUDGET = 1024 * 1024;
    /** A write of this size or more is not gathered with others. */
    private static final int STAGE_BELOW = 16 * 1024;

    private enum Life {
        CONNECTING,
        OPEN,
        CLOSING,
        CLOSED
    }

    private enum Receiving {
        PAUSED,
        READING,
        ENDED
    }

    private enum Sending {
        OPEN,
        ENDING,
        ENDED
    }

    private final PortKind established;
    private final FlowControl flow = new FlowControl();
    private final WriteQueue queue;
    private StreamListener listener;
    private Life life;
    private Receiving receiving = Receiving.PAUSED;
    private Sending sending;
    private @Nullable FileWrite file;
    private long received;
    private long sent;
    private long sentDirectlyIn = -1;
    private boolean staged;
    private @Nullable Runnable waiting;

    EngineStream(EngineLoop loop, Owned owned, StreamListener listener, PortKind kind) {
        super(loop, owned);
        this.listener = listener;
        this.queue = new WriteQueue(loop.chunks());
        this.life = kind == PortKind.CONNECTING ? Life.CONNECTING : Life.OPEN;
        this.established = kind == PortKind.CONNECTING ? PortKind.STREAM : kind;
        this.sending = kind == PortKind.READ_PIPE ? Sending.ENDED : Sending.OPEN;
    }

    @Override
    PortKind kind() {
        return life == Life.CONNECTING ? PortKind.CONNECTING : established;
    }

    /** Does what had to wait while there was no backend. */
    @Override
    void flip(Port next) {
        super.flip(next);
        Runnable waited = waiting;
        if (waited != null) {
            waiting = null;
            later(() -> {
                if (life != Life.CLOSED) {
                    waited.run();
                }
            });
        }
    }

    private StreamPort stream() {
        return (StreamPort) port();
    }

    @Override
    public void listener(StreamListener next) {
        listener = next;
    }

    // Connecting

    void connect(SocketAddress remote) {
        if (port() instanceof ParkedPort) {
            waiting = () -> connect(remote);
            return;
        }
        try {
            if (stream().connect(remote)) {
                later(this::connected);
            } else {
                arm(Ops.WRITE);
            }
        } catch (IOException e) {
            fail(e);
        }
    }

    private void finishConnect() {
        boolean done;
        try {
            done = stream().finishConnect();
        } catch (IOException e) {
            fail(e);
            return;
        }
        if (done) {
            connected();
        }
    }

    private void connected() {
        if (life == Life.CONNECTING) {
            life = Life.OPEN;
            rearm();
            if (sending == Sending.ENDING && queue.isEmpty()) {
                shutdownOutput();
            }
            tell(listener::connected);
        }
    }

    // Receiving

    @Override
    public void reading(boolean on) {
        if (receiving != Receiving.ENDED && life != Life.CLOSING && life != Life.CLOSED) {
            receiving = on ? Receiving.READING : Receiving.PAUSED;
            rearm();
        }
    }

    @Override
    void ready(int ops) {
        if (life == Life.CONNECTING) {
            finishConnect();
            return;
        }
        if ((ops & Ops.READ) != 0) {
            receiveSome();
        }
        if ((ops & Ops.WRITE) != 0 && live()) {
            flush();
        }
    }

    private void receiveSome() {
        for (int left = READ_BUDGET; left > 0 && receiving == Receiving.READING && life == Life.OPEN; left--) {
            boolean more;
            try {
                ByteBuffer into = listener.buffer(-1);
                more = life == Life.OPEN && (into == null ? lend() : fill(into));
            } catch (IOException e) {
                fail(e);
                return;
            } catch (Exception | Error e) {
                abort(e);
                throw Sneaky.sneak(e);
            }
            if (!more) {
                return;
            }
        }
    }

    private boolean lend() throws IOException {
        ByteBuffer view = stream().receive();
        if (view == null) {
            return false;
        }
        if (!view.hasRemaining()) {
            ended();
            return false;
        }
        boolean full = view.remaining() == view.capacity();
        received += view.remaining();
        try {
            listener.received(view);
        } catch (RuntimeException | Error e) {
            abort(e);
            throw e;
        } finally {
            view.limit(0);
        }
        return full;
    }

    /** Never says that there is more: a buffer is asked for only when a poll has said that there is something (clause 6). */
    private boolean fill(ByteBuffer into) throws IOException {
        if (!into.hasRemaining()) {
            throw new IllegalStateException("The buffer to receive into has no room");
        }
        int count = stream().receive(into);
        if (count == Outcome.END) {
            ended();
        } else if (count > 0) {
            received += count;
            listener.filled(count);
        }
        return false;
    }

    private void ended() {
        receiving = Receiving.ENDED;
        rearm();
        tell(listener::end);
    }

    // Sending

    @Override
    public void write(ByteBuffer src) {
        if (!takesBytes()) {
            src.position(src.limit());
            return;
        }
        if (mayGoDirectly(src.remaining())) {
            sendDirectly(src);
        }
        if (src.hasRemaining() && life != Life.CLOSED) {
            queue.append(src);
            waitForRoomOrTheEndOfTheDispatch();
        }
        src.position(src.limit());
    }

    @Override
    public void write(ByteBuffer[] srcs, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            write(srcs[i]);
        }
    }

    private boolean takesBytes() {
        if (file != null) {
            throw new IllegalStateException("A file is being sent on this stream; write again when it is done");
        }
        return sending == Sending.OPEN && life != Life.CLOSED && life != Life.CLOSING;
    }

    /** Flushes what is staged only where nothing resumes by it: what a listener then writes must not overtake the present bytes. */
    private boolean mayGoDirectly(int length) {
        if (life == Life.CONNECTING || (armed() & Ops.WRITE) != 0) {
            return false;
        }
        if (length >= STAGE_BELOW && staged && !flow.paused()) {
            flushStaged();
            return queue.isEmpty() && life == Life.OPEN;
        }
        return queue.isEmpty()
                && (length >= STAGE_BELOW || sentDirectlyIn != loop().dispatch().number());
    }

    private void sendDirectly(ByteBuffer src) {
        sentDirectlyIn = loop().dispatch().number();
        int before = src.remaining();
        try {
            stream().send(src);
        } catch (IOException e) {
            fail(e);
            return;
        }
        sent += before - src.remaining();
        if (src.hasRemaining()) {
            queue.append(src);
            rearm();
            pauseIfFull();
        }
    }

    private void waitForRoomOrTheEndOfTheDispatch() {
        if ((armed() & Ops.WRITE) == 0 && life == Life.OPEN && !staged) {
            staged = true;
            loop().dispatch().flushLater(this);
        }
        pauseIfFull();
    }

    private void pauseIfFull() {
        if (flow.pausesAt(queue.size())) {
            tell(listener::pauseWriting);
        }
    }

    /** Sends what was gathered in the dispatch that ends. */
    void flushStaged() {
        if (staged) {
            staged = false;
            if (live() && (armed() & Ops.WRITE) == 0) {
                flush();
            }
        }
    }

    private void flush() {
        if (life == Life.CLOSED) {
            return;
        }
        long before = queue.size();
        try {
            queue.sendTo(stream(), WRITE_BUDGET);
        } catch (IOException e) {
            sent += before - queue.size();
            fail(e);
            return;
        }
        sent += before - queue.size();
        if (flow.resumesAt(queue.size())) {
            tell(listener::resumeWriting);
        }
        if (queue.isEmpty() && life != Life.CLOSED) {
            flushed();
        }
        rearm();
    }

    private void flushed() {
        FileWrite sendingFile = file;
        if (sendingFile != null) {
            advance(sendingFile);
        }
        if (file == null && queue.isEmpty() && life != Life.CLOSED) {
            if (sending == Sending.ENDING) {
                shutdownOutput();
            }
            if (life == Life.CLOSING) {
                closed(null);
            }
        }
    }

    private void advance(FileWrite sendingFile) {
        boolean done;
        long before = sendingFile.sent();
        try {
            done = sendingFile.advance(stream());
            sent += sendingFile.sent() - before;
        } catch (IOException | RuntimeException e) {
            sent += sendingFile.sent() - before;
            file = null;
            tell(() -> listener.fileSent(sendingFile.sent(), e));
            fail(e);
            return;
        }
        if (done) {
            file = null;
            tell(() -> listener.fileSent(sendingFile.sent(), null));
        }
    }

    @Override
    public void writeFile(FileChannel source, long position, long count) {
        if (!takesBytes()) {
            later(() -> tell(() -> listener.fileSent(0, closedException())));
            return;
        }
        file = new FileWrite(source, position, count);
        rearm();
    }

    @Override
    public void stopFile() {
        FileWrite stopped = file;
        if (stopped != null) {
            file = null;
            tell(() -> listener.fileSent(stopped.sent(), null));
            if (queue.isEmpty()) {
                flushed();
            }
            rearm();
        }
    }

    private LoopIOException closedException() {
        return new LoopIOException(ErrorKind.CLOSED, "The stream is closed or its sending side has ended", null);
    }

    @Override
    public long queued() {
        return queue.size();
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
        if (flow.resumesAt(queue.size())) {
            tell(listener::resumeWriting);
        }
    }

    @Override
    public void endOutput() {
        if (established != PortKind.STREAM) {
            close();
        } else if (sending == Sending.OPEN && life != Life.CLOSED) {
            sending = Sending.ENDING;
            if (life == Life.OPEN && queue.isEmpty() && file == null) {
                shutdownOutput();
            }
        }
    }

    private void shutdownOutput() {
        if (port() instanceof ParkedPort) {
            waiting = this::shutdownOutput;
            return;
        }
        sending = Sending.ENDED;
        try {
            stream().shutdownOutput();
        } catch (IOException e) {
            fail(e);
        }
    }

    private void rearm() {
        if (!live()) {
            return;
        }
        if (life == Life.CONNECTING) {
            arm(Ops.WRITE);
            return;
        }
        boolean reads = receiving == Receiving.READING && life == Life.OPEN;
        boolean writes = life != Life.CLOSED && (file != null || !queue.isEmpty());
        arm((reads ? Ops.READ : Ops.NONE) | (writes ? Ops.WRITE : Ops.NONE));
    }

    // Ending

    @Override
    public void close() {
        if (life == Life.CLOSING || life == Life.CLOSED) {
            return;
        }
        if (life == Life.CONNECTING || (queue.isEmpty() && file == null)) {
            closed(null);
            return;
        }
        life = Life.CLOSING;
        receiving = Receiving.ENDED;
        if (!staged) {
            rearm();
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

    @Override
    public boolean closing() {
        return life == Life.CLOSING || life == Life.CLOSED;
    }

    /** Nothing moves from here on; the listener hears it by a later callback, and then the socket is closed. */
    private void closed(@Nullable Throwable cause) {
        life = Life.CLOSED;
        receiving = Receiving.ENDED;
        queue.clear();
        FileWrite unsent = file;
        file = null;
        if (live()) {
            arm(Ops.NONE);
        }
        later(() -> {
            try {
                if (unsent != null) {
                    listener.fileSent(unsent.sent(), cause == null ? closedException() : cause);
                }
                listener.closed(cause);
            } finally {
                Flight.connectionEnded(loop(), this);
                closePort();
            }
        });
    }

    @Override
    public Owned surrender() {
        if (life != Life.OPEN || !queue.isEmpty() || file != null || waiting != null) {
            throw new IllegalStateException("Cannot give up " + describe() + ": it is " + life + " with " + queue.size()
                    + " bytes queued" + (waiting == null ? "" : " and something that waits for a backend")
                    + "; wait until everything is done");
        }
        life = Life.CLOSED;
        return release();
    }

    private void later(Callback callback) {
        loop().callSoon(callback, context());
    }

    private void tell(Callback callback) {
        loop().dispatch().contain("Exception in the listener of a stream", context(), () -> {
            try {
                callback.run();
            } catch (Exception | Error e) {
                abort(e);
                throw e;
            }
        });
    }
}
