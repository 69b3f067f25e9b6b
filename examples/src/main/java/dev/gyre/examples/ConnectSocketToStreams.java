package dev.gyre.examples;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.EventLoops;
import dev.gyre.loop.transport.ConnectOptions;
import dev.gyre.streams.StreamConnection;
import dev.gyre.streams.StreamReader;
import dev.gyre.streams.Streams;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/**
 * A socket that is open already is read through a stream. asyncio's <a
 * href="https://docs.python.org/3.14/library/asyncio-stream.html#register-an-open-socket-to-wait-for-data-using-streams">Register
 * an open socket to wait for data using streams</a>; Java has no {@code socketpair()}, so that the pair meets at a
 * listening socket.
 */
public final class ConnectSocketToStreams {
    private static final int MOST_BYTES = 100;

    private ConnectSocketToStreams() {}

    /**
     * Runs it.
     *
     * @param args none
     * @throws Exception when there are no sockets to be had
     */
    public static void main(String[] args) throws Exception {
        InetSocketAddress anywhere = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (ServerSocketChannel meeting = ServerSocketChannel.open().bind(anywhere);
                SocketChannel near = SocketChannel.open(meeting.getLocalAddress());
                SocketChannel far = meeting.accept()) {
            EventLoops.run(() -> waitForData(near, far));
        }
    }

    private static void waitForData(SocketChannel near, SocketChannel far) throws IOException {
        EventLoop loop = EventLoops.getRunningLoop();
        ConnectOptions options =
                ConnectOptions.builder().sock(loop.adoptSocket(near)).build();
        try (StreamConnection connection = Streams.openConnection(options, StreamReader.DEFAULT_LIMIT)) {
            // In place of data that comes from the network.
            loop.callSoon(() -> far.write(StandardCharsets.US_ASCII.encode("abc")));

            byte[] data = connection.reader().read(MOST_BYTES);
            System.out.println("Received: " + new String(data, StandardCharsets.US_ASCII));
            connection.writer().close();
            connection.writer().waitClosed();
        }
    }
}
