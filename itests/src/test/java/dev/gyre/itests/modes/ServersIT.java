package dev.gyre.itests.modes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.ErrorKind;
import dev.gyre.loop.EventLoop;
import dev.gyre.loop.EventLoops;
import dev.gyre.loop.LoopConfig;
import dev.gyre.loop.LoopFuture;
import dev.gyre.loop.LoopIOException;
import dev.gyre.loop.LoopSocket;
import dev.gyre.loop.LoopThread;
import dev.gyre.loop.transport.ConnectOptions;
import dev.gyre.loop.transport.Server;
import dev.gyre.loop.transport.ServerOptions;
import dev.gyre.loop.transport.ShutdownReport;
import dev.gyre.loop.transport.TransportSocket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The life of servers. */
final class ServersIT extends ModeTestCase {
    private final List<Peer> accepted = new ArrayList<>();
    private final List<Peer> clients = new ArrayList<>();

    @AfterEach
    void endConnections() {
        clients.forEach(each -> each.transport.abort());
        accepted.forEach(each -> each.transport.abort());
        rig.until(
                "all are lost",
                () -> clients.stream().allMatch(Peer::lost) && accepted.stream().allMatch(Peer::lost));
    }

    private Peer accept() {
        Peer peer = new Peer(rig);
        accepted.add(peer);
        return peer;
    }

    private Server server(ServerOptions options) throws Exception {
        return rig.await(rig.loop().createServer(this::accept, options));
    }

    private Server server() throws Exception {
        return server(ServerOptions.at("127.0.0.1", 0));
    }

    private Peer connect(Server server) throws Exception {
        Peer client = rig.connect(server);
        clients.add(client);
        return client;
    }

    private void untilAccepted(int count) {
        rig.until(
                count + " are accepted",
                () -> accepted.size() == count && accepted.stream().allMatch(each -> each.heard("made")));
    }

    @Test
    void shouldShareAPortAmongServersThatSaySo() throws Exception {
        ServerOptions first = ServerOptions.builder()
                .host("127.0.0.1")
                .port(0)
                .reusePort(true)
                .backlog(7)
                .build();
        Server one = rig.await(rig.loop().createServer(() -> new Peer(rig), first));
        ServerOptions second =
                first.toBuilder().port(Rig.address(one).getPort()).build();
        Server two = rig.await(rig.loop().createServer(() -> new Peer(rig), second));
        assertEquals(Rig.address(one), Rig.address(two));
        one.close();
        two.close();
    }

    @Test
    void shouldServeOnAFreePortUntilItIsClosed() throws Exception {
        Server server = server();
        ConnectOptions there = Rig.to(server);
        assertTrue(there.port() > 0);
        connect(server);
        untilAccepted(1);
        assertEquals(1, server.connections());
        server.close();
        assertFalse(server.isServing());
        assertEquals(List.of(), server.sockets());
        assertFalse(clients.getFirst().transport.isClosing());
        rig.iterations(2);
        assertThrows(LoopIOException.class, () -> rig.await(rig.loop().createConnection(() -> new Peer(rig), there)));
    }

    @Test
    void shouldListenAtSeveralHosts() throws Exception {
        Server server = server(ServerOptions.builder()
                .hosts(List.of("127.0.0.1", "127.0.0.2"))
                .port(0)
                .build());
        assertEquals(2, server.sockets().size());
        for (TransportSocket socket : server.sockets()) {
            InetSocketAddress address = (InetSocketAddress) socket.localAddress();
            Peer client = new Peer(rig);
            rig.await(rig.loop()
                    .createConnection(
                            () -> client, ConnectOptions.to(address.getAddress().getHostAddress(), address.getPort())));
            clients.add(client);
        }
        untilAccepted(2);
        server.close();
    }

    @Test
    void shouldAcceptNobodyBeforeItServes() throws Exception {
        Server server = server(ServerOptions.builder()
                .host("127.0.0.1")
                .port(0)
                .startServing(false)
                .build());
        assertFalse(server.isServing());
        Peer client = new Peer(rig);
        LoopFuture<?> connecting = rig.loop().createConnection(() -> client, Rig.to(server));
        rig.iterations(5);
        assertEquals(0, accepted.size());
        rig.await(server.startServing());
        rig.await(connecting);
        clients.add(client);
        untilAccepted(1);
        server.close();
    }

    @Test
    void shouldCloseItsClientsAfterWhatIsQueued() throws Exception {
        Server server = server();
        Peer client = connect(server);
        untilAccepted(1);
        accepted.getFirst().transport.write(new byte[2_000_000]);
        server.closeClients();
        rig.until("it is lost", client::lost);
        assertEquals(2_000_000, client.size());
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
    }

