package dev.gyre.shell.control;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Deque;

/** What a client has sent and nobody has read yet; whoever fills it waits when there is much of it. */
final class InputBuffer extends InputStream {
    private static final int CHUNKS = 64;

    private final Deque<byte[]> chunks = new ArrayDeque<>();
    private int position;
    private boolean ended;

    /** Adds bytes; does nothing after the end. */
    synchronized void add(byte[] bytes) throws IOException {
        while (!ended && chunks.size() >= CHUNKS) {
            await();
        }
        if (!ended && bytes.length > 0) {
            chunks.add(bytes);
            notifyAll();
        }
    }

    /** There will be no more. */
    synchronized void end() {
        ended = true;
        notifyAll();
    }

    private void await() throws IOException {
        try {
            wait();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for input");
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public synchronized int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (chunks.isEmpty() && !ended) {
            await();
        }
        byte[] first = chunks.peek();
        if (first == null) {
            return -1;
        }
        int count = Math.min(length, first.length - position);
        System.arraycopy(first, position, into, offset, count);
        position += count;
        if (position == first.length) {
            chunks.remove();
            position = 0;
            notifyAll();
        }
        return count;
    }

    @Override
    public synchronized int available() {
        byte[] first = chunks.peek();
        return first == null ? 0 : first.length - position;
    }
}
