package dev.gyre.loop.core;

import dev.gyre.loop.spi.Outcome;
import dev.gyre.loop.spi.StreamPort;
import java.io.IOException;
import java.nio.channels.FileChannel;

/** A file on its way to a stream. */
final class FileWrite {
    /** How much one turn sends at the most, so that others get theirs. */
    private static final long TURN = 1024 * 1024;

    private final FileChannel file;
    private final long end;
    private final long start;
    private long position;

    FileWrite(FileChannel file, long position, long count) {
        this.file = file;
        this.start = position;
        this.position = position;
        this.end = position + count;
    }

    long sent() {
        return position - start;
    }

    /** Sends a turn; true when all is sent or the file has ended early. */
    boolean advance(StreamPort port) throws IOException {
        long limit = Math.min(end, position + TURN);
        while (position < limit) {
            long sent = port.sendFile(file, position, limit - position);
            if (sent == Outcome.END) {
                return true;
            }
            if (sent <= 0) {
                return false;
            }
            position += sent;
        }
        return position == end;
    }
}
