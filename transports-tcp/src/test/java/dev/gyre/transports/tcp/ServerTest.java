package dev.gyre.transports.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gyre.loop.ErrorKind;
import dev.gyre.loop.EventLoop;
import dev.gyre.loop.LoopFuture;
import dev.gyre.loop.LoopIOException;
import dev.gyre.loop.LoopSocket;
import dev.gyre.loop.MissingSubsystemException;
import dev.gyre.loop.SwapReport;
import dev.gyre.loop.spi.Capability;
import dev.gyre.loop.transport.ConnectOptions;
import dev.gyre.loop.transport.ExtraInfo;
import dev.gyre.loop.transport.Server;
import dev.gyre.loop.transport.ServerOptions;
import dev.gyre.loop.transport.ShutdownReport;
import dev.gyre.loop.transport.TlsOptions;
import dev.gyre.loop.transport.TransportSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The life of servers. */
@ParameterizedClass(name = "{0}")
@MethodSource("dev.gyre.transports.tcp.Backends#all")
class ServerTest {
    private final String backend;
    private final List<Recorder> accepted = new ArrayList<>();
    private final List<Recorder> clients = new ArrayList<>();
    private LoopRig rig;

    ServerTest(String backend) {
        this.backend = backend;
    }

    @BeforeEach
    void open() {
        rig = new LoopRig(backend);
    }

    @AfterEach
    void close() {
        clients.forEach(client -> client.transport.abort());
        accepted.forEach(each -> each.transport.abort());
        rig.until(
                "all are lost",
                () -> clients.stream().allMatch(Recorder::lost)
                        && accepted.stream().allMatch(Recorder::lost));
        rig.close();
    }

    private Recorder accept() {
        Recorder recorder = new Recorder(rig);
        accepted.add(recorder);
        return recorder;
    }

    private Server server(ServerOptions options) throws Exception {
        return rig.await(rig.loop().createServer(this::accept, options));
    }

    private Server server() throws Exception {
        return server(ServerOptions.at("127.0.0.1", 0));
    }

    private Recorder connect(Server server) throws Exception {
        Recorder client = new Recorder(rig);
        rig.connect(server, client);
        clients.add(client);
        return client;
    }

    private void untilAccepted(int count) {
        rig.until(
                count + " are accepted",
                () -> accepted.size() == count && accepted.stream().allMatch(each -> each.heard("made")));
    }

    @Test
    void shouldServeUntilItIsClosed() throws Exception {
        Server server = server();
        assertTrue(server.isServing());
        assertSame(rig.loop(), server.getLoop());
        assertNotEquals(0, LoopRig.address(server).getPort());
        ConnectOptions there = LoopRig.to(server);
        connect(server);
        untilAccepted(1);
        assertEquals(1, server.connections());
        server.close();
        server.close();
        assertFalse(server.isServing());
        assertEquals(List.of(), server.sockets());
        assertEquals(1, server.connections());
        assertFalse(clients.getFirst().transport.isClosing());
        rig.iterations(2);
        assertThrows(
                LoopIOException.class, () -> rig.await(rig.loop().createConnection(() -> new Recorder(rig), there)));
        assertThrows(IllegalStateException.class, server::startServing);
        assertThrows(IllegalStateException.class, server::serveForever);
        assertThrows(IllegalStateException.class, server::release);
    }

    @Test
    void shouldBeWaitedForUntilItIsClosedAndItsConnectionsHaveEnded() throws Exception {
        Server server = server();
        LoopFuture<Void> early = server.waitClosed();
        rig.iterations(3);
        assertFalse(early.isDone(), "it serves, with no connection");
        connect(server);
        untilAccepted(1);
        server.close();
        LoopFuture<Void> waiting = server.waitClosed();
        rig.iterations(3);
        assertFalse(waiting.isDone(), "a connection is left");
        clients.getFirst().transport.close();
        rig.await(waiting);
        rig.await(early);
        assertTrue(accepted.getFirst().lost());
        assertEquals(0, server.connections());
        rig.await(server.waitClosed());
    }

