package dev.gyre.transports.pipe;

import java.io.IOException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Opens a path on a thread that may wait there, as one does with a FIFO until it has another side. Giving it up ends that: the FIFO is opened both ways, which waits for
 * nobody on Linux (fifo(7)), and so has another side as long as the thread needs.
 *
 * <p><b>Threading</b>: one thread opens; any gives up.
 */
final class BlockingOpen {
    private final Path path;
    private final StandardOpenOption mode;
    private boolean givenUp;
    private boolean over;
    private @Nullable FileChannel opened;
    private @Nullable FileChannel otherSide;

    BlockingOpen(Path path, Direction direction) {
        this.path = path;
        this.mode = direction == Direction.READ ? StandardOpenOption.READ : StandardOpenOption.WRITE;
    }

    /**
     * Opens it, once.
     *
     * @throws AsynchronousCloseException when it was given up meanwhile
     */
    FileChannel open() throws IOException {
        FileChannel channel = null;
        try {
            channel = FileChannel.open(path, mode);
        } finally {
            keep(channel);
        }
        return channel;
    }

    private synchronized void keep(@Nullable FileChannel channel) throws IOException {
        over = true;
        FileChannel other = otherSide;
        otherSide = null;
        if (other != null) {
            other.close();
        }
        if (givenUp && channel != null) {
            channel.close();
            throw new AsynchronousCloseException();
        }
        opened = channel;
    }

    /** Closes what was opened, or is going to be. A second call does nothing. */
    void giveUp() throws IOException {
        synchronized (this) {
            if (givenUp) {
                return;
            }
            givenUp = true;
            FileChannel present = opened;
            if (present != null) {
                present.close();
            }
            if (over) {
                return;
            }
        }
        OpenOption[] both = {StandardOpenOption.READ, StandardOpenOption.WRITE};
        FileChannel other = FileChannel.open(path, both);
        synchronized (this) {
            if (over) {
                other.close();
            } else {
                otherSide = other;
            }
        }
    }
}
