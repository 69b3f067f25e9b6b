package dev.gyre.examples.status;

import dev.gyre.container.ConnectionInfo;
import dev.gyre.container.Inventory;
import dev.gyre.container.LoopInfo;
import dev.gyre.container.ServerInfo;
import dev.gyre.container.Snapshot;
import dev.gyre.container.SubsystemInfo;
import dev.gyre.container.TaskInfo;
import dev.gyre.loop.BackendLadder;
import dev.gyre.loop.SwapReport;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Containers that never were. */
final class Samples {
    static final Instant AT = Instant.parse("2026-01-02T03:04:05Z");
    static final LoopInfo LOOP = new LoopInfo("gyre-0", "nio", LoopInfo.State.RUNNING, false, 1, 1);
    static final ServerInfo SERVER = new ServerInfo(
            "echo",
            "dev.gyre.examples.echo",
            ServerInfo.State.LISTENING,
            null,
            List.of("tcp://127.0.0.1:7007"),
            List.of("gyre-0"),
            AT,
            1,
            2,
            3,
            4);
    static final ConnectionInfo CONNECTION =
            new ConnectionInfo("echo", "gyre-0", "127.0.0.1:7007", "127.0.0.1:50000", AT, 5, 6, 7);
    static final SubsystemInfo SUBSYSTEM =
            new SubsystemInfo("StreamTransportProvider", "tcp", 0, true, "available", "dev.gyre.transports.tcp");
    static final BackendLadder BACKENDS = new BackendLadder(List.of(
            new BackendLadder.Rung("nio", 0, true, "best ranking"),
            new BackendLadder.Rung("sim", -1, false, "not named")));
    static final Snapshot SNAPSHOT = of(LOOP, SERVER, List.of(CONNECTION));

    private Samples() {}

    static Snapshot of(LoopInfo loop, ServerInfo server, List<ConnectionInfo> connections) {
        return new Snapshot(AT, BACKENDS, List.of(loop), List.of(server), connections, List.of(SUBSYSTEM));
    }

    /** One whose page is many megabytes long. */
    static Snapshot huge() {
        return of(LOOP, SERVER, Collections.nCopies(50_000, CONNECTION));
    }

    static Inventory inventory(Snapshot snapshot) {
        return inventory(() -> CompletableFuture.completedFuture(snapshot));
    }

    static Inventory inventory(Supplier<CompletionStage<Snapshot>> snapshot) {
        return new Inventory() {
            @Override
            public BackendLadder coroutines() {
                return new BackendLadder(List.of());
            }

            @Override
            public List<TaskInfo> tasks() {
                return List.of();
            }

            @Override
            public CompletionStage<Snapshot> snapshot() {
                return snapshot.get();
            }

            @Override
            public CompletionStage<SwapReport> swap(String loop, String backend) {
                throw new UnsupportedOperationException();
            }
        };
    }
}
