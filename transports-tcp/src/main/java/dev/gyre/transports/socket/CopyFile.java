package dev.gyre.transports.socket;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.LoopFuture;
import dev.gyre.loop.LoopPromise;
import dev.gyre.loop.spi.Ops;
import dev.gyre.loop.spi.SocketKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * One {@code sockSendfile} on a backend that has no other way: a piece is read on the default executor and sent, and then the next. A read under
 * way is not cancelled, for the interrupt would close the file.
 */
final class CopyFile {
    private static final int PIECE = 64 * 1024;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final EventLoop loop;
    private final PlainSocket socket;
    private final FileChannel file;
    private final long offset;
    private final long count;
    private final LoopPromise<Long> promise;
    private LoopFuture<?> sending;
    private ByteBuffer piece = NOTHING;
    private long read;

    CopyFile(EventLoop loop, PlainSocket socket, FileChannel file, long offset, long count) {
        this.loop = loop;
        this.socket = socket;
        this.file = file;
        this.offset = offset;
        this.count = count;
        this.promise = loop.createFuture();
        this.sending = promise;
    }

    LoopFuture<Long> start() {
        promise.addDoneCallback(done -> {
            if (done.isCancelled()) {
                sending.cancel();
                moveFile();
            }
        });
        readNext();
        return promise;
    }

    private long sent() {
        return read - piece.remaining();
    }

    private void readNext() {
        int length = (int) Math.min(PIECE, count - read);
        if (length == 0) {
            end();
            return;
        }
        long position = offset + read;
        LoopFuture<ByteBuffer> reading = loop.runInExecutor(() -> {
            ByteBuffer next = ByteBuffer.allocate(length);
            file.read(next, position);
            return next.flip();
        });
        reading.addDoneCallback(this::sendNext);
    }

    private void sendNext(LoopFuture<ByteBuffer> reading) throws Exception {
        if (!ended(reading)) {
            send(reading.result());
        }
    }

    private void send(ByteBuffer next) throws IOException {
        if (!next.hasRemaining()) {
            end();
            return;
        }
        piece = next;
        read += next.remaining();
        sending = Operation.start(loop, socket, "sockSendfile", Ops.WRITE, new SendAll(next, SocketKind.STREAM));
        sending.addDoneCallback(done -> {
            if (!ended(done)) {
                readNext();
            }
        });
    }

    private void end() {
        try {
            moveFile();
            promise.setResult(sent());
        } catch (IOException e) {
            promise.setException(e);
        }
    }

    /** {@return whether a step was the last one, for it or the whole has failed or was cancelled} */
    private boolean ended(LoopFuture<?> step) throws IOException {
        if (promise.isDone()) {
            return true;
        }
        if (step.isCancelled()) {
            promise.cancel();
        } else if (step.exception() != null) {
            moveFile();
            promise.setException(step.exception());
        }
        return promise.isDone();
    }

    private void moveFile() throws IOException {
        if (sent() > 0 && file.isOpen()) {
            file.position(offset + sent());
        }
    }
}
