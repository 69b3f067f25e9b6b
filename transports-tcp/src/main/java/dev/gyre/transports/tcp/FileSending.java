package dev.gyre.transports.tcp;

import dev.gyre.loop.ErrorKind;
import dev.gyre.loop.EventLoop;
import dev.gyre.loop.LoopFuture;
import dev.gyre.loop.LoopIOException;
import dev.gyre.loop.LoopPromise;
import dev.gyre.loop.SendfileNotAvailableException;
import dev.gyre.loop.spi.Capability;
import dev.gyre.loop.transport.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.NonReadableChannelException;
import org.jspecify.annotations.Nullable;

/**
 * One {@code sendfile} without a copy, piece by piece. Reading is paused meanwhile and writing refused. However it ends, the file's position is
 * then after the last byte sent.
 */
final class FileSending {
    /** Bytes of a piece. */
    private static final long PIECE = 16L * 1024 * 1024;

    /** To try whether the file can be read, before the connection has to do with it. */
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final LoopPromise<Long> promise;
    private final StreamTransport transport;
    private final FileChannel file;
    private final long offset;
    private final long count;
    private final boolean resumes;
    private long sent;

    private FileSending(EventLoop loop, StreamTransport transport, FileChannel file, long offset, long count) {
        this.promise = loop.createFuture();
        this.transport = transport;
        this.file = file;
        this.offset = offset;
        this.count = count;
        this.resumes = transport.isReading();
    }

    /** Starts to send, by the way that the transport and the backend have. */
    static LoopFuture<Long> start(
            EventLoop loop, Transport transport, FileChannel file, long offset, long count, boolean fallback) {
        if (offset < 0) {
            throw new IllegalArgumentException("The offset is negative: " + offset);
        }
        if (count == 0) {
            throw new IllegalArgumentException("The count is 0; name how many bytes, or a negative count for all");
        }
        if (transport.isClosing()) {
            throw new IllegalStateException("Cannot send a file: the transport is closing");
        }
        long bytes;
        try {
            file.read(NOTHING, offset);
            long there = Math.max(0, file.size() - offset);
            bytes = count < 0 ? there : Math.min(count, there);
        } catch (IOException | NonReadableChannelException e) {
            LoopPromise<Long> failed = loop.createFuture();
            failed.setException(e);
            return failed;
        }
        if (transport instanceof StreamTransport stream
                && loop.io().capabilities().contains(Capability.SEND_FILE)) {
            FileSending sending = new FileSending(loop, stream, file, offset, bytes);
            sending.begin();
            return sending.promise;
        }
        if (!fallback) {
            throw new SendfileNotAvailableException(
                    "Sending a file without a copy needs a plain stream transport and a backend with the capability "
                            + Capability.SEND_FILE + "; allow the fallback to have it copied");
        }
        return new FileCopy(loop, transport, file, offset, bytes).start();
    }

    private void begin() {
        promise.addDoneCallback(done -> {
            if (done.isCancelled()) {
                transport.stopFile();
            }
        });
        if (count > 0) {
            transport.sendFile(file, offset, Math.min(count, PIECE), this::pieceSent);
            transport.pauseReading();
        } else {
            end(null);
        }
    }

    private void pieceSent(long taken, @Nullable Throwable failure) {
        sent += taken;
        if (failure != null || taken == 0 || sent == count || promise.isDone()) {
            end(failure);
        } else {
            sendNext();
        }
    }

    private void sendNext() {
        try {
            transport.sendFile(file, offset + sent, Math.min(count - sent, PIECE), this::pieceSent);
        } catch (IllegalStateException closedMeanwhile) {
            end(new LoopIOException(
                    ErrorKind.CLOSED, "The transport was closed under sendfile() after " + sent + " bytes", null));
        }
    }

    private void end(@Nullable Throwable failure) {
        if (resumes) {
            transport.resumeReading();
        }
        try {
            file.position(offset + sent);
        } catch (IOException e) {
            Failures.fail(promise, failure == null ? e : failure);
        }
        if (failure != null) {
            Failures.fail(promise, failure);
        } else if (!promise.isDone()) {
            promise.setResult(sent);
        }
    }
}
