package dev.gyre.transports.tcp;

import java.nio.ByteBuffer;

/** Writes a number of bytes, and pauses when it is told to. */
final class Source {
    static final int CHUNK = 64 * 1024;

    long sum;
    long longestQueue;
    private final Recorder writer;
    private final byte[] chunk = new byte[CHUNK];
    private long left;
    private long seed;
    private boolean paused;

    Source(Recorder writer, long total) {
        this.writer = writer;
        this.left = total;
        writer.onPause = () -> paused = true;
    }

    void pour() {
        paused = false;
        while (left > 0 && !paused) {
            int length = (int) Math.min(left, chunk.length);
            for (int i = 0; i < length; i++) {
                seed = seed * 6364136223846793005L + 1442695040888963407L;
                chunk[i] = (byte) (seed >> 40);
                sum = sum * 31 + chunk[i];
            }
            left -= length;
            writer.transport.write(ByteBuffer.wrap(chunk, 0, length));
            longestQueue = Math.max(longestQueue, writer.transport.getWriteBufferSize());
        }
    }
}
