package dev.gyre.shell.control;

import dev.gyre.shell.protocol.Frame;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.function.Function;

/** Turns bytes into frames; a flush sends what has been gathered. Closing it does nothing: the session ends by itself. */
final class FrameOutputStream extends OutputStream {
    private static final int BUFFER = 8 * 1024;
    private static final int PIECE = 32 * 1024;

    private final Outbox outbox;
    private final Function<byte[], Frame> frame;

    private FrameOutputStream(Outbox outbox, Function<byte[], Frame> frame) {
        this.outbox = outbox;
        this.frame = frame;
    }

    static OutputStream of(Outbox outbox, Function<byte[], Frame> frame) {
        return new BufferedOutputStream(new FrameOutputStream(outbox, frame), BUFFER) {
            @Override
            public void close() throws IOException {
                flush();
            }
        };
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b});
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        for (int start = offset; start < offset + length; start += PIECE) {
            int end = Math.min(start + PIECE, offset + length);
            outbox.put(frame.apply(Arrays.copyOfRange(bytes, start, end)));
        }
    }
}
