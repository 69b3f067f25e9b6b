package dev.gyre.itests.modes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.itests.Descriptors;
import dev.gyre.loop.ErrorKind;
import dev.gyre.loop.EventLoop;
import dev.gyre.loop.EventLoops;
import dev.gyre.loop.ExceptionContext;
import dev.gyre.loop.LoopConfig;
import dev.gyre.loop.LoopIOException;
import dev.gyre.loop.MissingSubsystemException;
import dev.gyre.loop.Signal;
import dev.gyre.loop.transport.Server;
import dev.gyre.loop.transport.ServerOptions;
import dev.gyre.loop.transport.TlsOptions;
import java.net.Socket;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;

/** What goes wrong, and what is said about it. */
final class FaultsIT extends ModeTestCase {
    @Test
    void shouldTellThatThePeerResetTheConnection() throws Exception {
        Peer accepted = new Peer(rig);
        Server server = rig.serve(() -> accepted);
        try (Socket socket = new Socket("127.0.0.1", Rig.address(server).getPort())) {
            rig.until("it is accepted", () -> accepted.heard("made"));
            socket.setSoLinger(true, 0);
        }
        rig.until("it is lost", accepted::lost);
        LoopIOException reset = (LoopIOException) accepted.cause;
        assertNotNull(reset, "no cause was given");
        assertEquals(ErrorKind.RESET, reset.kind());
        server.close();
    }

    @Test
    void shouldAbortTheConnectionOfAProtocolThatThrows() throws Exception {
        Rig.Pair pair = rig.pair();
        IllegalStateException fault = new IllegalStateException("the protocol's fault");
        pair.server().onData = () -> {
            throw fault;
        };
        pair.client().write("hello");
        ExceptionContext report = rig.report();
        assertSame(fault, report.exception().orElseThrow());
        assertSame(pair.server(), report.protocol().orElseThrow());
        pair.awaitLost(rig);
        assertSame(fault, pair.server().cause);
    }

    @Test
    void shouldServeOthersWhenAProtocolThrowsInConnectionMade() throws Exception {
        Peer bad = new Peer(rig);
        bad.onMade = () -> {
            throw new IllegalStateException("not today");
        };
        Peer good = Peer.echo(rig);
        Peer[] next = {bad, good};
        int[] made = {0};
        Server server = rig.serve(() -> next[made[0]++]);
        Peer unlucky = rig.connect(server);
        rig.report();
        rig.until("the first is lost", unlucky::lost);
        Peer lucky = rig.connect(server);
        lucky.write("hello");
        rig.until("the echo is here", () -> lucky.text().equals("hello"));
        server.close();
        new Rig.Pair(lucky, good).close(rig);
    }

    @Test
    void shouldNameTheBundleThatSignalsNeed() {
        MissingSubsystemException missing = assertThrows(
                MissingSubsystemException.class, () -> rig.loop().addSignalHandler(new Signal("USR1"), () -> {}));
        assertTrue(missing.getMessage().contains("addSignalHandler"), missing::getMessage);
        assertTrue(missing.getMessage().contains("dev.gyre.signals"), missing::getMessage);
    }

    @Test
    void shouldNameTheBundleThatTlsNeedsBeforeItOpensASocket() throws Exception {
        ServerOptions options = ServerOptions.builder()
                .host("127.0.0.1")
                .port(0)
                .tls(TlsOptions.server(SSLContext.getDefault()))
                .build();
        long before = Descriptors.sockets();
        MissingSubsystemException missing = assertThrows(
                MissingSubsystemException.class,
                () -> rig.await(rig.loop().createServer(() -> new Peer(rig), options)));
        assertTrue(missing.getMessage().contains("tls"), missing::getMessage);
        assertEquals(before, Descriptors.sockets());
    }

    @Test
    void shouldCloseWithServersConnectionsAndTimersOpen() throws Exception {
        long before = Descriptors.sockets();
        EventLoop loop = EventLoops.newEventLoop(LoopConfig.named("closes"));
        Server server = loop.runUntilComplete(loop.createServer(Echo::new, ServerOptions.at("127.0.0.1", 0)));
        loop.runUntilComplete(loop.createConnection(Echo::new, Rig.to(server)));
        loop.callLater(Duration.ofDays(1), () -> {});
        loop.close();
        assertTrue(loop.isClosed());
        assertEquals(before, Descriptors.sockets());
    }
}
