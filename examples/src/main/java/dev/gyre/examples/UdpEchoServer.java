package dev.gyre.examples;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.EventLoops;
import dev.gyre.loop.protocol.DatagramProtocol;
import dev.gyre.loop.transport.Connection;
import dev.gyre.loop.transport.DatagramOptions;
import dev.gyre.loop.transport.DatagramTransport;
import dev.gyre.loop.transport.ExtraInfo;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Sends each datagram back to where it came from. asyncio's <a
 * href="https://docs.python.org/3.14/library/asyncio-protocol.html#udp-echo-server">UDP Echo Server</a>; {@link
 * UdpEchoClient} talks to it.
 */
public final class UdpEchoServer implements DatagramProtocol {
    private @Nullable DatagramTransport transport;

    private UdpEchoServer() {}

    @Override
    public void connectionMade(DatagramTransport made) {
        transport = made;
    }

    @Override
    public void datagramReceived(ByteBuffer data, SocketAddress from) {
        String message = StandardCharsets.UTF_8.decode(data.duplicate()).toString();
        System.out.println("Received '" + message + "' from " + from);
        System.out.println("Send '" + message + "' to " + from);
        Objects.requireNonNull(transport).sendto(data, from);
    }

    /**
     * Serves until it is killed.
     *
     * @param args the port; 9999 without one
     * @throws Exception when the port is taken
     */
    public static void main(String[] args) throws Exception {
        int port = args.length == 0 ? 9999 : Integer.parseInt(args[0]);
        try (EventLoop loop = EventLoops.newEventLoop()) {
            Connection<DatagramTransport, UdpEchoServer> endpoint = loop.runUntilComplete(loop.createDatagramEndpoint(
                    UdpEchoServer::new, DatagramOptions.at(new InetSocketAddress("127.0.0.1", port))));
            System.out.println("Serving on "
                    + endpoint.transport().getExtraInfo(ExtraInfo.SOCKNAME).orElseThrow());
            loop.runForever();
        }
    }
}
