package dev.gyre.loop.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gyre.loop.spi.ListenerPort;
import dev.gyre.loop.spi.LoopBackend;
import dev.gyre.loop.spi.Ops;
import dev.gyre.loop.spi.Owned;
import dev.gyre.loop.spi.PortKind;
import dev.gyre.loop.spi.SocketKind;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A listener as an engine's handle holds it. */
final class ListenerEnd {
    private final BackendHarness harness;
    private final ProtocolFamily family;
    private final Owned socket;
    private final RecordedOwner owner = new RecordedOwner("listener");
    private ListenerPort port;

    ListenerEnd(BackendHarness harness, ProtocolFamily family, Owned socket) throws IOException {
        this.harness = harness;
        this.family = family;
        this.socket = socket;
        port = prepare(harness.backend());
    }

    private ListenerPort prepare(LoopBackend on) throws IOException {
        return (ListenerPort) harness.prepare(on, PortKind.LISTENER, socket, owner);
    }

    /** Registers with a backend, beside the present registration. */
    void moveTo(LoopBackend next) throws IOException {
        port = prepare(next);
        owner.armed(Ops.NONE);
    }

    ListenerPort port() {
        return port;
    }

    Owned socket() {
        return socket;
    }

    RecordedOwner owner() {
        return owner;
    }

    SocketAddress address() throws IOException {
        return Objects.requireNonNull(harness.control().localAddress(socket), "a listener has an address");
    }

    void arm(int ops) {
        owner.armed(ops);
        port.interest(ops);
    }

    /** Accepts one connection, asking only when it was reported. */
    Owned accept() throws IOException {
        arm(Ops.READ);
        Owned[] accepted = new Owned[1];
        harness.await("a connection", () -> owner.heard() != 0 && (accepted[0] = tryAccept()) != null);
        arm(Ops.NONE);
        return accepted[0];
    }

    @Nullable
    Owned tryAccept() throws IOException {
        owner.forget();
        Owned accepted = port.accept();
        return accepted == null ? null : harness.track(accepted);
    }

    /** Opens a client, and begins to connect it to here. */
    StreamEnd call() throws IOException {
        StreamEnd client = harness.stream("client", PortKind.CONNECTING, harness.open(SocketKind.STREAM, family));
        client.connect(address());
        return client;
    }

    /** Connects a new client to here. */
    StreamPair connect() throws IOException {
        StreamEnd client = call();
        client.awaitConnected();
        StreamEnd server = harness.stream("server", PortKind.STREAM, accept());
        if (harness.control().remoteAddress(server.socket()) instanceof InetSocketAddress remote) {
            assertEquals(harness.control().localAddress(client.socket()), remote);
        }
        return new StreamPair(client, server);
    }

    /** Connects a new client to here, past connections that wait in the queue. */
    StreamPair connectAmongOthers() throws IOException {
        StreamEnd client = call();
        client.awaitConnected();
        SocketAddress wanted = harness.control().localAddress(client.socket());
        Owned accepted = accept();
        while (!Objects.equals(wanted, harness.control().remoteAddress(accepted))) {
            harness.control().close(accepted);
            accepted = accept();
        }
        return new StreamPair(client, harness.stream("server", PortKind.STREAM, accepted));
    }

    void close() {
        owner.ended();
        port.close();
    }
}
