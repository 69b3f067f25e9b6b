package dev.gyre.transports.socket;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.LoopFuture;
import dev.gyre.loop.SendfileNotAvailableException;
import dev.gyre.loop.spi.Capability;
import dev.gyre.loop.spi.Ops;
import dev.gyre.loop.spi.Outcome;
import dev.gyre.loop.spi.SocketHandle;
import dev.gyre.loop.spi.SocketKind;
import java.io.IOException;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/**
 * One {@code sockSendfile}, a piece at each readiness. However it ends, the file's position is then after the last byte sent, unless nothing
 * was.
 */
final class SendFile implements Operation.Attempt<Long> {
    /** Bytes of one attempt. */
    private static final long PIECE = 1024 * 1024;

    private final FileChannel file;
    private final long offset;
    private final long count;
    private long sent;

    private SendFile(FileChannel file, long offset, long count) {
        this.file = file;
        this.offset = offset;
        this.count = count;
    }

    static LoopFuture<Long> start(
            EventLoop loop, PlainSocket socket, FileChannel file, long offset, long count, boolean fallback) {
        check(socket, offset, count);
        long most = count < 0 ? Long.MAX_VALUE - offset : count;
        SendFile sending = new SendFile(file, offset, most);
        if (loop.io().capabilities().contains(Capability.SEND_FILE)) {
            LoopFuture<Long> done = Operation.start(loop, socket, "sockSendfile", Ops.WRITE, sending);
            done.addDoneCallback(ended -> {
                if (ended.isCancelled()) {
                    sending.moveFile();
                }
            });
            return done;
        }
        if (!fallback) {
            throw new SendfileNotAvailableException("The backend " + loop.backend()
                    + " cannot send a file without a copy: it lacks the capability " + Capability.SEND_FILE
                    + "; allow the fallback to have it copied");
        }
        return new CopyFile(loop, socket, file, offset, most).start();
    }

    private static void check(PlainSocket socket, long offset, long count) {
        if (socket.kind() != SocketKind.STREAM) {
            throw new IllegalArgumentException(
                    "Cannot send a file with " + socket + ": it is a " + socket.kind() + " socket, not a STREAM");
        }
        if (offset < 0) {
            throw new IllegalArgumentException("The offset is negative: " + offset);
        }
        if (count == 0) {
            throw new IllegalArgumentException("The count is 0; name how many bytes, or a negative count for all");
        }
    }

    @Override
    public Operation.@Nullable Result<Long> make(SocketHandle handle) throws IOException {
        long taken;
        try {
            taken = handle.sendFile(file, offset + sent, Math.min(count - sent, PIECE));
        } catch (IOException e) {
            moveFile();
            throw e;
        }
        if (taken == Outcome.WOULD_BLOCK) {
            return null;
        }
        sent += Math.max(0, taken);
        if (taken != Outcome.END && sent < count) {
            return null;
        }
        moveFile();
        return new Operation.Result<>(sent);
    }

    private void moveFile() throws IOException {
        if (sent > 0 && file.isOpen()) {
            file.position(offset + sent);
        }
    }
}
