package dev.gyre.examples.status;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that have come and were not read yet. They are read a line at a time at the most: HttpCore parses as many requests as it gets hold of, and
 * loses answers of a pipeline when one of them ends the connection.
 */
final class Inbox {
    private ByteBuffer bytes = ByteBuffer.allocate(0);
    private @Nullable ByteBuffer lent;
    private boolean ended;

    /** Takes bytes that are somebody else's; {@link #keep} before they are taken back. */
    void lend(ByteBuffer data) {
        if (bytes.hasRemaining()) {
            bytes = joined(bytes, data);
        } else {
            bytes = data;
            lent = data;
        }
    }

    /** Copies what was lent and not read. */
    void keep() {
        if (lent != null) {
            bytes = joined(lent, ByteBuffer.allocate(0));
            lent = null;
        }
    }

    private static ByteBuffer joined(ByteBuffer first, ByteBuffer second) {
        return ByteBuffer.allocate(first.remaining() + second.remaining())
                .put(first)
                .put(second)
                .flip();
    }

    int size() {
        return bytes.remaining();
    }

    /** Nothing follows. */
    void end() {
        ended = true;
    }

    boolean hasEnded() {
        return ended;
    }

    /** Reads up to the end of a line; -1 at the end. */
    int read(ByteBuffer into) {
        if (!bytes.hasRemaining()) {
            return ended ? -1 : 0;
        }
        int count = 0;
        while (bytes.hasRemaining() && into.hasRemaining()) {
            byte next = bytes.get();
            into.put(next);
            count++;
            if (next == '\n') {
                break;
            }
        }
        return count;
    }
}
