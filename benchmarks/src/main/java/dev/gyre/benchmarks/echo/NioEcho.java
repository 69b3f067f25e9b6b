package dev.gyre.benchmarks.echo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** The echo server that the JDK alone makes possible: a selector, one buffer, no abstraction. */
public final class NioEcho {
    private static final int BUFFER = 256 * 1024;
    private static final int BATCH = 32;

    private final Selector selector;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);

    private NioEcho(Selector selector) {
        this.selector = selector;
    }

    /**
     * Serves until standard input ends.
     *
     * @param args {@code tcp}, {@code udp} or {@code unix PATH}
     * @throws IOException when it cannot serve
     */
    public static void main(String[] args) throws IOException {
        try (Selector selector = Selector.open()) {
            NioEcho echo = new NioEcho(selector);
            Control.listening(echo.listen(Place.of(args, 0)), Thread.currentThread());
            while (true) {
                selector.select(echo::handle);
            }
        }
    }

    private Object listen(Place place) throws IOException {
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        if (place.kind() == Place.Kind.UDP) {
            DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET);
            channel.bind(any).configureBlocking(false).register(selector, SelectionKey.OP_READ);
            return ((InetSocketAddress) channel.getLocalAddress()).getPort();
        }
        boolean unix = place.kind() == Place.Kind.UNIX;
        ServerSocketChannel listener =
                ServerSocketChannel.open(unix ? StandardProtocolFamily.UNIX : StandardProtocolFamily.INET);
        listener.bind(unix ? UnixDomainSocketAddress.of(place.path()) : any, 1024);
        listener.configureBlocking(false).register(selector, SelectionKey.OP_ACCEPT);
        return unix ? place.path() : ((InetSocketAddress) listener.getLocalAddress()).getPort();
    }

    private void handle(SelectionKey key) {
        try {
            if (key.channel() instanceof DatagramChannel datagrams) {
                echo(datagrams);
            } else if (key.isAcceptable()) {
                accept((ServerSocketChannel) key.channel());
            } else if (key.isWritable()) {
                sendRest(key);
            } else {
                receive(key);
            }
        } catch (IOException e) {
            close(key);
        }
    }

    private void accept(ServerSocketChannel listener) throws IOException {
        for (SocketChannel made = listener.accept(); made != null; made = listener.accept()) {
            made.configureBlocking(false);
            if (made.supportedOptions().contains(StandardSocketOptions.TCP_NODELAY)) {
                made.setOption(StandardSocketOptions.TCP_NODELAY, true);
            }
            made.register(selector, SelectionKey.OP_READ);
        }
    }

    private void receive(SelectionKey key) throws IOException {
        SocketChannel channel = (SocketChannel) key.channel();
        buffer.clear();
        if (channel.read(buffer) < 0) {
            close(key);
            return;
        }
        buffer.flip();
        channel.write(buffer);
        if (buffer.hasRemaining()) {
            key.attach(ByteBuffer.allocateDirect(buffer.remaining()).put(buffer).flip());
            key.interestOps(SelectionKey.OP_WRITE);
        }
    }

    private void sendRest(SelectionKey key) throws IOException {
        ByteBuffer rest = (ByteBuffer) key.attachment();
        ((SocketChannel) key.channel()).write(rest);
        if (!rest.hasRemaining()) {
            key.attach(null);
            key.interestOps(SelectionKey.OP_READ);
        }
    }

    private void echo(DatagramChannel datagrams) throws IOException {
        for (int i = 0; i < BATCH; i++) {
            buffer.clear();
            SocketAddress from = datagrams.receive(buffer);
            if (from == null) {
                return;
            }
            datagrams.send(buffer.flip(), from);
        }
    }

    private static void close(SelectionKey key) {
        try {
            key.channel().close();
        } catch (IOException ignored) {
            // It is gone either way.
        }
    }
}
