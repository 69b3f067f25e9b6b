package dev.gyre.transports.pipe;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.LoopConfig;
import dev.gyre.loop.LoopIOException;
import dev.gyre.loop.LoopPromise;
import dev.gyre.loop.protocol.BaseProtocol;
import dev.gyre.loop.protocol.Protocol;
import dev.gyre.loop.spi.EventLoopFactory;
import dev.gyre.loop.spi.PipeTransportProvider;
import dev.gyre.loop.transport.PipeEnd;
import dev.gyre.loop.transport.ReadTransport;
import dev.gyre.loop.transport.WriteTransport;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.charset.StandardCharsets;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/**
 * A program that tries to exchange the backend under two pipes, uses them, ends them, and prints a line for each. They are streams of Java's or the ends of the JDK's pipe, so
 * no flag is needed.
 */
final class Swapping {
    private Swapping() {}

    public static void main(String[] arguments) throws Exception {
        EventLoopFactory factory =
                ServiceLoader.load(EventLoopFactory.class).findFirst().orElseThrow();
        factory.subsystems().add(PipeTransportProvider.class, new PipeProvider(), 1);
        try (EventLoop loop = factory.open(PipeTestCase.backend(arguments[0]), LoopConfig.named("swapping"))) {
            boolean channels = arguments[2].equals("channels");
            PipedInputStream source = new PipedInputStream(1 << 16);
            PipedOutputStream sink = new PipedOutputStream(source);
            Pipe pipe = Pipe.open();
            Listener listener = new Listener(loop.createFuture(), loop.createFuture());
            Writer writer = new Writer(loop.createFuture());
            loop.runUntilComplete(
                    loop.connectReadPipe(() -> listener, channels ? PipeEnd.of(pipe.source()) : PipeEnd.of(source)));
            WriteTransport transport = loop.runUntilComplete(
                            loop.connectWritePipe(() -> writer, channels ? PipeEnd.of(pipe.sink()) : PipeEnd.of(sink)))
                    .transport();
            try {
                loop.runUntilComplete(loop.swapBackend(PipeTestCase.backend(arguments[1])));
                System.out.println("swapped");
            } catch (Exception e) {
                System.out.println("refused " + e.getMessage().replace('\n', ' '));
            }
            transport.write("hello", StandardCharsets.US_ASCII);
            System.out.println(loop.backend() + " " + loop.runUntilComplete(listener.heard));
            transport.writeEof();
            System.out.println(loop.runUntilComplete(writer.lost) + ", " + loop.runUntilComplete(listener.lost));
        }
    }

    private static String why(@Nullable Throwable cause) {
        return cause instanceof LoopIOException known ? known.kind().toString() : String.valueOf(cause);
    }

    private record Listener(LoopPromise<String> heard, LoopPromise<String> lost) implements Protocol<ReadTransport> {
        @Override
        public void dataReceived(ByteBuffer data) {
            heard.setResult(StandardCharsets.US_ASCII.decode(data).toString());
        }

        @Override
        public void connectionLost(@Nullable Throwable cause) {
            lost.setResult(why(cause));
        }
    }

    private record Writer(LoopPromise<String> lost) implements BaseProtocol<WriteTransport> {
        @Override
        public void connectionLost(@Nullable Throwable cause) {
            lost.setResult(why(cause));
        }
    }
}