    @Test
    void shouldCloseItsClients() throws Exception {
        Server server = server();
        connect(server);
        connect(server);
        untilAccepted(2);
        accepted.getFirst().transport.write(new byte[2_000_000]);
        server.closeClients();
        rig.until("all are lost", () -> clients.stream().allMatch(Recorder::lost));
        assertEquals(2_000_000, clients.getFirst().size() + clients.getLast().size());
        assertTrue(server.isServing());
        server.close();
        rig.await(server.waitClosed());
    }

    @Test
    void shouldAbortItsClients() throws Exception {
        Server server = server();
        connect(server).transport.pauseReading();
        untilAccepted(1);
        while (accepted.getFirst().transport.getWriteBufferSize() == 0) {
            accepted.getFirst().transport.write(new byte[1_000_000]);
        }
        server.abortClients();
        rig.until("it is lost", accepted.getFirst()::lost);
        server.close();
        rig.await(server.waitClosed());
    }

    @Test
    void shouldNotAcceptBeforeItServes() throws Exception {
        Server server = server(ServerOptions.builder()
                .host("127.0.0.1")
                .port(0)
                .startServing(false)
                .build());
        assertFalse(server.isServing());
        LoopFuture<?> connecting = rig.loop()
                .createConnection(
                        () -> {
                            clients.add(new Recorder(rig));
                            return clients.getLast();
                        },
                        LoopRig.to(server));
        rig.iterations(5);
        assertEquals(0, accepted.size());
        rig.await(server.startServing());
        rig.await(server.startServing());
        assertTrue(server.isServing());
        rig.await(connecting);
        untilAccepted(1);
        server.close();
    }

    @Test
    void shouldCloseWhenServeForeverIsCancelled() throws Exception {
        Server server = server(ServerOptions.builder()
                .host("127.0.0.1")
                .port(0)
                .startServing(false)
                .build());
        LoopFuture<Void> forever = server.serveForever();
        assertTrue(server.isServing());
        assertThrows(IllegalStateException.class, server::serveForever);
        rig.iterations(3);
        assertTrue(forever.cancel());
        assertThrows(CancellationException.class, () -> rig.await(forever));
        rig.await(server.waitClosed());
        assertFalse(server.isServing());
    }

    @Test
    void shouldEndServeForeverWhenItIsClosed() throws Exception {
        Server server = server();
        LoopFuture<Void> forever = server.serveForever();
        server.close();
        assertThrows(CancellationException.class, () -> rig.await(forever));
    }

    @Test
    void shouldCountWhatDrainsAndWhatIsAborted() throws Exception {
        Server server = server();
        connect(server);
        connect(server);
        connect(server);
        untilAccepted(3);
        LoopFuture<ShutdownReport> shutdown = server.shutdown(Duration.ofMillis(200));
        assertFalse(server.isServing());
        clients.getFirst().transport.close();
        ShutdownReport report = rig.await(shutdown);
        assertEquals(1, report.drained());
        assertEquals(2, report.aborted());
        assertTrue(report.timedOut());
        assertTrue(report.took().compareTo(Duration.ofMillis(200)) >= 0, report::toString);
        rig.await(server.waitClosed());
    }

    @Test
    void shouldEndEarlyWhenEverythingHasDrained() throws Exception {
        Server server = server();
        connect(server);
        untilAccepted(1);
        LoopFuture<ShutdownReport> shutdown = server.shutdown(Duration.ofDays(10_000_000));
        server.closeClients();
        ShutdownReport report = rig.await(shutdown);
        assertEquals(1, report.drained());
        assertEquals(0, report.aborted());
        ShutdownReport again = rig.await(server.shutdown(Duration.ZERO));
        assertEquals(0, again.drained() + again.aborted());
    }

    @Test
    void shouldAbortAtOnceWithoutATimeToDrain() throws Exception {
        Server server = server();
        connect(server);
        untilAccepted(1);
        assertThrows(IllegalArgumentException.class, () -> server.shutdown(Duration.ofNanos(-1)));
        ShutdownReport report = rig.await(server.shutdown(Duration.ZERO));
        assertEquals(0, report.drained());
        assertEquals(1, report.aborted());
    }

