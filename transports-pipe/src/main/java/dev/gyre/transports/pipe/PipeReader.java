package dev.gyre.transports.pipe;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.protocol.BaseProtocol;
import dev.gyre.loop.protocol.BufferedProtocol;
import dev.gyre.loop.protocol.Protocol;
import dev.gyre.loop.protocol.StreamProtocol;
import dev.gyre.loop.spi.StreamHandle;
import dev.gyre.loop.transport.PipeEnd;
import dev.gyre.loop.transport.ReadTransport;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Reads from a pipe. Reading: {@code ON ↔ PAUSED}. Its end closes it, whatever the protocol says. */
final class PipeReader extends PipeTransport implements ReadTransport {
    private enum Reading {
        ON,
        PAUSED
    }

    private StreamProtocol<? super ReadTransport> protocol;
    private Reading reading = Reading.ON;
    private @Nullable BufferedProtocol<?> lender;

    private PipeReader(
            EventLoop loop,
            StreamHandle handle,
            Opened opened,
            PipeEnd end,
            StreamProtocol<? super ReadTransport> protocol) {
        super(loop, handle, opened, end);
        this.protocol = protocol;
    }

    static PipeReader over(EventLoop loop, Opened opened, PipeEnd end, StreamProtocol<? super ReadTransport> protocol)
            throws IOException {
        try {
            check(protocol);
        } catch (IllegalArgumentException e) {
            loop.io().sockets().close(opened.owned());
            throw e;
        }
        return new PipeReader(loop, loop.io().readPipe(opened.owned(), Silence.LISTENER), opened, end, protocol);
    }

    private static void check(BaseProtocol<?> protocol) {
        if (!(protocol instanceof Protocol<?> || protocol instanceof BufferedProtocol<?>)) {
            throw new IllegalArgumentException("A pipe that is read calls a Protocol or a BufferedProtocol, and "
                    + protocol.getClass().getName() + " is neither");
        }
    }

    @Override
    void tellMade() throws Exception {
        protocol.connectionMade(this);
    }

    @Override
    void begun() {
        if (isReading()) {
            handle().reading(true);
        }
    }

    @Override
    @Nullable
    String fatal(Throwable failure) {
        return Failures.isHangUp(failure) ? null : "Fatal read error on pipe transport";
    }

    /** What has not been read when it is closed is nobody's. */
    @Override
    boolean isDropped() {
        return true;
    }

    // What the handle tells

    @Override
    public @Nullable ByteBuffer buffer(int sizeHint) {
        lender = protocol instanceof BufferedProtocol<?> giver ? giver : null;
        if (lender == null) {
            return null;
        }
        ByteBuffer[] given = new ByteBuffer[1];
        call("getBuffer", () -> given[0] = usable(lender.getBuffer(sizeHint)));
        return given[0];
    }

    private static ByteBuffer usable(@Nullable ByteBuffer buffer) {
        if (buffer == null || !buffer.hasRemaining() || buffer.isReadOnly()) {
            throw new IllegalStateException("getBuffer() returned "
                    + (buffer == null ? "null" : buffer.isReadOnly() ? "a read-only buffer" : "an empty buffer")
                    + "; return one with room between position and limit");
        }
        return buffer;
    }

    @Override
    public void received(ByteBuffer view) {
        if (protocol instanceof Protocol<?> hearing && !handle().closing()) {
            call("dataReceived", () -> hearing.dataReceived(view));
        }
    }

    @Override
    public void filled(int count) {
        BufferedProtocol<?> giver = lender;
        if (giver != null && !handle().closing()) {
            call("bufferUpdated", () -> giver.bufferUpdated(count));
        }
    }

    @Override
    public void end() {
        if (handle().closing()) {
            return;
        }
        Throwable failure = opened().behind().failure();
        if (failure != null) {
            handle().abort(failure);
            return;
        }
        call("eofReceived", () -> protocol.eofReceived());
        handle().close();
    }

    // What its user asks

    @Override
    public boolean isReading() {
        checkThread();
        return reading == Reading.ON && !handle().closing();
    }

    @Override
    public void pauseReading() {
        checkThread();
        if (isReading()) {
            reading = Reading.PAUSED;
            handle().reading(false);
        }
    }

    @Override
    public void resumeReading() {
        checkThread();
        if (reading == Reading.PAUSED && !handle().closing()) {
            reading = Reading.ON;
            if (isOpen()) {
                handle().reading(true);
            }
        }
    }

    /** The caller answers for the protocol's type parameter, as {@code setProtocol} says. */
    @Override
    @SuppressWarnings("unchecked")
    public void setProtocol(BaseProtocol<?> next) {
        checkThread();
        check(next);
        protocol = (StreamProtocol<? super ReadTransport>) next;
    }

    @Override
    public BaseProtocol<?> getProtocol() {
        checkThread();
        return protocol;
    }
}
