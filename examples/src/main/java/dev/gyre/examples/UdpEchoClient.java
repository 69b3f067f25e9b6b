package dev.gyre.examples;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.EventLoops;
import dev.gyre.loop.LoopPromise;
import dev.gyre.loop.protocol.DatagramProtocol;
import dev.gyre.loop.transport.Connection;
import dev.gyre.loop.transport.DatagramOptions;
import dev.gyre.loop.transport.DatagramTransport;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Sends a datagram and closes its socket when an answer has come. asyncio's <a
 * href="https://docs.python.org/3.14/library/asyncio-protocol.html#udp-echo-client">UDP Echo Client</a>, for {@link
 * UdpEchoServer}.
 */
public final class UdpEchoClient implements DatagramProtocol {
    private static final String MESSAGE = "Hello World!";

    private final LoopPromise<Boolean> lost;
    private @Nullable DatagramTransport transport;

    private UdpEchoClient(LoopPromise<Boolean> lost) {
        this.lost = lost;
    }

    @Override
    public void connectionMade(DatagramTransport made) {
        transport = made;
        System.out.println("Send: " + MESSAGE);
        made.sendto(StandardCharsets.UTF_8.encode(MESSAGE));
    }

    @Override
    public void datagramReceived(ByteBuffer data, SocketAddress from) {
        System.out.println("Received: " + StandardCharsets.UTF_8.decode(data));
        System.out.println("Close the socket");
        Objects.requireNonNull(transport).close();
    }

    @Override
    public void errorReceived(Throwable cause) {
        System.out.println("Error received: " + cause);
    }

    @Override
    public void connectionLost(@Nullable Throwable cause) {
        System.out.println("Connection closed");
        lost.setResult(true);
    }

    /**
     * Talks to the server.
     *
     * @param args the port; 9999 without one
     * @throws Exception when there is no socket to be had
     */
    public static void main(String[] args) throws Exception {
        int port = args.length == 0 ? 9999 : Integer.parseInt(args[0]);
        try (EventLoop loop = EventLoops.newEventLoop()) {
            LoopPromise<Boolean> lost = loop.createFuture();
            Connection<DatagramTransport, UdpEchoClient> endpoint = loop.runUntilComplete(loop.createDatagramEndpoint(
                    () -> new UdpEchoClient(lost), DatagramOptions.to(new InetSocketAddress("127.0.0.1", port))));
            try {
                loop.runUntilComplete(lost);
            } finally {
                endpoint.transport().close();
            }
        }
    }
}
