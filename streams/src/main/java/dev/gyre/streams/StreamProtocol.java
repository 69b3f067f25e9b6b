package dev.gyre.streams;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.EventLoops;
import dev.gyre.loop.ExceptionContext;
import dev.gyre.loop.LoopFuture;
import dev.gyre.loop.LoopPromise;
import dev.gyre.loop.protocol.Protocol;
import dev.gyre.loop.transport.Transport;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The protocol between a transport, and a reader and a writer. */
final class StreamProtocol implements Protocol<Transport> {
    private final StreamReader reader;
    private final @Nullable ClientConnected server;
    private final FlowControl flow = new FlowControl();
    private @Nullable Stream stream;

    /** What is there from the time on when the connection is made. */
    private record Stream(StreamWriter writer, LoopPromise<Void> closed) {}

    StreamProtocol(int limit, @Nullable ClientConnected server) {
        this.reader = new StreamReader(limit);
        this.server = server;
    }

    boolean isServer() {
        return server != null;
    }

    FlowControl flow() {
        return flow;
    }

    LoopFuture<Void> closed() {
        return stream().closed;
    }

    StreamConnection connection() {
        return new StreamConnection(reader, stream().writer);
    }

    private Stream stream() {
        Stream made = stream;
        if (made == null) {
            throw new IllegalStateException("The connection is not made yet");
        }
        return made;
    }

    @Override
    public void connectionMade(Transport transport) {
        Stream before = stream;
        if (before != null) {
            before.writer.setTransport(transport);
            return;
        }
        reader.setTransport(transport);
        EventLoop loop = EventLoops.getRunningLoop();
        Stream made = new Stream(new StreamWriter(loop, transport, this, reader), loop.createFuture());
        stream = made;
        ClientConnected serving = server;
        if (serving != null) {
            loop.createTask(() -> serving.connected(reader, made.writer))
                    .addDoneCallback(task -> served(loop, task, made.writer));
        }
    }

    private void served(EventLoop loop, LoopFuture<Void> task, StreamWriter writer) {
        Throwable failure = task.isCancelled() ? null : task.exception();
        if (failure != null) {
            loop.callExceptionHandler(ExceptionContext.of("What serves a connection has failed")
                    .exception(failure)
                    .future(task)
                    .transport(writer.transport())
                    .build());
        }
        if (failure != null || task.isCancelled()) {
            writer.close();
        }
    }

    @Override
    public void dataReceived(ByteBuffer data) {
        reader.feedData(data);
    }

    @Override
    public boolean eofReceived() {
        reader.feedEof();
        return stream().writer.canWriteEof();
    }

    @Override
    public void pauseWriting() {
        flow.pause();
    }

    @Override
    public void resumeWriting() {
        flow.resume();
    }

    @Override
    public void connectionLost(@Nullable Throwable cause) {
        LoopPromise<Void> closed = stream().closed;
        if (cause == null) {
            reader.feedEof();
            Awaiting.release(closed);
        } else {
            reader.setException(cause);
            if (!closed.isDone()) {
                closed.setException(cause);
                // Whoever does not wait for the end need not know how it was.
                closed.exception();
            }
        }
        flow.lost(cause);
    }
}
