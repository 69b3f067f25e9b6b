package dev.gyre.examples;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.EventLoops;
import dev.gyre.loop.LoopPromise;
import dev.gyre.loop.protocol.BaseProtocol;
import dev.gyre.loop.protocol.Protocol;
import dev.gyre.loop.transport.PipeEnd;
import dev.gyre.loop.transport.ReadTransport;
import dev.gyre.loop.transport.WriteTransport;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads lines from the standard input and writes them with their numbers to the standard output, without a callback that waits. asyncio's <a
 * href="https://docs.python.org/3.14/library/asyncio-eventloop.html#working-with-pipes">Working with pipes</a>.
 */
public final class NumberLines implements Protocol<ReadTransport> {
    private final WriteTransport output;
    private final StringBuilder unfinished = new StringBuilder();
    private int lines;

    private NumberLines(WriteTransport output) {
        this.output = output;
    }

    @Override
    public void dataReceived(ByteBuffer data) {
        unfinished.append(StandardCharsets.ISO_8859_1.decode(data));
        for (int end = unfinished.indexOf("\n"); end >= 0; end = unfinished.indexOf("\n")) {
            lines++;
            output.write(lines + ": " + unfinished.substring(0, end + 1), StandardCharsets.ISO_8859_1);
            unfinished.delete(0, end + 1);
        }
    }

    @Override
    public boolean eofReceived() {
        output.write(lines + " lines\n", StandardCharsets.ISO_8859_1);
        return false;
    }

    @Override
    public void connectionLost(@Nullable Throwable cause) {
        output.close();
    }

    private record Output(LoopPromise<Boolean> written) implements BaseProtocol<WriteTransport> {
        @Override
        public void connectionLost(@Nullable Throwable cause) {
            written.setResult(true);
        }
    }

    /**
     * Runs it.
     *
     * @param args none
     * @throws Exception when the standard input or output is a regular file, which is no pipe
     */
    public static void main(String[] args) throws Exception {
        try (EventLoop loop = EventLoops.newEventLoop()) {
            LoopPromise<Boolean> written = loop.createFuture();
            WriteTransport output = loop.runUntilComplete(
                            loop.connectWritePipe(() -> new Output(written), PipeEnd.stdout()))
                    .transport();
            loop.runUntilComplete(loop.connectReadPipe(() -> new NumberLines(output), PipeEnd.stdin()));
            loop.runUntilComplete(written);
        }
    }
}