    @Test
    void shouldBeWaitedForUntilItsConnectionsHaveEnded() throws Exception {
        Server server = server();
        connect(server);
        untilAccepted(1);
        server.close();
        LoopFuture<Void> waiting = server.waitClosed();
        rig.iterations(3);
        assertFalse(waiting.isDone(), "a connection is left");
        clients.getFirst().transport.close();
        rig.await(waiting);
        assertEquals(0, server.connections());
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
    }

    @Test
    void shouldEndServeForeverWhenItIsClosed() throws Exception {
        Server server = server();
        LoopFuture<Void> forever = server.serveForever();
        rig.iterations(2);
        server.close();
        assertThrows(CancellationException.class, () -> rig.await(forever));
    }

    @Test
    void shouldHandItsSocketToAnotherServerWithoutRefusingAnybody() throws Exception {
        Server first = server();
        ConnectOptions there = Rig.to(first);
        connect(first);
        untilAccepted(1);
        LoopSocket released = first.release().getFirst();
        assertFalse(first.isServing());
        Peer between = new Peer(rig);
        LoopFuture<?> connecting = rig.loop().createConnection(() -> between, there);
        rig.iterations(3);
        assertEquals(1, accepted.size());
        Server second = server(ServerOptions.builder().sock(released).build());
        rig.await(connecting);
        clients.add(between);
        untilAccepted(2);
        assertEquals(1, first.connections());
        assertEquals(1, second.connections());
        second.close();
    }

    @Test
    void shouldHandItsSocketToAnotherLoopUnderConnects() throws Exception {
        Server first = rig.serve(() -> Peer.echo(rig));
        int port = Rig.address(first).getPort();
        LoopFuture<Integer> connects = rig.loop().runInExecutor(() -> echoOneByOne(port, 200));
        rig.iterations(50);
        LoopSocket released = first.release().getFirst();
        rig.iterations(2);
        try (LoopThread other = LoopThread.start(LoopConfig.named("other").withDebug(true))) {
            CompletableFuture<Server> second = new CompletableFuture<>();
            other.loop().execute(() -> serveOn(other.loop(), released).whenComplete((server, failure) -> {
                if (failure == null) {
                    second.complete(server);
                } else {
                    second.completeExceptionally(failure);
                }
            }));
            Server there = rig.await(second);
            assertSame(other.loop(), there.getLoop());
            assertEquals(200, rig.await(connects));
            other.loop().execute(there::close);
        }
        rig.await(first.waitClosed());
    }

    private static LoopFuture<Server> serveOn(EventLoop loop, LoopSocket socket) {
        return loop.createServer(Echo::new, ServerOptions.builder().sock(socket).build());
    }

    private static int echoOneByOne(int port, int count) throws Exception {
        for (int i = 0; i < count; i++) {
            try (Socket socket = new Socket("127.0.0.1", port)) {
                socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(20));
                socket.getOutputStream().write(i);
                assertEquals(i & 0xff, socket.getInputStream().read());
            }
        }
        return count;
    }

    @Test
    void shouldNameTheAddressThatIsInUse() throws Exception {
        Server server = server();
        int port = Rig.address(server).getPort();
        LoopIOException inUse = assertThrows(LoopIOException.class, () -> server(ServerOptions.at("127.0.0.1", port)));
        assertEquals(ErrorKind.ADDRESS_IN_USE, inUse.kind());
        assertTrue(inUse.getMessage().contains("127.0.0.1:" + port), inUse::getMessage);
        server.close();
    }

    @Test
    void shouldBeClosedByItsLoopsShutdown() throws Exception {
        EventLoop loop = EventLoops.newEventLoop(LoopConfig.named("ends"));
        Server server = loop.runUntilComplete(loop.createServer(Echo::new, ServerOptions.at("127.0.0.1", 0)));
        try (Socket socket = new Socket("127.0.0.1", Rig.address(server).getPort())) {
            loop.runUntilComplete(loop.shutdown(Duration.ofMillis(50)));
            assertFalse(server.isServing());
            assertEquals(-1, read(socket));
        }
        loop.close();
    }

    private static int read(Socket socket) {
        try {
            socket.setSoTimeout(20_000);
            return socket.getInputStream().read();
        } catch (SocketTimeoutException e) {
            throw new AssertionError("the connection was left open", e);
        } catch (IOException reset) {
            return -1;
        }
    }
}
