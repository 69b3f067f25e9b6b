package dev.gyre.examples;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.EventLoops;
import dev.gyre.loop.LoopPromise;
import dev.gyre.loop.protocol.Protocol;
import dev.gyre.loop.transport.ConnectOptions;
import dev.gyre.loop.transport.Connection;
import dev.gyre.loop.transport.Transport;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Sends a message and waits until the connection is closed. asyncio's <a
 * href="https://docs.python.org/3.14/library/asyncio-protocol.html#tcp-echo-client">TCP Echo Client</a>, for {@link
 * TcpEchoServer}.
 */
public final class TcpEchoClient implements Protocol<Transport> {
    private static final String MESSAGE = "Hello World!";

    private final LoopPromise<Boolean> lost;

    private TcpEchoClient(LoopPromise<Boolean> lost) {
        this.lost = lost;
    }

    @Override
    public void connectionMade(Transport transport) {
        transport.write(MESSAGE, StandardCharsets.UTF_8);
        System.out.println("Data sent: '" + MESSAGE + "'");
    }

    @Override
    public void dataReceived(ByteBuffer data) {
        System.out.println("Data received: '" + StandardCharsets.UTF_8.decode(data) + "'");
    }

    @Override
    public void connectionLost(@Nullable Throwable cause) {
        System.out.println("The server closed the connection");
        lost.setResult(true);
    }

    /**
     * Talks to the server.
     *
     * @param args the port; 8888 without one
     * @throws Exception when there is no server
     */
    public static void main(String[] args) throws Exception {
        int port = args.length == 0 ? 8888 : Integer.parseInt(args[0]);
        try (EventLoop loop = EventLoops.newEventLoop()) {
            LoopPromise<Boolean> lost = loop.createFuture();
            Connection<Transport, TcpEchoClient> connection = loop.runUntilComplete(
                    loop.createConnection(() -> new TcpEchoClient(lost), ConnectOptions.to("127.0.0.1", port)));
            // Runs until the protocol says that the connection is lost, and closes the transport in any case.
            try {
                loop.runUntilComplete(lost);
            } finally {
                connection.transport().close();
            }
        }
    }
}
