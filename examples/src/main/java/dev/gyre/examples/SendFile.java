package dev.gyre.examples;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.EventLoops;
import dev.gyre.loop.LoopPromise;
import dev.gyre.loop.protocol.Protocol;
import dev.gyre.loop.transport.ConnectOptions;
import dev.gyre.loop.transport.Server;
import dev.gyre.loop.transport.ServerOptions;
import dev.gyre.loop.transport.Transport;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A server sends a file to whoever connects, without a copy through the program's memory; a client counts. asyncio's <a
 * href="https://docs.python.org/3.14/library/asyncio-eventloop.html#transferring-files">Transferring files</a>.
 */
public final class SendFile {
    private SendFile() {}

    /**
     * Runs server and client.
     *
     * @param args the file
     * @throws Exception when it cannot be read or sent
     */
    public static void main(String[] args) throws Exception {
        if (args.length != 1) {
            throw new IllegalArgumentException("No path is given; name the file to send");
        }
        try (EventLoop loop = EventLoops.newEventLoop();
                FileChannel file = FileChannel.open(Path.of(args[0]))) {
            LoopPromise<Long> sent = loop.createFuture();
            LoopPromise<Long> received = loop.createFuture();
            Server server = loop.runUntilComplete(
                    loop.createServer(() -> new Sender(loop, file, sent), ServerOptions.at("127.0.0.1", 0)));
            try (server) {
                InetSocketAddress address =
                        (InetSocketAddress) server.sockets().getFirst().localAddress();
                loop.runUntilComplete(loop.createConnection(
                        () -> new Counter(received), ConnectOptions.to("127.0.0.1", address.getPort())));
                System.out.println("Sent: " + loop.runUntilComplete(sent));
                System.out.println("Received: " + loop.runUntilComplete(received));
                System.out.println("Position of the file: " + file.position());
            }
            loop.runUntilComplete(server.waitClosed());
        }
    }

    private record Sender(EventLoop loop, FileChannel file, LoopPromise<Long> sent) implements Protocol<Transport> {
        private static final long ALL = -1;

        @Override
        public void connectionMade(Transport transport) {
            loop.sendfile(transport, file, 0, ALL, true).whenComplete((count, failure) -> {
                if (failure == null) {
                    sent.setResult(count);
                } else {
                    sent.setException(failure);
                }
                transport.close();
            });
        }
    }

    private static final class Counter implements Protocol<Transport> {
        private final LoopPromise<Long> received;
        private long count;

        private Counter(LoopPromise<Long> received) {
            this.received = received;
        }

        @Override
        public void dataReceived(ByteBuffer data) {
            count += data.remaining();
        }

        @Override
        public void connectionLost(@Nullable Throwable cause) {
            received.setResult(count);
        }
    }
}
