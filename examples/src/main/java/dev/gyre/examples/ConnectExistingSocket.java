package dev.gyre.examples;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.EventLoops;
import dev.gyre.loop.LoopPromise;
import dev.gyre.loop.protocol.Protocol;
import dev.gyre.loop.transport.ConnectOptions;
import dev.gyre.loop.transport.Connection;
import dev.gyre.loop.transport.Transport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A transport over a socket that was connected elsewhere. asyncio's <a
 * href="https://docs.python.org/3.14/library/asyncio-protocol.html#connecting-existing-sockets">Connecting existing
 * sockets</a>; Java has no {@code socketpair()}, so that the pair meets at a listening socket.
 */
public final class ConnectExistingSocket {
    private ConnectExistingSocket() {}

    /**
     * Runs it.
     *
     * @param args none
     * @throws Exception when there are no sockets to be had
     */
    public static void main(String[] args) throws Exception {
        InetSocketAddress anywhere = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (EventLoop loop = EventLoops.newEventLoop();
                ServerSocketChannel meeting = ServerSocketChannel.open().bind(anywhere);
                SocketChannel near = SocketChannel.open(meeting.getLocalAddress());
                SocketChannel far = meeting.accept()) {
            LoopPromise<Void> closed = loop.createFuture();
            ConnectOptions options =
                    ConnectOptions.builder().sock(loop.adoptSocket(near)).build();
            Connection<Transport, MyProtocol> connection =
                    loop.runUntilComplete(loop.createConnection(() -> new MyProtocol(closed), options));
            // In place of data that comes from the network.
            loop.callSoon(() -> far.write(StandardCharsets.US_ASCII.encode("abc")));
            loop.runUntilComplete(closed);
            connection.transport().close();
        }
    }

    private static final class MyProtocol implements Protocol<Transport> {
        private final LoopPromise<Void> closed;
        private @Nullable Transport transport;

        private MyProtocol(LoopPromise<Void> closed) {
            this.closed = closed;
        }

        @Override
        public void connectionMade(Transport made) {
            transport = made;
        }

        @Override
        public void dataReceived(ByteBuffer data) {
            System.out.println("Received: " + StandardCharsets.US_ASCII.decode(data));
            // connectionLost() is called in a later iteration.
            if (transport != null) {
                transport.close();
            }
        }

        @Override
        public void connectionLost(@Nullable Throwable cause) {
            closed.setResult(null);
        }
    }
}
