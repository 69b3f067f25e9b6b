package dev.gyre.transports.tcp;

import dev.gyre.loop.ErrorKind;
import dev.gyre.loop.EventLoop;
import dev.gyre.loop.LoopFuture;
import dev.gyre.loop.LoopIOException;
import dev.gyre.loop.LoopPromise;
import dev.gyre.loop.protocol.BaseProtocol;
import dev.gyre.loop.protocol.Protocol;
import dev.gyre.loop.transport.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/**
 * One {@code sendfile} by reading and writing, for transports and backends that have no other way. It takes the place of the transport's
 * protocol until it is done, reads the file on the default executor, and obeys the write limits.
 */
final class FileCopy implements Protocol<Transport> {
    private static final int PIECE = 64 * 1024;

    private enum Flow {
        OPEN,
        PAUSED
    }

    private final EventLoop loop;
    private final LoopPromise<Long> promise;
    private final Transport transport;
    private final BaseProtocol<?> before;
    private final boolean resumes;
    private final Flow flowBefore;
    private final FileChannel file;
    private final long offset;
    private final long count;
    private Flow flow;
    private long sent;
    private long taken;
    private @Nullable LoopFuture<ByteBuffer> reading;

    FileCopy(EventLoop loop, Transport transport, FileChannel file, long offset, long count) {
        this.loop = loop;
        this.promise = loop.createFuture();
        this.transport = transport;
        this.before = transport.getProtocol();
        this.resumes = transport.isReading();
        this.flowBefore = transport.getWriteBufferSize()
                        > transport.getWriteBufferLimits().high()
                ? Flow.PAUSED
                : Flow.OPEN;
        this.flow = flowBefore;
        this.file = file;
        this.offset = offset;
        this.count = count;
    }

    LoopFuture<Long> start() {
        transport.pauseReading();
        transport.setProtocol(this);
        promise.addDoneCallback(done -> {
            if (done.isCancelled()) {
                giveBack();
            }
        });
        next();
        return promise;
    }

    /** Reads the next piece, unless it is the time to wait or to end. */
    private void next() {
        if (promise.isDone() || flow == Flow.PAUSED || reading != null) {
            return;
        }
        if (sent == count) {
            end(null);
            return;
        }
        long position = offset + sent;
        int length = (int) Math.min(PIECE, count - sent);
        LoopFuture<ByteBuffer> asked = loop.runInExecutor(() -> read(position, length));
        reading = asked;
        asked.addDoneCallback(this::read);
    }

    private ByteBuffer read(long position, int length) throws IOException {
        ByteBuffer piece = ByteBuffer.allocate(length);
        file.read(piece, position);
        return piece.flip();
    }

    private void read(LoopFuture<ByteBuffer> answer) throws Exception {
        reading = null;
        if (promise.isDone()) {
            return;
        }
        if (answer.isCancelled()) {
            promise.cancel();
        } else if (answer.exception() != null) {
            end(answer.exception());
        } else if (!answer.result().hasRemaining()) {
            end(null);
        } else {
            sent += answer.result().remaining();
            transport.write(answer.result());
            look();
            next();
        }
    }

    /** What is queued when the connection is lost was not sent, and the queue is gone by then. */
    private void look() {
        taken = Math.max(taken, sent - transport.getWriteBufferSize());
    }

    private void end(@Nullable Throwable failure) {
        giveBack();
        if (failure != null) {
            Failures.fail(promise, failure);
        } else if (!promise.isDone()) {
            promise.setResult(sent);
        }
    }

    private void giveBack() {
        if (transport.getProtocol() != this) {
            return;
        }
        transport.setProtocol(before);
        try {
            file.position(offset + sent);
        } catch (IOException e) {
            Failures.fail(promise, e);
        }
        if (resumes) {
            transport.resumeReading();
        }
        if (flow != flowBefore) {
            loop.callSoon(flow == Flow.PAUSED ? before::pauseWriting : before::resumeWriting);
        }
    }

    @Override
    public void pauseWriting() {
        flow = Flow.PAUSED;
    }

    @Override
    public void resumeWriting() {
        flow = Flow.OPEN;
        look();
        next();
    }

    @Override
    public boolean eofReceived() throws Exception {
        return before instanceof Protocol<?> reader && reader.eofReceived();
    }

    @Override
    public void connectionLost(@Nullable Throwable cause) throws Exception {
        sent = taken;
        end(
                cause != null
                        ? cause
                        : new LoopIOException(ErrorKind.CLOSED, "The transport was closed under sendfile()", null));
        before.connectionLost(cause);
    }
}
