package dev.gyre.loop.sim;

import dev.gyre.loop.spi.Ops;
import dev.gyre.loop.spi.Owned;
import dev.gyre.loop.spi.PortKind;
import dev.gyre.loop.spi.SocketControl;
import dev.gyre.loop.spi.SocketKind;
import dev.gyre.loop.spi.StreamPort;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A connection with an end on each of two backends, which one thread drives in turn. */
final class SimPair implements AutoCloseable {
    private final SimEnd near;
    private final SimEnd far;
    private final StreamPort client;
    private final StreamPort server;

    SimPair(SimEnd near, SimEnd far) throws IOException {
        this.near = near;
        this.far = far;
        SocketControl sockets = far.backend().sockets();
        Owned listening = sockets.open(SocketKind.LISTENER, StandardProtocolFamily.INET);
        sockets.bind(listening, new InetSocketAddress("127.0.0.1", 0), 1);
        SimListenerPort listener =
                (SimListenerPort) far.backend().prepare(PortKind.LISTENER, listening, () -> "listener");
        listener.interest(Ops.READ);
        SocketAddress address = sockets.localAddress(listening);
        Owned socket = near.backend().sockets().open(SocketKind.STREAM, StandardProtocolFamily.INET);
        client = (StreamPort) near.backend().prepare(PortKind.CONNECTING, socket, () -> "client");
        client.connect(address);
        await(client::finishConnect);
        Owned[] accepted = new Owned[1];
        await(() -> (accepted[0] = listener.accept()) != null);
        listener.close();
        server = (StreamPort) far.backend().prepare(PortKind.STREAM, accepted[0], () -> "server");
        near.reports().clear();
        far.reports().clear();
    }

    private void await(SimEnd.Condition condition) throws IOException {
        near.await(() -> {
            far.backend().poll(0, far);
            return condition.met();
        });
    }

    StreamPort client() {
        return client;
    }

    StreamPort server() {
        return server;
    }

    /** Receives as many bytes as are expected. */
    String receive(StreamPort port, int count) throws IOException {
        port.interest(Ops.READ);
        ByteBuffer into = ByteBuffer.allocate(count);
        await(() -> {
            port.receive(into);
            return !into.hasRemaining();
        });
        port.interest(Ops.NONE);
        return new String(into.array(), StandardCharsets.US_ASCII);
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }
}
