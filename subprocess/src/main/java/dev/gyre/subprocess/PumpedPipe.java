package dev.gyre.subprocess;

import dev.gyre.loop.ErrorKind;
import dev.gyre.loop.LoopIOException;
import dev.gyre.loop.spi.Owned;
import dev.gyre.loop.transport.PipeEnd;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.channels.SelectableChannel;

/** A stream of a child behind a pipe of this process, with a thread between them. */
final class PumpedPipe implements PipeChannel {
    private final SelectableChannel near;
    private final Owned watched;

    private PumpedPipe(SelectableChannel near) throws IOException {
        this.near = near;
        near.configureBlocking(false);
        this.watched = Owned.borrowed(near);
    }

    static PumpedPipe from(InputStream stream) throws IOException {
        Pipe pipe = Pipe.open();
        PumpedPipe made = new PumpedPipe(pipe.source());
        pump(stream, Channels.newOutputStream(pipe.sink()), stream, pipe.sink());
        return made;
    }

    static PumpedPipe to(OutputStream stream) throws IOException {
        Pipe pipe = Pipe.open();
        PumpedPipe made = new PumpedPipe(pipe.sink());
        pump(Channels.newInputStream(pipe.source()), stream, stream, pipe.source());
        return made;
    }

    private static void pump(InputStream from, OutputStream to, Closeable stream, Closeable far) {
        Thread.ofPlatform().daemon().name("gyre-subprocess-pump").start(() -> {
            byte[] bytes = new byte[1 << 14];
            try {
                for (int count = from.read(bytes); count >= 0; count = from.read(bytes)) {
                    to.write(bytes, 0, count);
                    to.flush();
                }
            } catch (IOException e) {
                // One side has gone; the other hears of it by the close.
                return;
            } finally {
                close(stream);
                close(far);
            }
        });
    }

    private static void close(Closeable thing) {
        try {
            thing.close();
        } catch (IOException e) {
            // Closed all the same.
            return;
        }
    }

    @Override
    public Owned watched() {
        return watched;
    }

    @Override
    public PipeEnd end() {
        return PipeEnd.of(near);
    }

    @Override
    public int read(ByteBuffer direct) throws IOException {
        return ((Pipe.SourceChannel) near).read(direct);
    }

    @Override
    public int write(ByteBuffer direct) throws IOException {
        try {
            return ((Pipe.SinkChannel) near).write(direct);
        } catch (IOException e) {
            throw new LoopIOException(ErrorKind.BROKEN_PIPE, "Cannot write to the child's pipe: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        close(near);
    }
}
