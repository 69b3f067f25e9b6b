package dev.gyre.itests.modes;

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
import dev.gyre.loop.NameFlag;
import dev.gyre.loop.ResolverException;
import dev.gyre.loop.transport.ConnectOptions;
import dev.gyre.loop.transport.ExtraInfo;
import dev.gyre.loop.transport.Server;
import dev.gyre.loop.transport.ServerOptions;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

/** How connections are opened, and what is left when they are not. */
final class ConnectIT extends ModeTestCase {
    private int deadPort() throws Exception {
        Server server = rig.serve(() -> new Peer(rig));
        int port = Rig.address(server).getPort();
        server.close();
        rig.iterations(2);
        return port;
    }

    private void assertConnects(ConnectOptions options, Server server, Peer accepted) throws Exception {
        Peer client = new Peer(rig);
        rig.await(rig.loop().createConnection(() -> client, options));
        rig.until("it is accepted", () -> accepted.heard("made"));
        server.close();
        new Rig.Pair(client, accepted).close(rig);
    }

    @Test
    void shouldSayWhoRefused() throws Exception {
        int port = deadPort();
        LoopIOException refused = assertThrows(
                LoopIOException.class,
                () -> rig.await(
                        rig.loop().createConnection(() -> new Peer(rig), ConnectOptions.to("127.0.0.1", port))));
        assertEquals(ErrorKind.REFUSED, refused.kind());
        assertTrue(refused.getMessage().contains("127.0.0.1:" + port), refused::getMessage);
    }

    @Test
    void shouldTellEveryFailureWhenAsked() throws Exception {
        ConnectOptions options = ConnectOptions.to("127.0.0.1", deadPort()).toBuilder()
                .allErrors(true)
                .build();
        LoopIOException refused = assertThrows(
                LoopIOException.class, () -> rig.await(rig.loop().createConnection(() -> new Peer(rig), options)));
        assertEquals(1, refused.getSuppressed().length);
    }

    @Test
    void shouldConnectByName() throws Exception {
        Peer accepted = new Peer(rig);
        Server server = rig.serve(() -> accepted);
        assertConnects(ConnectOptions.to("localhost", Rig.address(server).getPort()), server, accepted);
    }

    @Test
    void shouldRaceTheAddressesOfAName() throws Exception {
        Peer accepted = new Peer(rig);
        Server server = rig.serve(() -> accepted);
        ConnectOptions options = ConnectOptions.to(
                        "localhost", Rig.address(server).getPort())
                .toBuilder()
                .happyEyeballsDelay(Duration.ofMillis(50))
                .build();
        assertConnects(options, server, accepted);
    }

    @Test
    void shouldConnectOverIpv6() throws Exception {
        Server server;
        Peer accepted = new Peer(rig);
        try {
            server = rig.await(rig.loop().createServer(() -> accepted, ServerOptions.at("::1", 0)));
        } catch (LoopIOException e) {
            assumeTrue(false, "this machine has no ::1");
            return;
        }
        assertConnects(ConnectOptions.to("::1", Rig.address(server).getPort()), server, accepted);
    }

    @Test
    void shouldConnectFromTheAddressThatIsAskedFor() throws Exception {
        Peer accepted = new Peer(rig);
        Server server = rig.serve(() -> accepted);
        ConnectOptions options = Rig.to(server).toBuilder()
                .localAddress(new InetSocketAddress("127.0.0.7", 0))
                .build();
        Peer client = new Peer(rig);
        rig.await(rig.loop().createConnection(() -> client, options));
        rig.until("it is accepted", () -> accepted.heard("made"));
        InetSocketAddress from = (InetSocketAddress)
                accepted.transport.getExtraInfo(ExtraInfo.PEERNAME).orElseThrow();
        assertEquals("127.0.0.7", from.getAddress().getHostAddress());
        server.close();
        new Rig.Pair(client, accepted).close(rig);
    }

    @Test
    void shouldLeaveNothingWhenItIsCancelled() throws Exception {
        Server server = rig.serve(() -> new Peer(rig));
        for (int iterations = 0; iterations < 6; iterations++) {
            Peer client = new Peer(rig);
            LoopFuture<?> connecting = rig.loop().createConnection(() -> client, Rig.to(server));
            rig.iterations(iterations);
            if (connecting.cancel()) {
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
    void shouldFailWithWhatTheFactoryThrows() throws Exception {
        Peer accepted = new Peer(rig);
        Server server = rig.serve(() -> accepted);
        Exception fault = new Exception("the factory's fault");
        LoopFuture<?> connecting = rig.loop()
                .<Peer>createConnection(
                        () -> {
                            throw fault;
                        },
                        Rig.to(server));
        assertSame(fault, assertThrows(Exception.class, () -> rig.await(connecting)));
        rig.until("the other end is lost", accepted::lost);
        server.close();
    }

    @Test
    void shouldResolveNamesAndNumbers() throws Exception {
        List<AddressInfo> infos = rig.await(rig.loop().getaddrinfo("localhost", 80, AddressHints.stream()));
        assertTrue(infos.stream().allMatch(info -> info.address().getAddress().isLoopbackAddress()), infos::toString);
        assertFalse(infos.isEmpty());
        InetSocketAddress address = new InetSocketAddress("127.0.0.1", 80);
        assertEquals(
                "127.0.0.1",
                rig.await(rig.loop().getnameinfo(address, Set.of(NameFlag.NUMERICHOST)))
                        .host());
    }

    @Test
    void shouldSayThatANameIsNotKnown() {
        assertThrows(
                ResolverException.class,
                () -> rig.await(rig.loop().getaddrinfo("no-such-host.invalid", 80, AddressHints.stream())));
    }
}
