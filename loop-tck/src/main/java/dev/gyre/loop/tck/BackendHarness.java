package dev.gyre.loop.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gyre.loop.spi.BackendConfig;
import dev.gyre.loop.spi.Capability;
import dev.gyre.loop.spi.LoopBackend;
import dev.gyre.loop.spi.LoopBackendProvider;
import dev.gyre.loop.spi.Owned;
import dev.gyre.loop.spi.Port;
import dev.gyre.loop.spi.PortKind;
import dev.gyre.loop.spi.SocketControl;
import dev.gyre.loop.spi.SocketKind;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A backend under test with everything a test has opened. It awaits by polling to a deadline, and never sleeps.
 *
 * <p><b>Threading</b>: the test's thread only; it stands for the loop's.
 */
public final class BackendHarness implements AutoCloseable {
    /** Bytes of the receive buffer: small, so that its limit is met. */
    static final int RECEIVE_BUFFER = 16 * 1024;

    static final InetSocketAddress LOOPBACK = new InetSocketAddress("127.0.0.1", 0);
    static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(20);
    private static final int SETTLING_POLLS = 10;

    private final LoopBackendProvider provider;
    private final BackendConfig config;
    private final RecordingSink sink = new RecordingSink();
    private final List<LoopBackend> backends = new ArrayList<>();
    private final List<Owned> sockets = new ArrayList<>();
    private final Map<Port, LoopBackend> ports = new LinkedHashMap<>();

    BackendHarness(LoopBackendProvider provider, BackendConfig config) throws IOException {
        this.provider = provider;
        this.config = config;
        backends.add(provider.open(config));
    }

    // Backends

    /** {@return the backend under test: the one that was opened first and is not released} */
    LoopBackend backend() {
        return backends.getFirst();
    }

    SocketControl control() {
        return backend().sockets();
    }

    /** Opens one more of the same provider. */
    LoopBackend another() throws IOException {
        LoopBackend another = provider.open(config);
        backends.add(another);
        return another;
    }

    /** Releases a backend and polls it no more. */
    void release(LoopBackend backend) {
        backends.remove(backend);
        ports.values().removeIf(on -> on == backend);
        backend.release();
        assertEquals(0, backend.openPorts(), "ports of a backend that was released");
    }

    boolean has(Capability capability) {
        return provider.capabilities().contains(capability);
    }

    /** Skips the test, visibly, when the provider does not declare a capability. */
    void needs(Capability capability) {
        assumeTrue(has(capability), () -> provider.name() + " does not declare " + capability);
    }

    // Polling

    /** Polls the backend under test once. */
    int poll(long timeoutNanos) throws IOException {
        return poll(backend(), timeoutNanos);
    }

    int poll(LoopBackend backend, long timeoutNanos) throws IOException {
        return sink.poll(backend, timeoutNanos);
    }

    /** Polls every backend once; the last may wait a little. */
    private void pollAll() throws IOException {
        for (int i = 0; i < backends.size(); i++) {
            poll(backends.get(i), i == backends.size() - 1 ? MILLI : 0);
        }
    }

    /** Something that is so or not yet. */
    interface Condition {
        boolean met() throws IOException;
    }

    /** Polls until something is so. */
    void await(String what, Condition condition) throws IOException {
        long deadline = System.nanoTime() + PATIENCE;
        while (!condition.met()) {
            assertTrue(System.nanoTime() - deadline < 0, () -> "waited in vain for: " + what);
            assertFalse(Thread.currentThread().isInterrupted(), () -> "interrupted while waiting for: " + what);
            pollAll();
        }
    }

    /** Polls often enough that what was going to be reported is. */
    void settle() throws IOException {
        for (int i = 0; i < SETTLING_POLLS; i++) {
            pollAll();
        }
    }

    // Sockets

    Owned open(SocketKind kind, ProtocolFamily family) throws IOException {
        return track(control().open(kind, family));
    }

    /** Has something closed at the end of the test. */
    Owned track(Owned socket) {
        sockets.add(socket);
        return socket;
    }

    /** Registers, and has the port closed at the end of the test unless its backend is released before. */
    Port prepare(LoopBackend on, PortKind kind, Owned socket, RecordedOwner owner) throws IOException {
        Port port = on.prepare(kind, socket, owner);
        ports.put(port, on);
        return port;
    }

    /** Listens on the loopback interface. */
    ListenerEnd listen() throws IOException {
        needs(Capability.TCP);
        return listen(StandardProtocolFamily.INET, LOOPBACK, 100);
    }

    ListenerEnd listen(ProtocolFamily family, SocketAddress address, int backlog) throws IOException {
        Owned socket = open(SocketKind.LISTENER, family);
        control().bind(socket, address, backlog);
        return new ListenerEnd(this, family, socket);
    }

    /** Opens a stream that is not connected. */
    StreamEnd stream() throws IOException {
        needs(Capability.TCP);
        return stream("client", PortKind.CONNECTING, open(SocketKind.STREAM, StandardProtocolFamily.INET));
    }

    StreamEnd stream(String name, PortKind kind, Owned socket) throws IOException {
        return new StreamEnd(this, backend(), new RecordedOwner(name + " " + ports.size()), kind, socket);
    }

    StreamEnd streamOn(LoopBackend other, Owned socket) throws IOException {
        return new StreamEnd(this, other, new RecordedOwner("elsewhere"), PortKind.STREAM, socket);
    }

    /** Connects a stream over the loopback interface. */
    StreamPair connect() throws IOException {
        ListenerEnd listener = listen();
        StreamPair pair = listener.connect();
        listener.close();
        return pair;
    }

    @Override
    public void close() throws IOException {
        List.copyOf(ports.keySet()).forEach(Port::close);
        for (LoopBackend each : backends) {
            assertEquals(0, each.openPorts(), "ports that are open though each was closed");
        }
        sockets.forEach(control()::close);
        for (Owned each : sockets) {
            assertTrue(each.closed(), () -> each + " is open though it was closed");
        }
        while (!backends.isEmpty()) {
            release(backends.getFirst());
        }
    }
}
