package dev.gyre.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.EventLoop;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A whole framework stops while it serves. */
final class FrameworkStopIT {
    @TempDir
    private Path storage;

    @AfterEach
    void shouldLeaveNoThread() throws InterruptedException {
        EchoStage.awaitNoThread();
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"felix", "equinox"})
    void shouldLetConnectionsEndThatAreServed(String framework) throws Exception {
        EventLoop loop;
        try (LogLines log = LogLines.of("dev.gyre");
                EchoStage stage = EchoStage.start(framework, storage, "20")) {
            loop = stage.loop();
            String address = stage.address();
            try (EchoClients load = EchoClients.untilRefused(address, 6)) {
                stage.stop();
                load.awaitEnd();
            }
            assertThrows(IOException.class, () -> EchoClient.to(address));
            assertEquals(List.of(), log.above(Level.INFO));
        }
        assertTrue(loop.isClosed());
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"felix", "equinox"})
    void shouldAbortConnectionsThatDoNotEndAndLeaveNothingOpen(String framework) throws Exception {
        long before = -1;
        for (int round = 0; round < 2; round++) {
            List<EchoClient> idle = new ArrayList<>();
            try (EchoStage stage = EchoStage.start(framework, storage, "0.2")) {
                for (int i = 0; i < 20; i++) {
                    idle.add(EchoClient.to(stage.address()));
                    idle.getLast().echo(1_000);
                }
            }
            EchoStage.awaitNoThread();
            for (EchoClient client : idle) {
                client.awaitAnyEnd();
                client.close();
            }
            if (before >= 0) {
                assertEquals(before, Descriptors.sockets(), "open sockets");
            }
            before = Descriptors.sockets();
        }
    }
}