    @Test
    void shouldHandItsSocketOverWithoutRefusingAnybody() throws Exception {
        Server first = server();
        ConnectOptions there = LoopRig.to(first);
        connect(first);
        untilAccepted(1);
        List<LoopSocket> released = first.release();
        assertFalse(first.isServing());
        assertEquals(1, released.size());
        LoopFuture<?> between = rig.loop()
                .createConnection(
                        () -> {
                            clients.add(new Recorder(rig));
                            return clients.getLast();
                        },
                        there);
        rig.iterations(3);
        assertEquals(1, accepted.size());
        Server second = server(ServerOptions.builder().sock(released.getFirst()).build());
        rig.await(between);
        untilAccepted(2);
        assertEquals(1, first.connections());
        assertEquals(1, second.connections());
        released.getFirst().close();
        connect(second);
        untilAccepted(3);
        second.close();
    }

    @Test
    void shouldHandItsSocketOverWithinOneCallback() throws Exception {
        Server first = server();
        ConnectOptions there = LoopRig.to(first);
        Server second =
                server(ServerOptions.builder().sock(first.release().getFirst()).build());
        Recorder client = new Recorder(rig);
        clients.add(client);
        rig.await(rig.loop().createConnection(() -> client, there));
        untilAccepted(1);
        assertEquals(1, second.connections());
        second.close();
    }

    @Test
    void shouldHandItsSocketOverToAnotherLoop() throws Exception {
        Server first = server();
        LoopSocket released = first.release().getFirst();
        rig.iterations(2);
        try (EventLoop other = rig.anotherLoop()) {
            Recorder echo = new Recorder(rig);
            echo.echoes = true;
            Server second = other.runUntilComplete(other.createServer(
                    () -> echo, ServerOptions.builder().sock(released).build()));
            Recorder client = new Recorder(rig);
            client.onData = () -> {
                if (client.size() == 5) {
                    client.transport.close();
                }
            };
            client.onLost = () -> second.close();
            other.runUntilComplete(other.createConnection(() -> client, LoopRig.to(second)));
            client.transport.write("hello", StandardCharsets.UTF_8);
            other.runUntilComplete(second.waitClosed());
            assertEquals("hello", client.text());
        }
    }

    @Test
    void shouldGoOnServingWhenTheBackendIsExchanged() throws Exception {
        assumeTrue(Backends.isReal(backend), "the real one");
        Server server = server();
        Recorder client = connect(server);
        untilAccepted(1);
        TransportSocket socket = client.transport.getExtraInfo(ExtraInfo.SOCKET).orElseThrow();
        client.transport.write("before ", StandardCharsets.UTF_8);
        SwapReport swap = rig.await(rig.loop().swapBackend(rig.backend()));
        assertEquals(3, swap.moved());
        client.transport.write("after", StandardCharsets.UTF_8);
        rig.until("all is here", () -> accepted.getFirst().text().equals("before after"));
        assertEquals(true, socket.getOption(StandardSocketOptions.TCP_NODELAY));
        assertEquals(LoopRig.address(server), socket.remoteAddress());
        connect(server);
        untilAccepted(2);
        server.close();
    }

    @Test
    void shouldCloseAReleasedSocketThatNobodyTook() throws Exception {
        Server server = server();
        ConnectOptions there = LoopRig.to(server);
        LoopSocket released = server.release().getFirst();
        assertEquals(there.port(), ((InetSocketAddress) released.localAddress()).getPort());
        released.close();
        released.close();
        assertThrows(
                LoopIOException.class, () -> rig.await(rig.loop().createConnection(() -> new Recorder(rig), there)));
        rig.await(server.waitClosed());
    }

    @Test
    void shouldNameTheAddressThatIsInUse() throws Exception {
        Server server = server();
        int port = LoopRig.address(server).getPort();
        LoopIOException inUse = assertThrows(
                LoopIOException.class,
                () -> server(ServerOptions.builder()
                        .hosts(List.of("127.0.0.3", "127.0.0.1"))
                        .port(port)
                        .build()));
        assertEquals(ErrorKind.ADDRESS_IN_USE, inUse.kind());
        assertTrue(inUse.getMessage().contains("127.0.0.1:" + port), inUse::getMessage);
        server.close();
        Server free = server(ServerOptions.at("127.0.0.3", port));
        free.close();
    }

