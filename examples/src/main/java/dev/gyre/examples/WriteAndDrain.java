package dev.gyre.examples;

import dev.gyre.loop.EventLoops;
import dev.gyre.loop.LoopPromise;
import dev.gyre.loop.Task;
import dev.gyre.loop.transport.Server;
import dev.gyre.loop.transport.ServerOptions;
import dev.gyre.streams.StreamWriter;
import dev.gyre.streams.Streams;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Who writes much waits until it is sent. asyncio's examples of {@code write()}, {@code writelines()}, {@code drain()}
 * and {@code wait_closed()} in <a
 * href="https://docs.python.org/3.14/library/asyncio-stream.html#streamwriter">StreamWriter</a>.
 */
public final class WriteAndDrain {
    private static final int BLOCKS = 100;
    private static final int BLOCK_SIZE = 10_000;

    private WriteAndDrain() {}

    /**
     * Runs it.
     *
     * @param args none
     * @throws Exception when something fails
     */
    public static void main(String[] args) throws Exception {
        EventLoops.run(() -> {
            LoopPromise<Integer> received = EventLoops.getRunningLoop().createFuture();
            ServerOptions anywhere = ServerOptions.at("127.0.0.1", 0);
            try (Server server = Streams.startServer(
                    (reader, writer) -> {
                        received.setResult(reader.readAll().length);
                        writer.close();
                    },
                    anywhere)) {
                send((InetSocketAddress) server.sockets().getFirst().localAddress());
                System.out.println("received: " + Task.await(received));
            }
        });
    }

    private static void send(InetSocketAddress server) throws IOException {
        StreamWriter writer =
                Streams.openConnection(server.getHostString(), server.getPort()).writer();
        for (int i = 0; i < BLOCKS; i++) {
            writer.write(new byte[BLOCK_SIZE]);
            writer.drain();
        }
        writer.writeLines(List.of(
                StandardCharsets.US_ASCII.encode("one line\n"), StandardCharsets.US_ASCII.encode("another line\n")));
        writer.drain();
        writer.close();
        writer.waitClosed();
        System.out.println("closed");
    }
}
