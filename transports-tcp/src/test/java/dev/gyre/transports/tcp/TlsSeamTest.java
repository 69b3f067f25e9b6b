package dev.gyre.transports.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.LoopFuture;
import dev.gyre.loop.LoopPromise;
import dev.gyre.loop.MissingSubsystemException;
import dev.gyre.loop.protocol.BaseProtocol;
import dev.gyre.loop.protocol.Protocol;
import dev.gyre.loop.protocol.StreamProtocol;
import dev.gyre.loop.spi.TlsProvider;
import dev.gyre.loop.transport.ConnectOptions;
import dev.gyre.loop.transport.Server;
import dev.gyre.loop.transport.ServerOptions;
import dev.gyre.loop.transport.TlsOptions;
import dev.gyre.loop.transport.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** How connections are made when a provider of TLS stands between: here one whose handshake is a byte each way. */
@ParameterizedClass(name = "{0}")
@MethodSource("dev.gyre.transports.tcp.Backends#all")
class TlsSeamTest {
    private final String backend;
    private LoopRig rig;

    TlsSeamTest(String backend) {
        this.backend = backend;
    }

    @BeforeEach
    void open() {
        rig = new LoopRig(backend);
    }

    @AfterEach
    void close() {
        rig.close();
    }

    /** The handshake's byte of each side, or silence. */
    private record Greeting(byte own, byte expected, boolean silent) implements TlsProvider {
        @Override
        public String name() {
            return "greeting";
        }

        @Override
        public StreamProtocol<Transport> wrap(
                EventLoop loop,
                StreamProtocol<? super Transport> protocol,
                TlsOptions options,
                LoopPromise<Transport> ready) {
            return new Greeter(this, protocol, ready);
        }
    }

    /** Stands between until the greeting has come, then steps aside. */
    private static final class Greeter implements Protocol<Transport> {
        private final Greeting greeting;
        private final StreamProtocol<? super Transport> above;
        private final LoopPromise<Transport> ready;
        private @Nullable Transport transport;

        Greeter(Greeting greeting, StreamProtocol<? super Transport> above, LoopPromise<Transport> ready) {
            this.greeting = greeting;
            this.above = above;
            this.ready = ready;
        }

        @Override
        public void connectionMade(Transport made) {
            transport = made;
            if (!greeting.silent) {
                made.write(new byte[] {greeting.own});
            }
        }

        @Override
        public void dataReceived(ByteBuffer data) throws Exception {
            if (data.get() != greeting.expected) {
                ready.setException(new IOException("the handshake has failed"));
                return;
            }
            Transport under = Objects.requireNonNull(transport);
            under.setProtocol(above);
            above.connectionMade(under);
            ready.setResult(under);
        }

        @Override
        public void connectionLost(@Nullable Throwable cause) {
            if (!ready.isDone()) {
                ready.setException(new IOException("lost in the handshake", cause));
            }
        }
    }

    private Server server(Recorder accepted) throws Exception {
        return rig.await(rig.loop()
                .createServer(
                        () -> accepted,
                        ServerOptions.builder()
                                .host("127.0.0.1")
                                .port(0)
                                .tls(TlsOptions.server(SSLContext.getDefault()))
                                .build()));
    }

    private static ConnectOptions to(Server server) {
        return LoopRig.to(server).toBuilder().tls(TlsOptions.builder().build()).build();
    }

    @Test
    void shouldBeReadyAfterTheHandshake() throws Exception {
        rig.provide(TlsProvider.class, new Greeting((byte) 1, (byte) 1, false));
        Recorder accepted = new Recorder(rig);
        Server server = server(accepted);
        Recorder client = new Recorder(rig);
        assertSame(
                client,
                rig.await(rig.loop().createConnection(() -> client, to(server))).protocol());
        rig.until("it is accepted", () -> accepted.heard("made"));
        client.transport.write("over it", StandardCharsets.UTF_8);
        rig.until("it is here", () -> accepted.text().equals("over it"));
        assertEquals(1, server.connections());
        server.closeClients();
        server.close();
        rig.await(server.waitClosed());
        rig.until("it is lost", client::lost);
    }

    @Test
    void shouldFailAndLeaveNothingWhenTheHandshakeFails() throws Exception {
        rig.provide(TlsProvider.class, new Greeting((byte) 1, (byte) 2, false));
        Recorder accepted = new Recorder(rig);
        Server server = server(accepted);
        Recorder client = new Recorder(rig);
        IOException failed =
                assertThrows(IOException.class, () -> rig.await(rig.loop().createConnection(() -> client, to(server))));
        assertTrue(failed.getMessage().contains("handshake"), failed::getMessage);
        assertEquals(
                "Error on transport creation for incoming connection",
                rig.report().message());
        server.close();
        rig.await(server.waitClosed());
        assertTrue(client.events.isEmpty());
        assertTrue(accepted.events.isEmpty());
    }