    @Test
    void shouldPassOverAnAddressThatThisMachineDoesNotHave() throws Exception {
        Server server = server(ServerOptions.builder()
                .hosts(List.of("192.0.2.1", "127.0.0.1"))
                .port(0)
                .build());
        assertEquals(1, server.sockets().size());
        server.close();
        LoopIOException none = assertThrows(LoopIOException.class, () -> server(ServerOptions.at("192.0.2.1", 0)));
        assertEquals(ErrorKind.ADDRESS_NOT_AVAILABLE, none.kind());
    }

    @Test
    void shouldListenAtSeveralHosts() throws Exception {
        Server server = server(ServerOptions.builder()
                .hosts(List.of("127.0.0.1", "127.0.0.2", "127.0.0.1"))
                .port(0)
                .build());
        assertEquals(2, server.sockets().size());
        for (TransportSocket socket : server.sockets()) {
            InetSocketAddress address = (InetSocketAddress) socket.localAddress();
            Recorder client = new Recorder(rig);
            clients.add(client);
            rig.await(rig.loop()
                    .createConnection(
                            () -> client, ConnectOptions.to(address.getAddress().getHostAddress(), address.getPort())));
        }
        untilAccepted(2);
        server.close();
    }

    @Test
    void shouldTakeBothFamiliesOnOnePortWithoutAHost() throws Exception {
        Server server = server(ServerOptions.at(null, 0));
        assertEquals(1, server.sockets().size());
        connect(server);
        untilAccepted(1);
        if (server.sockets().getFirst().family() == StandardProtocolFamily.INET6 && haveIpv6()) {
            Recorder client = new Recorder(rig);
            clients.add(client);
            rig.await(rig.loop()
                    .createConnection(
                            () -> client,
                            ConnectOptions.to("::1", LoopRig.address(server).getPort())));
            untilAccepted(2);
        }
        server.close();
    }

    private boolean haveIpv6() {
        try {
            server(ServerOptions.at("::1", 0)).close();
            return true;
        } catch (Exception noSuchAddress) {
            return false;
        }
    }

    @Test
    void shouldListenAtBothWildcardsByName() throws Exception {
        Server server = server(
                ServerOptions.builder().hosts(List.of("0.0.0.0", "::")).port(0).build());
        assertEquals(1, server.sockets().size());
        server.close();
        Server narrow = server(ServerOptions.builder()
                .port(0)
                .family(StandardProtocolFamily.INET)
                .build());
        assertEquals(InetAddress.ofLiteral("0.0.0.0"), LoopRig.address(narrow).getAddress());
        narrow.close();
    }

    @Test
    void shouldSetOptionsOnListenersAndConnections() throws Exception {
        Server server = server(ServerOptions.builder()
                .host("127.0.0.1")
                .port(0)
                .keepAlive(true)
                .option(StandardSocketOptions.SO_RCVBUF, 32 * 1024)
                .build());
        connect(server);
        untilAccepted(1);
        TransportSocket socket =
                accepted.getFirst().transport.getExtraInfo(ExtraInfo.SOCKET).orElseThrow();
        assertEquals(true, socket.getOption(StandardSocketOptions.SO_KEEPALIVE));
        assertEquals(true, socket.getOption(StandardSocketOptions.TCP_NODELAY));
        server.close();
    }

    /** An option that no socket has. */
    private record NoSuchOption() implements SocketOption<String> {
        @Override
        public String name() {
            return "NO_SUCH_OPTION";
        }

        @Override
        public Class<String> type() {
            return String.class;
        }
    }

    @Test
    void shouldShareAPortWhenBothSaySo() throws Exception {
        assumeTrue(rig.loop().io().capabilities().contains(Capability.REUSE_PORT), "the backend cannot share ports");
        ServerOptions first = ServerOptions.builder()
                .host("127.0.0.1")
                .port(0)
                .reusePort(true)
                .build();
        Server one = rig.await(rig.loop().createServer(() -> new Recorder(rig), first));
        int port = LoopRig.address(one).getPort();
        ServerOptions second = first.toBuilder().port(port).build();
        Server two = rig.await(rig.loop().createServer(() -> new Recorder(rig), second));
        assertEquals(port, LoopRig.address(two).getPort());
        ServerOptions alone = second.toBuilder().reusePort(false).build();
        assertThrows(LoopIOException.class, () -> rig.await(rig.loop().createServer(() -> new Recorder(rig), alone)));
        one.close();
        two.close();
    }

