package dev.gyre.transports.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.ErrorKind;
import dev.gyre.loop.ExceptionContext;
import dev.gyre.loop.LoopFuture;
import dev.gyre.loop.LoopIOException;
import dev.gyre.loop.transport.Server;
import dev.gyre.loop.transport.TransportSocket;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What servers do about accepts that fail. */
@ParameterizedClass(name = "{0}")
@MethodSource("dev.gyre.transports.tcp.Backends#all")
class AcceptFailureTest {
    private final String backend;
    private final Faults faults = new Faults();
    private LoopRig rig;
    private Recorder accepted;
    private Server server;

    AcceptFailureTest(String backend) {
        this.backend = backend;
    }

    @BeforeEach
    void open() throws Exception {
        rig = new LoopRig(faults.over(LoopRig.backend(backend)));
        accepted = new Recorder(rig);
        server = rig.serve(() -> accepted);
    }

    @AfterEach
    void close() {
        server.close();
        rig.close();
    }

    private LoopIOException fault(ErrorKind kind) {
        LoopIOException fault = new LoopIOException(kind, "injected", null);
        faults.ofAccept.add(fault);
        return fault;
    }

    private Recorder connect() throws Exception {
        return rig.connect(server, new Recorder(rig)).protocol();
    }

    private void assertAccepted(Recorder client) {
        rig.until("it is accepted", () -> accepted.heard("made"));
        new LoopRig.Pair(client, accepted).close(rig);
    }

    @Test
    void shouldReportOnceThatDescriptorsHaveRunOutAndAcceptLater() throws Exception {
        LoopIOException first = fault(ErrorKind.TOO_MANY_FILES);
        fault(ErrorKind.TOO_MANY_FILES);
        Recorder client = connect();
        ExceptionContext report = rig.report();
        assertTrue(report.message().contains("tried again"), report::message);
        assertSame(first, report.exception().orElseThrow());
        assertTrue(report.socket().orElseThrow() instanceof TransportSocket);
        assertTrue(server.isServing());
        assertAccepted(client);
    }

    @Test
    void shouldReportAFailureOfOneAcceptAndGoOn() throws Exception {
        LoopIOException fault = fault(ErrorKind.NOT_PERMITTED);
        Recorder client = connect();
        assertSame(fault, rig.report().exception().orElseThrow());
        assertAccepted(client);
    }

    @Test
    void shouldBackOffFromAFailureThatPersists() throws Exception {
        for (int i = 0; i < 3; i++) {
            fault(ErrorKind.NOT_PERMITTED);
        }
        Recorder client = connect();
        assertTrue(rig.report().message().contains("has failed"));
        assertTrue(rig.report().message().contains("tried again"));
        assertAccepted(client);
    }

    @Test
    void shouldTurnAwayThoseThatWaitWhenDescriptorsDoNotComeBack() throws Exception {
        for (int i = 0; i < 4; i++) {
            fault(ErrorKind.TOO_MANY_FILES);
        }
        Recorder unlucky = connect();
        rig.report();
        rig.until("it has an answer", unlucky::lost);
        assertFalse(accepted.heard("made"));
        assertAccepted(connect());
        List<String> warnings = rig.warnings();
        assertEquals(1, warnings.size());
        assertTrue(warnings.getFirst().startsWith("1 connections at "), warnings::toString);
    }

    @Test
    void shouldSayNothingOfAConnectionThatWasGoneBeforeItWasAccepted() throws Exception {
        fault(ErrorKind.ABORTED);
        assertAccepted(connect());
        assertTrue(faults.ofAccept.isEmpty());
    }

    @Test
    void shouldCloseWithItsLastSocket() throws Exception {
        fault(ErrorKind.CLOSED);
        Recorder client = new Recorder(rig);
        LoopFuture<?> connecting = rig.loop().createConnection(() -> client, LoopRig.to(server));
        ExceptionContext report = rig.report();
        assertTrue(report.message().contains("broken"), report::message);
        assertFalse(server.isServing());
        assertEquals(0, server.sockets().size());
        rig.await(server.waitClosed());
        rig.await(connecting.handle((connected, refused) -> true));
        rig.until("it is lost, or never was", () -> client.lost() || !client.heard("made"));
    }
}
