package dev.gyre.loop.nio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.ErrorKind;
import dev.gyre.loop.LoopIOException;
import dev.gyre.loop.spi.BackendConfig;
import dev.gyre.loop.spi.DatagramPort;
import dev.gyre.loop.spi.ListenerPort;
import dev.gyre.loop.spi.LoopBackend;
import dev.gyre.loop.spi.Ops;
import dev.gyre.loop.spi.Owned;
import dev.gyre.loop.spi.Port;
import dev.gyre.loop.spi.PortKind;
import dev.gyre.loop.spi.PortOwner;
import dev.gyre.loop.spi.SocketKind;
import dev.gyre.loop.spi.StreamPort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectableChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.function.Executable;

/** A backend with what a test needs around it: owners, readiness by owner, and connected pairs. */
final class Rig implements AutoCloseable {
    static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

    record Owner(String describe) implements PortOwner {
        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }

    /** A port on one side, a blocking channel on the other. */
    record Pair(StreamPort port, Owner owner, SocketChannel peer) {}

    final LoopBackend backend;
    private final Map<PortOwner, Integer> ready = new IdentityHashMap<>();
    private final List<SelectableChannel> opened = new ArrayList<>();

    Rig() throws IOException {
        this(BackendConfig.DEFAULT_RECEIVE_BUFFER_SIZE);
    }

    Rig(int receiveBufferSize) throws IOException {
        backend = new NioBackendProvider().open(new BackendConfig(receiveBufferSize, "test"));
    }

    static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    static ServerSocketChannel listen() throws IOException {
        return ServerSocketChannel.open().bind(anyPort());
    }

    /** An address where nobody listens. */
    static SocketAddress deserted() throws IOException {
        try (ServerSocketChannel brief = listen()) {
            return brief.getLocalAddress();
        }
    }

    Owned open(SocketKind kind) throws IOException {
        return open(kind, StandardProtocolFamily.INET);
    }

    Owned open(SocketKind kind, ProtocolFamily family) throws IOException {
        Owned socket = backend.sockets().open(kind, family);
        keep(socket.channel());
        return socket;
    }

    /** Closes a channel when the rig is closed. */
    <C extends SelectableChannel> C keep(C channel) {
        opened.add(channel);
        return channel;
    }

    /** Leaves what it opened to another rig. */
    void releaseTo(Rig next) {
        next.opened.addAll(opened);
        opened.clear();
        backend.release();
    }

    StreamPort stream(Owned what, Owner owner) throws IOException {
        return (StreamPort) backend.prepare(PortKind.STREAM, what, owner);
    }

    StreamPort connecting(Owner owner) throws IOException {
        return (StreamPort) backend.prepare(PortKind.CONNECTING, open(SocketKind.STREAM), owner);
    }

    ListenerPort listener(Owner owner, SocketAddress at) throws IOException {
        Owned socket = open(SocketKind.LISTENER);
        backend.sockets().bind(socket, at, 16);
        return (ListenerPort) backend.prepare(PortKind.LISTENER, socket, owner);
    }

    DatagramPort datagram(Owner owner) throws IOException {
        Owned socket = open(SocketKind.DATAGRAM);
        backend.sockets().bind(socket, anyPort(), 0);
        return (DatagramPort) backend.prepare(PortKind.DATAGRAM, socket, owner);
    }

    Port watch(SelectableChannel channel, Owner owner) throws IOException {
        return backend.prepare(PortKind.WATCH, Owned.borrowed(channel), owner);
    }

    SocketAddress addressOf(Port port) throws IOException {
        SocketAddress address = backend.sockets().localAddress(port.owned());
        if (address == null) {
            throw new AssertionError("unbound");
        }
        return address;
    }

    Pair pair() throws IOException {
        try (ServerSocketChannel listener = listen()) {
            SocketChannel near = keep(SocketChannel.open(listener.getLocalAddress()));
            SocketChannel far = keep(listener.accept());
            far.setOption(StandardSocketOptions.TCP_NODELAY, true);
            Owner owner = new Owner("stream");
            return new Pair(stream(Owned.channel(near), owner), owner, far);
        }
    }

    /** Polls once and remembers; returns the number of reports. */
    int poll(long timeoutNanos) throws IOException {
        ready.clear();
        int reports = backend.poll(timeoutNanos, (owner, ops) -> ready.merge(owner, ops, (a, b) -> a | b));
        assertTrue(reports >= ready.size());
        return reports;
    }

    /** What the last poll said of an owner. */
    int readyOf(PortOwner owner) {
        return ready.getOrDefault(owner, Ops.NONE);
    }

    /** Polls until an owner is ready for all of this. */
    void await(Port port, PortOwner owner, int ops) throws IOException {
        port.interest(ops);
        await(owner, ops);
    }

    void await(PortOwner owner, int ops) throws IOException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        do {
            long left = deadline - System.nanoTime();
            assertTrue(left > 0, () -> owner.describe() + " was not ready for " + ops);
            poll(left);
        } while ((readyOf(owner) & ops) != ops);
    }

    static LoopIOException assertFails(ErrorKind kind, Executable attempt) {
        LoopIOException failure = assertThrows(LoopIOException.class, attempt);
        assertEquals(kind, failure.kind(), failure::getMessage);
        assertTrue(failure.getMessage().startsWith("Cannot "), failure::getMessage);
        return failure;
    }

    @Override
    public void close() throws IOException {
        backend.release();
        assertEquals(0, backend.openPorts());
        for (SelectableChannel each : opened) {
            each.close();
            assertFalse(each.isRegistered(), () -> each + " keeps its descriptor for a selector");
        }
        opened.clear();
    }
}