    @Test
    void shouldTakeAnAddressWhoseConnectionsFadeAway() throws Exception {
        Recorder accepted = new Recorder(rig);
        Server first = rig.serve(() -> accepted);
        int port = LoopRig.address(first).getPort();
        Recorder client = rig.connect(first, new Recorder(rig)).protocol();
        rig.until("it is accepted", () -> accepted.transport != null);
        first.close();
        accepted.transport.close();
        rig.until("both are lost", () -> accepted.lost() && client.lost());
        ServerOptions again = ServerOptions.at("127.0.0.1", port);
        assertTrue(again.reuseAddress());
        rig.await(rig.loop().createServer(() -> new Recorder(rig), again)).close();
    }

    @Test
    void shouldLetAsManyWaitAsTheBacklogSays() throws Exception {
        assumeTrue(Backends.isReal(backend), "the kernel's queue");
        ServerOptions short_ = ServerOptions.builder()
                .host("127.0.0.1")
                .port(0)
                .backlog(1)
                .startServing(false)
                .build();
        Server server = rig.await(rig.loop().createServer(() -> new Recorder(rig), short_));
        List<SocketChannel> callers = new ArrayList<>();
        int connected = 0;
        for (int i = 0; i < 8; i++) {
            SocketChannel caller = SocketChannel.open();
            caller.configureBlocking(false);
            callers.add(caller);
            connected += caller.connect(LoopRig.address(server)) || caller.finishConnect() ? 1 : 0;
        }
        assertTrue(connected >= 1 && connected <= 3, connected + " of 8 connected to a queue of 1");
        for (SocketChannel each : callers) {
            each.close();
        }
        server.close();
    }

    @Test
    void shouldRefuseAnOptionThatNoSocketHas() {
        UnsupportedOperationException refused = assertThrows(
                UnsupportedOperationException.class,
                () -> server(ServerOptions.builder()
                        .host("127.0.0.1")
                        .port(0)
                        .option(new NoSuchOption(), "value")
                        .build()));
        assertTrue(refused.getMessage().contains("NO_SUCH_OPTION"), refused::getMessage);
    }

    @Test
    void shouldMissTlsBeforeItOpensASocket() throws Exception {
        TlsOptions tls = TlsOptions.server(SSLContext.getDefault());
        assertThrows(
                MissingSubsystemException.class,
                () -> server(ServerOptions.builder()
                        .host("127.0.0.1")
                        .port(0)
                        .tls(tls)
                        .build()));
    }

    @Test
    void shouldBeClosedByTheLoopsShutdown() throws Exception {
        Server server = server();
        connect(server);
        untilAccepted(1);
        LoopFuture<Void> closed = server.waitClosed();
        rig.await(rig.loop().shutdown(Duration.ofMillis(50)));
        assertTrue(closed.isDone());
        assertFalse(server.isServing());
        assertEquals(List.of("made", "lost"), accepted.getFirst().events);
    }

    @Test
    void shouldServeManyOneAfterTheOther() throws Exception {
        Server server = rig.serve(() -> {
            Recorder echo = new Recorder(rig);
            echo.echoes = true;
            return echo;
        });
        rig.iterations(2);
        long before = LoopRig.descriptors();
        for (int i = 0; i < 1_000; i++) {
            Recorder client = rig.connect(server, new Recorder(rig)).protocol();
            client.transport.write("ping", StandardCharsets.UTF_8);
            rig.until("the echo is here", () -> client.text().equals("ping"));
            if (i % 2 == 0) {
                client.transport.close();
            } else {
                client.transport.abort();
            }
            rig.until("it is lost", client::lost);
        }
        server.close();
        rig.await(server.waitClosed());
        assertTrue(LoopRig.descriptors() <= before, "open sockets");
    }
}
