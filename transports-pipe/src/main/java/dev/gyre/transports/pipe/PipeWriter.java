package dev.gyre.transports.pipe;

import dev.gyre.loop.ErrorKind;
import dev.gyre.loop.EventLoop;
import dev.gyre.loop.LoopIOException;
import dev.gyre.loop.protocol.BaseProtocol;
import dev.gyre.loop.spi.StreamHandle;
import dev.gyre.loop.transport.PipeEnd;
import dev.gyre.loop.transport.WriteBufferLimits;
import dev.gyre.loop.transport.WriteTransport;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes to a pipe. Writing: {@code OPEN → ENDED} by {@code writeEof}, which closes; {@code → DROPPED} by {@code abort}. When nobody reads any more, it is closed: with nothing
 * queued in order, else as a broken pipe.
 */
final class PipeWriter extends PipeTransport implements WriteTransport {
    /** The dropped write that is logged, as in asyncio. */
    private static final int LOGGED_DROP = 5;

    private enum Writing {
        OPEN,
        ENDED,
        DROPPED
    }

    private BaseProtocol<? super WriteTransport> protocol;
    private Writing writing = Writing.OPEN;
    private WriteBufferLimits limits = WriteBufferLimits.DEFAULT;
    private int drops;

    private PipeWriter(
            EventLoop loop,
            StreamHandle handle,
            Opened opened,
            PipeEnd end,
            BaseProtocol<? super WriteTransport> protocol) {
        super(loop, handle, opened, end);
        this.protocol = protocol;
        handle.limits(limits.low(), limits.high());
    }

    static PipeWriter over(EventLoop loop, Opened opened, PipeEnd end, BaseProtocol<? super WriteTransport> protocol)
            throws IOException {
        return new PipeWriter(loop, loop.io().writePipe(opened.owned(), Silence.LISTENER), opened, end, protocol);
    }

    @Override
    void tellMade() throws Exception {
        protocol.connectionMade(this);
    }

    @Override
    void begun() {
        if (opened().hasPeer() && !handle().closing()) {
            handle().reading(true);
        }
    }

    /** asyncio reports no {@code OSError} of a pipe that is written. */
    @Override
    @Nullable
    String fatal(Throwable failure) {
        return failure instanceof IOException ? null : "Fatal write error on pipe transport";
    }

    @Override
    boolean isDropped() {
        return writing == Writing.DROPPED;
    }

    // What the handle tells

    @Override
    public void received(ByteBuffer view) {
        // A backend reads nothing at this end.
    }

    @Override
    public void end() {
        if (handle().closing()) {
            return;
        }
        Throwable failure = opened().behind().failure();
        if (failure == null && handle().queued() > 0) {
            failure = new LoopIOException(
                    ErrorKind.BROKEN_PIPE,
                    "Cannot write what is queued, " + handle().queued() + " bytes: nobody reads it any more",
                    null);
        }
        handle().abort(failure);
    }

    @Override
    public void pauseWriting() {
        call("pauseWriting", protocol::pauseWriting);
    }

    @Override
    public void resumeWriting() {
        call("resumeWriting", protocol::resumeWriting);
    }

    // What its user asks

    @Override
    public void write(ByteBuffer data) {
        checkThread();
        checkWritable();
        if (handle().closing()) {
            drop(data);
        } else if (data.hasRemaining()) {
            handle().write(data);
        }
    }

    @Override
    public void writelines(List<ByteBuffer> data) {
        checkThread();
        checkWritable();
        if (handle().closing()) {
            data.forEach(this::drop);
        } else if (!data.isEmpty()) {
            handle().write(data.toArray(ByteBuffer[]::new), 0, data.size());
        }
    }

    private void checkWritable() {
        if (writing == Writing.ENDED) {
            throw new IllegalStateException("Cannot write after writeEof()");
        }
    }

    private void drop(ByteBuffer data) {
        if (data.hasRemaining() && ++drops == LOGGED_DROP) {
            LOG.log(
                    Level.WARNING,
                    () -> LOGGED_DROP + " writes to " + this + " were dropped, because it is closed or nobody reads it"
                            + " any more; stop writing at connectionLost()");
        }
        data.position(data.limit());
    }

    @Override
    public boolean canWriteEof() {
        return true;
    }

    @Override
    public void writeEof() {
        checkThread();
        if (writing == Writing.OPEN && !handle().closing()) {
            writing = Writing.ENDED;
            handle().close();
        }
    }

    @Override
    public void abort() {
        checkThread();
        writing = Writing.DROPPED;
        handle().abort(null);
        dropRest();
    }

    @Override
    public long getWriteBufferSize() {
        checkThread();
        return handle().queued();
    }

    @Override
    public WriteBufferLimits getWriteBufferLimits() {
        checkThread();
        return limits;
    }

    @Override
    public void setWriteBufferLimits(@Nullable WriteBufferLimits wanted) {
        checkThread();
        limits = wanted == null ? WriteBufferLimits.DEFAULT : wanted;
        if (!handle().closing()) {
            handle().limits(limits.low(), limits.high());
        }
    }

    /** The caller answers for the protocol's type parameter, as {@code setProtocol} says. */
    @Override
    @SuppressWarnings("unchecked")
    public void setProtocol(BaseProtocol<?> next) {
        checkThread();
        protocol = (BaseProtocol<? super WriteTransport>) next;
    }

    @Override
    public BaseProtocol<?> getProtocol() {
        checkThread();
        return protocol;
    }
}
