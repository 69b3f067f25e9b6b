package dev.gyre.examples;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.EventLoops;
import dev.gyre.loop.LoopPromise;
import dev.gyre.loop.protocol.Protocol;
import dev.gyre.loop.transport.Transport;
import dev.gyre.loop.transport.UnixConnectOptions;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Sends a message over a Unix socket, ends its side and prints the answer, all of it, when the server has closed.
 * asyncio's <a href="https://docs.python.org/3.14/library/asyncio-protocol.html#tcp-echo-client">TCP Echo Client</a> with
 * {@code create_unix_connection} and {@code write_eof}, for {@link UnixEchoServer}.
 */
public final class UnixEchoClient implements Protocol<Transport> {
    private static final String MESSAGE = "Hello World!";

    private final LoopPromise<String> answer;
    private final StringBuilder received = new StringBuilder();

    private UnixEchoClient(LoopPromise<String> answer) {
        this.answer = answer;
    }

    @Override
    public void connectionMade(Transport transport) {
        transport.write(MESSAGE, StandardCharsets.US_ASCII);
        transport.writeEof();
    }

    @Override
    public void dataReceived(ByteBuffer data) {
        received.append(StandardCharsets.US_ASCII.decode(data));
    }

    @Override
    public void connectionLost(@Nullable Throwable cause) {
        if (cause == null) {
            answer.setResult(received.toString());
        } else {
            answer.setException(cause);
        }
    }

    /**
     * Talks to the server.
     *
     * @param args the path of its socket
     * @throws Exception when there is no server
     */
    public static void main(String[] args) throws Exception {
        if (args.length != 1) {
            throw new IllegalArgumentException("No path is given; name the socket to connect to");
        }
        try (EventLoop loop = EventLoops.newEventLoop()) {
            LoopPromise<String> answer = loop.createFuture();
            loop.runUntilComplete(loop.createUnixConnection(
                    () -> new UnixEchoClient(answer), UnixConnectOptions.to(Path.of(args[0]))));
            System.out.println("Answer: '" + loop.runUntilComplete(answer) + "'");
        }
    }
}
