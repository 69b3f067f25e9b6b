package dev.gyre.examples;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.EventLoops;
import dev.gyre.loop.Watchable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.charset.StandardCharsets;

/**
 * A callback runs when something can be read. asyncio's <a
 * href="https://docs.python.org/3.14/library/asyncio-eventloop.html#watch-a-file-descriptor-for-read-events">Watch a
 * file descriptor for read events</a>; Java's pair of descriptors is a pipe.
 */
public final class WatchForReadEvents {
    private static final int MOST_BYTES = 100;

    private WatchForReadEvents() {}

    /**
     * Runs it.
     *
     * @param args none
     * @throws IOException when there is no pipe to be had
     */
    public static void main(String[] args) throws IOException {
        Pipe pipe = Pipe.open();
        try (EventLoop loop = EventLoops.newEventLoop();
                Pipe.SourceChannel source = pipe.source();
                Pipe.SinkChannel sink = pipe.sink()) {
            loop.addReader(Watchable.of(source), () -> read(loop, source));
            // In place of data that comes from the network.
            loop.callSoon(() -> sink.write(StandardCharsets.US_ASCII.encode("abc")));
            loop.runForever();
        }
    }

    private static void read(EventLoop loop, Pipe.SourceChannel source) throws IOException {
        ByteBuffer data = ByteBuffer.allocate(MOST_BYTES);
        source.read(data);
        System.out.println("Received: " + StandardCharsets.US_ASCII.decode(data.flip()));
        loop.removeReader(Watchable.of(source));
        loop.stop();
    }
}