    @Test
    void shouldAbortWhenItIsCancelledInTheHandshake() throws Exception {
        rig.provide(TlsProvider.class, new Greeting((byte) 1, (byte) 1, true));
        Recorder accepted = new Recorder(rig);
        Server server = server(accepted);
        LoopFuture<?> connecting = rig.loop().createConnection(() -> new Recorder(rig), to(server));
        rig.iterations(10);
        assertEquals(1, server.connections());
        connecting.cancel();
        assertThrows(CancellationException.class, () -> rig.await(connecting));
        assertEquals(
                "Error on transport creation for incoming connection",
                rig.report().message());
        server.close();
        rig.await(server.waitClosed());
    }

    // Upgrades

    private static final TlsOptions OPTIONS = TlsOptions.builder().build();

    @Test
    void shouldUpgradeBothEndsInMidStream() throws Exception {
        rig.provide(TlsProvider.class, new Greeting((byte) 1, (byte) 1, false));
        LoopRig.Pair pair = rig.pair();
        pair.server().onData = () -> {
            if (pair.server().text().equals("upgrade?")) {
                pair.server().transport.pauseReading();
            }
        };
        pair.client().transport.write("upgrade?", StandardCharsets.UTF_8);
        rig.until("it is asked for", () -> pair.server().text().equals("upgrade?"));
        pair.server().transport.write("agreed", StandardCharsets.UTF_8);
        rig.until("it is agreed", () -> pair.client().text().equals("agreed"));
        Recorder near = new Recorder(rig);
        Recorder far = new Recorder(rig);
        LoopFuture<Transport> client = rig.loop().startTls(pair.client().transport, near, OPTIONS);
        LoopFuture<Transport> server = rig.loop().startTls(pair.server().transport, far, OPTIONS);
        assertFalse(pair.client().transport.isReading());
        rig.await(client);
        rig.await(server);
        near.transport.write("secret", StandardCharsets.UTF_8);
        rig.until("it is here", () -> far.text().equals("secret"));
        assertEquals("agreed", pair.client().text(), "the former protocol hears nothing more");
        near.transport.close();
        rig.until("both are lost", () -> near.lost() && far.lost());
        assertFalse(pair.client().lost() || pair.server().lost());
    }

    @Test
    void shouldSendWhatWasWrittenBeforeTheHandshake() throws Exception {
        rig.provide(TlsProvider.class, new Greeting((byte) 1, (byte) 1, false));
        LoopRig.Pair pair = rig.pair();
        byte[] plain = new byte[3_000_000];
        pair.client().transport.write(plain);
        Recorder near = new Recorder(rig);
        LoopFuture<Transport> client = rig.loop().startTls(pair.client().transport, near, OPTIONS);
        rig.until("all is here", () -> pair.server().size() == plain.length + 1);
        assertEquals(1, pair.server().bytes()[plain.length], "the handshake comes last");
        pair.server().transport.write(new byte[] {1});
        rig.await(client);
        new LoopRig.Pair(near, pair.server()).close(rig);
    }

    @Test
    void shouldAbortWhenAnUpgradeFails() throws Exception {
        rig.provide(TlsProvider.class, new Greeting((byte) 1, (byte) 2, false));
        LoopRig.Pair pair = rig.pair();
        LoopFuture<Transport> upgrading = rig.loop().startTls(pair.client().transport, new Recorder(rig), OPTIONS);
        pair.server().transport.write(new byte[] {7});
        IOException failed = assertThrows(IOException.class, () -> rig.await(upgrading));
        assertTrue(failed.getMessage().contains("handshake"), failed::getMessage);
        rig.until("the other end is lost", pair.server()::lost);
    }

    @Test
    void shouldAbortWhenAnUpgradeIsCancelled() throws Exception {
        rig.provide(TlsProvider.class, new Greeting((byte) 1, (byte) 1, true));
        LoopRig.Pair pair = rig.pair();
        LoopFuture<Transport> upgrading = rig.loop().startTls(pair.client().transport, new Recorder(rig), OPTIONS);
        rig.iterations(3);
        upgrading.cancel();
        rig.until("the other end is lost", pair.server()::lost);
        assertTrue(pair.client().transport.isClosing());
    }

    @Test
    void shouldRefuseToUpgradeWhatCannotBe() throws Exception {
        LoopRig.Pair pair = rig.pair();
        Transport transport = pair.client().transport;
        assertThrows(MissingSubsystemException.class, () -> rig.loop().startTls(transport, new Recorder(rig), OPTIONS));
        rig.provide(TlsProvider.class, new Greeting((byte) 1, (byte) 1, false));
        assertThrows(IllegalArgumentException.class, () -> rig.loop()
                .startTls(transport, new BaseProtocol<Transport>() {}, OPTIONS));
        transport.writeEof();
        assertThrows(IllegalStateException.class, () -> rig.loop().startTls(transport, new Recorder(rig), OPTIONS));
        transport.close();
        IllegalStateException closing = assertThrows(
                IllegalStateException.class, () -> rig.loop().startTls(transport, new Recorder(rig), OPTIONS));
        assertTrue(closing.getMessage().contains("closing"), closing::getMessage);
        rig.until("both are lost", () -> pair.client().lost() && pair.server().lost());
    }
}
