package dev.gyre.transports.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gyre.loop.AddressHints;
import dev.gyre.loop.AddressInfo;
import dev.gyre.loop.ErrorKind;
import dev.gyre.loop.LoopFuture;
import dev.gyre.loop.LoopIOException;
import dev.gyre.loop.LoopSocket;
import dev.gyre.loop.MissingSubsystemException;
import dev.gyre.loop.NameFlag;
import dev.gyre.loop.NameInfo;
import dev.gyre.loop.ResolverException;
import dev.gyre.loop.spi.ResolverProvider;
import dev.gyre.loop.transport.AcceptedSocketOptions;
import dev.gyre.loop.transport.ConnectOptions;
import dev.gyre.loop.transport.ExtraInfo;
import dev.gyre.loop.transport.Server;
import dev.gyre.loop.transport.ServerOptions;
import dev.gyre.loop.transport.TlsOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** How connections are opened, and what is left when they are not. */
@ParameterizedClass(name = "{0}")
@MethodSource("dev.gyre.transports.tcp.Backends#all")
class ConnectTest {
    private final String backend;
    private LoopRig rig;

    ConnectTest(String backend) {
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

    /** A name service that knows one answer. */
    private record Answer(List<AddressInfo> infos) implements ResolverProvider {
        static Answer of(int port, String... numbers) {
            return new Answer(Arrays.stream(numbers)
                    .map(number -> {
                        InetSocketAddress address = new InetSocketAddress(InetAddress.ofLiteral(number), port);
                        return new AddressInfo(
                                Sockets.family(address) == StandardProtocolFamily.INET6
                                        ? StandardProtocolFamily.INET6
                                        : StandardProtocolFamily.INET,
                                AddressHints.STREAM,
                                6,
                                null,
                                address);
                    })
                    .toList());
        }

        @Override
        public String name() {
            return "answer";
        }

        @Override
        public List<AddressInfo> getaddrinfo(@Nullable String host, int port, AddressHints hints)
                throws ResolverException {
            if (host != null && host.equals("unknown.test")) {
                throw new ResolverException(ResolverException.EAI_NONAME, "unknown.test is not known", null);
            }
            return infos;
        }

        @Override
        public NameInfo getnameinfo(InetSocketAddress address, Set<NameFlag> flags) {
            return new NameInfo("many.test", "0");
        }
    }

    /** A port where nobody listens. */
    private int deadPort() throws Exception {
        Server server = rig.serve(() -> new Recorder(rig));
        int port = LoopRig.address(server).getPort();
        server.close();
        rig.iterations(2);
        return port;
    }

    private Throwable failure(ConnectOptions options) {
        return assertThrows(
                Exception.class, () -> rig.await(rig.loop().createConnection(() -> new Recorder(rig), options)));
    }

    @Test
    void shouldFailWithTheKindWhenNobodyListens() throws Exception {
        LoopIOException refused = (LoopIOException) failure(ConnectOptions.to("127.0.0.1", deadPort()));
        assertEquals(ErrorKind.REFUSED, refused.kind());
        assertEquals(0, refused.getSuppressed().length);
    }

    @Test
    void shouldTellAllFailuresWhenAsked() throws Exception {
        ConnectOptions options = ConnectOptions.to("127.0.0.1", deadPort()).toBuilder()
                .allErrors(true)
                .build();
        LoopIOException refused = (LoopIOException) failure(options);
        assertEquals(ErrorKind.REFUSED, refused.kind());
        assertEquals(1, refused.getSuppressed().length);
    }

    @Test
    void shouldTryEveryAddressInOrder() throws Exception {
        Recorder accepted = new Recorder(rig);
        Server server = rig.serve(() -> accepted);
        int port = LoopRig.address(server).getPort();
        rig.provide(ResolverProvider.class, Answer.of(port, "127.0.0.9", "127.0.0.8", "127.0.0.1"));
        Recorder client = new Recorder(rig);
        rig.await(rig.loop().createConnection(() -> client, ConnectOptions.to("many.test", port)));
        assertEquals(
                LoopRig.address(server),
                client.transport.getExtraInfo(ExtraInfo.PEERNAME).orElseThrow());
        rig.until("it is accepted", () -> accepted.heard("made"));
        server.close();
        new LoopRig.Pair(client, accepted).close(rig);
    }

    @Test
    void shouldTellOfEveryAddressWhenAllHaveFailed() throws Exception {
        int port = deadPort();
        rig.provide(ResolverProvider.class, Answer.of(port, "127.0.0.9", "127.0.0.8"));
        ConnectOptions options = ConnectOptions.builder()
                .host("many.test")
                .port(port)
                .allErrors(true)
                .build();
        LoopIOException failed = (LoopIOException) failure(options);
        assertEquals(2, failed.getSuppressed().length);
        assertEquals(ErrorKind.REFUSED, failed.kind());
        LoopIOException summary = (LoopIOException) failure(ConnectOptions.to("many.test", port));
        assertEquals(ErrorKind.REFUSED, summary.kind());
    }

    @Test
    void shouldRaceAddressesWithHappyEyeballs() throws Exception {
        Recorder accepted = new Recorder(rig);
        Server server = rig.serve(() -> accepted);
        int port = LoopRig.address(server).getPort();
        rig.provide(ResolverProvider.class, Answer.of(port, "127.0.0.9", "127.0.0.1", "127.0.0.8"));
        Recorder client = new Recorder(rig);
        ConnectOptions options = ConnectOptions.builder()
                .host("many.test")
                .port(port)
                .happyEyeballsDelay(Duration.ZERO)
                .build();
        rig.await(rig.loop().createConnection(() -> client, options));
        rig.until("it is accepted", () -> accepted.heard("made"));
        server.close();
        new LoopRig.Pair(client, accepted).close(rig);
    }

    @Test
    void shouldStartTheNextAttemptWhenOneTakesLongerThanTheDelay() throws Exception {
        assumeTrue(Backends.isReal(backend), "needs a listener outside the loop whose queue is full");
        Recorder accepted = new Recorder(rig);
        try (ServerSocket deaf = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.2"));
                Filler _ = new Filler(deaf)) {
            int port = deaf.getLocalPort();
            Server server = rig.await(rig.loop().createServer(() -> accepted, ServerOptions.at("127.0.0.1", port)));
            rig.provide(ResolverProvider.class, Answer.of(port, "127.0.0.2", "127.0.0.1"));
            Recorder client = new Recorder(rig);
            ConnectOptions options = ConnectOptions.builder()
                    .host("many.test")
                    .port(port)
                    .happyEyeballsDelay(Duration.ofMillis(20))
                    .build();
            rig.await(rig.loop().createConnection(() -> client, options));
            assertEquals(
                    LoopRig.address(server),
                    client.transport.getExtraInfo(ExtraInfo.PEERNAME).orElseThrow());
            rig.until("it is accepted", () -> accepted.heard("made"));
            server.close();
            new LoopRig.Pair(client, accepted).close(rig);
        }
    }

    /** Connections that fill a listener's queue, so that the next connect hangs. */
    private static final class Filler implements AutoCloseable {
        private final List<SocketChannel> pending = new ArrayList<>();

        Filler(ServerSocket deaf) throws Exception {
            for (int i = 0; i < 4; i++) {
                SocketChannel channel = SocketChannel.open();
                channel.configureBlocking(false);
                channel.connect(deaf.getLocalSocketAddress());
                pending.add(channel);
            }
        }

        @Override
        public void close() throws IOException {
            for (SocketChannel channel : pending) {
                channel.close();
            }
        }
    }

    @Test
    void shouldLeaveNothingWhenItIsCancelled() throws Exception {
        Server server = rig.serve(() -> new Recorder(rig));
        for (int iterations = 0; iterations < 6; iterations++) {
            Recorder client = new Recorder(rig);
            LoopFuture<?> connecting = rig.loop().createConnection(() -> client, LoopRig.to(server));
            rig.iterations(iterations);
            boolean cancelled = connecting.cancel();
            if (cancelled) {
                assertThrows(CancellationException.class, () -> rig.await(connecting));
            } else {
                client.transport.abort();
            }
            rig.iterations(5);
            assertEquals(client.heard("made"), client.lost(), client.events::toString);
        }
        server.close();
        rig.await(server.waitClosed());
    }

    @Test
    void shouldCancelAConnectThatHangs() throws Exception {
        assumeTrue(Backends.isReal(backend), "needs a listener outside the loop whose queue is full");
        try (ServerSocket deaf = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.2"));
                Filler _ = new Filler(deaf)) {
            LoopFuture<?> connecting = rig.loop()
                    .createConnection(() -> new Recorder(rig), ConnectOptions.to("127.0.0.2", deaf.getLocalPort()));
            rig.iterations(10);
            long before = LoopRig.descriptors();
            assertTrue(connecting.cancel());
            rig.iterations(3);
            assertEquals(before - 1, LoopRig.descriptors());
        }
    }

    @Test
    void shouldFailAndCloseTheSocketWhenTheFactoryThrows() throws Exception {
        Recorder accepted = new Recorder(rig);
        Server server = rig.serve(() -> accepted);
        Exception fault = new Exception("the factory's fault");
        LoopFuture<?> connecting = rig.loop()
                .<Recorder>createConnection(
                        () -> {
                            throw fault;
                        },
                        LoopRig.to(server));
        assertSame(fault, assertThrows(Exception.class, () -> rig.await(connecting)));
        rig.until("the other end is lost", accepted::lost);
        server.close();
    }

    @Test
    void shouldFailWhenTheNameIsNotKnown() {
        rig.provide(ResolverProvider.class, Answer.of(1, "127.0.0.1"));
        assertTrue(failure(ConnectOptions.to("unknown.test", 1)) instanceof ResolverException);
    }

    @Test
    void shouldMissTlsBeforeItOpensASocket() throws Exception {
        Server server = rig.serve(() -> new Recorder(rig));
        ConnectOptions options =
                LoopRig.to(server).toBuilder().tls(TlsOptions.builder().build()).build();
        assertTrue(failure(options) instanceof MissingSubsystemException);
        assertEquals(0, server.connections());
        server.close();
    }

    @Test
    void shouldBindToTheLocalAddress() throws Exception {
        Recorder accepted = new Recorder(rig);
        Server server = rig.serve(() -> accepted);
        ConnectOptions options = LoopRig.to(server).toBuilder()
                .localAddress(InetSocketAddress.createUnresolved("127.0.0.7", 0))
                .option(StandardSocketOptions.SO_KEEPALIVE, true)
                .build();
        Recorder client = new Recorder(rig);
        rig.await(rig.loop().createConnection(() -> client, options));
        rig.until("it is accepted", () -> accepted.heard("made"));
        InetSocketAddress local = (InetSocketAddress)
                accepted.transport.getExtraInfo(ExtraInfo.PEERNAME).orElseThrow();
        assertEquals("127.0.0.7", local.getAddress().getHostAddress());
        assertEquals(
                true,
                client.transport
                        .getExtraInfo(ExtraInfo.SOCKET)
                        .orElseThrow()
                        .getOption(StandardSocketOptions.SO_KEEPALIVE));
        server.close();
        new LoopRig.Pair(client, accepted).close(rig);
    }

    @Test
    void shouldTellOfEveryLocalAddressWhenNoneWillDo() throws Exception {
        Server server = rig.serve(() -> new Recorder(rig));
        rig.provide(ResolverProvider.class, Answer.of(0, "203.0.113.1", "203.0.113.2"));
        ConnectOptions options = LoopRig.to(server).toBuilder()
                .localAddress(InetSocketAddress.createUnresolved("here.example", 0))
                .build();
        Throwable failed = failure(options);
        assertEquals(ErrorKind.ADDRESS_NOT_AVAILABLE, ((LoopIOException) failed).kind());
        assertTrue(
                failed.getMessage().contains("203.0.113.1")
                        && failed.getMessage().contains("203.0.113.2"),
                failed::getMessage);
        assertEquals(2, failed.getSuppressed().length);
        server.close();
    }

    @Test
    void shouldFailWhenNoLocalAddressIsOfTheFamily() throws Exception {
        ConnectOptions options = ConnectOptions.to("127.0.0.1", deadPort()).toBuilder()
                .localAddress(new InetSocketAddress(InetAddress.ofLiteral("::1"), 0))
                .build();
        LoopIOException failed = (LoopIOException) failure(options);
        assertEquals(ErrorKind.ADDRESS_NOT_AVAILABLE, failed.kind());
    }

    @Test
    void shouldTakeAConnectedSocketOnce() throws Exception {
        assumeTrue(Backends.isReal(backend), "takes channels of the JDK");
        try (ServerSocketChannel listening = ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", 0))) {
            SocketChannel near = SocketChannel.open(listening.getLocalAddress());
            SocketChannel far = listening.accept();
            near.configureBlocking(false);
            far.configureBlocking(false);
            LoopSocket nearSocket = rig.loop().adoptSocket(near);
            LoopSocket farSocket = rig.loop().adoptSocket(far);
            Recorder client = new Recorder(rig);
            Recorder accepted = new Recorder(rig);
            ConnectOptions options = ConnectOptions.builder().sock(nearSocket).build();
            rig.await(rig.loop().createConnection(() -> client, options));
            rig.await(rig.loop()
                    .connectAcceptedSocket(
                            () -> accepted,
                            farSocket,
                            AcceptedSocketOptions.builder().build()));
            client.transport.write("over a given socket", StandardCharsets.UTF_8);
            rig.until("it is here", () -> accepted.text().equals("over a given socket"));
            assertTrue(failure(options) instanceof IllegalStateException);
            nearSocket.close();
            assertFalse(client.transport.isClosing(), "the transport's socket is not the giver's to close");
            new LoopRig.Pair(client, accepted).close(rig);
        }
    }

    @Test
    void shouldAlternateFamilies() {
        List<AddressInfo> infos =
                Answer.of(1, "::1", "::2", "::3", "127.0.0.1", "127.0.0.2").infos();
        assertEquals(infos, Interleaving.of(infos, 0));
        assertEquals(
                List.of(infos.get(0), infos.get(3), infos.get(1), infos.get(4), infos.get(2)),
                Interleaving.of(infos, 1));
        assertEquals(
                List.of(infos.get(0), infos.get(1), infos.get(3), infos.get(2), infos.get(4)),
                Interleaving.of(infos, 2));
    }
}
