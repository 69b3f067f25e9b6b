package dev.gyre.loop.core;

import dev.gyre.loop.spi.AcceptListener;
import dev.gyre.loop.spi.ListenHandle;
import dev.gyre.loop.spi.Owned;
import dev.gyre.loop.spi.SocketKind;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A listener on a loop, and connections to it from the same loop. */
final class Wire implements AcceptListener, AutoCloseable {
    final List<Owned> accepted = new ArrayList<>();
    final List<Exception> failures = new ArrayList<>();
    boolean closedByLoop;
    long turnedAway;
    Consumer<Owned> onAccepted = accepted::add;
    private final EngineTestCase test;
    private final EngineLoop loop;
    private final ListenHandle listener;
    private final SocketAddress address;

    Wire(EngineTestCase test) throws IOException {
        this(test, 1024);
    }

    Wire(EngineTestCase test, int backlog) throws IOException {
        this.test = test;
        this.loop = test.loop;
        Owned socket = loop.io().sockets().open(SocketKind.LISTENER, StandardProtocolFamily.INET);
        loop.io().sockets().bind(socket, new InetSocketAddress("127.0.0.1", 0), backlog);
        address = Objects.requireNonNull(loop.io().sockets().localAddress(socket));
        listener = loop.io().listen(socket, this);
        listener.resume();
    }

    SocketAddress address() {
        return address;
    }

    ListenHandle listener() {
        return listener;
    }

    Owned client() throws IOException {
        return loop.io().sockets().open(SocketKind.STREAM, StandardProtocolFamily.INET);
    }

    /** Connects two peers: the client first. Both read. */
    Peer[] connect() throws IOException {
        Peer client = new Peer();
        Peer server = new Peer();
        client.handle = loop.io().connect(client(), address, client);
        test.runUntil(() -> client.heard.contains("connected") && !accepted.isEmpty());
        server.handle = loop.io().stream(accepted.removeFirst(), server);
        client.handle().reading(true);
        server.handle().reading(true);
        return new Peer[] {client, server};
    }

    @Override
    public void accepted(Owned connection) {
        onAccepted.accept(connection);
    }

    @Override
    public void acceptFailed(Exception cause, long retryNanos) {
        failures.add(cause);
    }

    @Override
    public void turnedAway(long count) {
        turnedAway += count;
    }

    @Override
    public void closed() {
        closedByLoop = true;
    }

    @Override
    public void close() {
        listener.close();
        accepted.forEach(loop.io().sockets()::close);
    }

    @Nullable
    Exception failure() {
        return failures.isEmpty() ? null : failures.getFirst();
    }
}
