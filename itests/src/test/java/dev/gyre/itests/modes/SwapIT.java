package dev.gyre.itests.modes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.LoopFuture;
import dev.gyre.loop.SwapRefusedException;
import dev.gyre.loop.SwapReport;
import dev.gyre.loop.transport.Server;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The backend under a loop that serves is exchanged. */
final class SwapIT extends ModeTestCase {
    @Test
    void shouldTakeListenerAndConnectionsAlong() throws Exception {
        List<Peer> accepted = new ArrayList<>();
        Server server = rig.serve(() -> {
            accepted.add(Peer.echo(rig));
            return accepted.getLast();
        });
        List<Peer> clients = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            clients.add(rig.connect(server));
        }
        rig.until(
                "all are accepted",
                () -> accepted.size() == 5 && accepted.stream().allMatch(each -> each.heard("made")));
        clients.forEach(each -> each.write("before "));
        SwapReport report = rig.await(rig.loop().swapBackend(other()));
        assertEquals(rig.loop().backend(), report.to());
        assertEquals(11, report.moved());
        assertEquals(List.of(), report.failed());
        clients.forEach(each -> each.write("after"));
        rig.until("all echoes are here", () -> clients.stream()
                .allMatch(each -> each.text().equals("before after")));
        clients.add(rig.connect(server));
        rig.until(
                "one more is accepted",
                () -> accepted.size() == 6 && accepted.getLast().heard("made"));
        server.close();
        for (int i = 0; i < 6; i++) {
            new Rig.Pair(clients.get(i), accepted.get(i)).close(rig);
        }
    }

    @Test
    void shouldKeepWhatIsUnsentAndWhatIsPaused() throws Exception {
        Rig.Pair pair = rig.pair();
        pair.server().transport.pauseReading();
        int sent = 0;
        while (pair.client().transport.getWriteBufferSize() == 0) {
            pair.client().transport.write(new byte[1_000_000]);
            sent += 1_000_000;
        }
        rig.await(rig.loop().swapBackend(other()));
        rig.iterations(5);
        assertEquals(0, pair.server().size());
        pair.server().transport.resumeReading();
        int all = sent;
        rig.until("all is here", () -> pair.server().size() == all);
        pair.close(rig);
    }

    @Test
    void shouldGoOnSwappingUnderLoad() throws Exception {
        Rig.Pair pair = rig.pair();
        pair.server().echoes = true;
        for (int i = 1; i <= 20; i++) {
            int all = i * 100_000;
            pair.client().transport.write(new byte[100_000]);
            LoopFuture<SwapReport> swap = rig.loop().swapBackend(other());
            rig.until("the echo is here", () -> pair.client().size() == all);
            rig.await(swap);
        }
        pair.close(rig);
    }

    @Test
    void shouldRefuseABackendThatCannotTakeTheSockets() throws Exception {
        Rig.Pair pair = rig.pair();
        pair.server().echoes = true;
        SwapRefusedException refused = assertThrows(
                SwapRefusedException.class, () -> rig.await(rig.loop().swapBackend(Stage.backend("sim"))));
        assertTrue(refused.getMessage().contains("sim"), refused::getMessage);
        assertEquals(backend, rig.loop().backend());
        pair.client().write("still here");
        rig.until("the echo is here", () -> pair.client().text().equals("still here"));
        pair.close(rig);
    }

    @Test
    void shouldSwapALoopThatHasNothingOpen() throws Exception {
        assertEquals(0, rig.await(rig.loop().swapBackend(Stage.backend("sim"))).moved());
        assertEquals("sim", rig.loop().backend());
        assertEquals(
                backend,
                rig.await(rig.loop().swapBackend(Stage.backend(backend))).to());
    }
}
