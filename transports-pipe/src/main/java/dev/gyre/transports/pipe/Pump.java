package dev.gyre.transports.pipe;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A thread between something that makes one wait and the far end of a pipe, at whose near end is the loop.
 *
 * <p><b>Threading</b>: any thread.
 */
final class Pump implements Behind {
    private static final int SIZE = 1 << 14;

    /** Opens what makes one wait, on the thread that may. */
    interface Opening<S> {
        S open() throws IOException;
    }

    private final Channel far;
    private final Closeable closing;
    private final CompletableFuture<Void> over = new CompletableFuture<>();
    private volatile @Nullable Throwable failure;
    private volatile boolean dropped;

    private Pump(Channel far, Closeable closing) {
        this.far = far;
        this.closing = closing;
    }

    /**
     * Starts one that reads.
     *
     * @param opening opens what is read
     * @param closing closes it, from another thread
     * @param far where to
     */
    static Pump from(Opening<InputStream> opening, Closeable closing, WritableByteChannel far) {
        Pump pump = new Pump(far, closing);
        return pump.run("gyre-pipe-reader", () -> pump.read(opening, far));
    }

    /** Starts one that writes, as {@link #from}. */
    static Pump to(Opening<OutputStream> opening, Closeable closing, ReadableByteChannel far) {
        Pump pump = new Pump(far, closing);
        return pump.run("gyre-pipe-writer", () -> pump.write(opening, far));
    }

    private Pump run(String name, Runnable work) {
        Thread.ofPlatform().daemon().name(name).start(() -> {
            try {
                work.run();
            } finally {
                close(closing);
                close(far);
                over.complete(null);
            }
        });
        return this;
    }

    private void read(Opening<InputStream> opening, WritableByteChannel to) {
        byte[] bytes = new byte[SIZE];
        ByteBuffer view = ByteBuffer.wrap(bytes);
        try {
            InputStream from = opening.open();
            for (int count = from.read(bytes); count >= 0 && !dropped; count = from.read(bytes)) {
                if (!give(view.clear().limit(count), to)) {
                    return;
                }
            }
        } catch (IOException | RuntimeException e) {
            failed("read", e);
        }
    }

    /** {@return whether the loop still takes something} */
    private static boolean give(ByteBuffer bytes, WritableByteChannel to) {
        try {
            while (bytes.hasRemaining()) {
                to.write(bytes);
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private void write(Opening<OutputStream> opening, ReadableByteChannel from) {
        byte[] bytes = new byte[SIZE];
        ByteBuffer view = ByteBuffer.wrap(bytes);
        try {
            OutputStream to = opening.open();
            for (int count = from.read(view); count >= 0 && !dropped; count = from.read(view.clear())) {
                to.write(bytes, 0, count);
                to.flush();
            }
            if (!dropped) {
                to.close();
            }
        } catch (IOException | RuntimeException e) {
            failed("write", e);
        }
    }

    private void failed(String attempt, Exception thrown) {
        if (!dropped) {
            failure = thrown instanceof IOException io ? Failures.of(attempt, io) : thrown;
        }
    }

    @Override
    public @Nullable Throwable failure() {
        return failure;
    }

    @Override
    public void finish(Runnable then) {
        over.thenRun(then);
    }

    /** Whoever closes may have to wait for whoever reads or writes, and is not to be the loop's thread. */
    @Override
    public void drop() {
        if (!dropped && !over.isDone()) {
            dropped = true;
            Thread.ofVirtual().name("gyre-pipe-closing").start(() -> {
                close(closing);
                close(far);
            });
        }
    }

    private static void close(Closeable thing) {
        try {
            thing.close();
        } catch (IOException e) {
            PipeTransport.LOG.log(System.Logger.Level.DEBUG, "Closing " + thing + " failed", e);
        }
    }
}
