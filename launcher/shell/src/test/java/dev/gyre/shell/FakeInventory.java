package dev.gyre.shell;

import dev.gyre.container.ConnectionInfo;
import dev.gyre.container.Inventory;
import dev.gyre.container.LoopInfo;
import dev.gyre.container.ServerInfo;
import dev.gyre.container.Snapshot;
import dev.gyre.container.SubsystemInfo;
import dev.gyre.container.TaskInfo;
import dev.gyre.loop.BackendLadder;
import dev.gyre.loop.SwapRefusedException;
import dev.gyre.loop.SwapReport;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Two loops, three servers, two connections; swaps to {@code nio} and nowhere else. */
final class FakeInventory implements Inventory {
    private static final Instant NOW = Instant.parse("2026-02-03T12:00:00Z");

    @Override
    public CompletionStage<Snapshot> snapshot() {
        return CompletableFuture.completedFuture(new Snapshot(
                NOW,
                new BackendLadder(List.of(
                        new BackendLadder.Rung("epoll", 20, false, "needs Linux\nand a flag"),
                        new BackendLadder.Rung("nio", 0, true, "best ranking of those available"))),
                List.of(
                        new LoopInfo("gyre-0", "nio", LoopInfo.State.RUNNING, false, 2, 2),
                        new LoopInfo("gyre-1", "nio", LoopInfo.State.BUSY, true, 2, 0)),
                List.of(
                        server("chat", ServerInfo.State.FAILED, "127.0.0.1:7008 is in use", List.of(), 0),
                        server("echo", ServerInfo.State.LISTENING, null, List.of("tcp://127.0.0.1:7007"), 2),
                        server("status", ServerInfo.State.DRAINING, null, List.of("tcp://[::1]:7070", "unix:/s"), 0)),
                List.of(
                        new ConnectionInfo(
                                "echo",
                                "gyre-0",
                                "127.0.0.1:7007",
                                "127.0.0.1:40000",
                                NOW.minusSeconds(192),
                                1_258_291,
                                12,
                                0),
                        new ConnectionInfo("status", "gyre-0", "unix:/s", "", NOW, 0, 0, 2048)),
                List.of(new SubsystemInfo("StreamTransportProvider", "tcp", 10, true, "", "dev.gyre.transports.tcp"))));
    }

    private static ServerInfo server(
            String name, ServerInfo.State state, String problem, List<String> addresses, long open) {
        return new ServerInfo(
                name,
                "dev.gyre.examples." + name,
                state,
                problem,
                addresses,
                List.of("gyre-0", "gyre-1"),
                NOW.minusSeconds(90_000),
                open,
                open + 5,
                4096,
                1);
    }

    @Override
    public BackendLadder coroutines() {
        return new BackendLadder(List.of(new BackendLadder.Rung("hand-off", 0, true, "the only one")));
    }

    @Override
    public List<TaskInfo> tasks() {
        return List.of(
                new TaskInfo(
                        "gyre-0",
                        "serve",
                        0,
                        false,
                        TaskInfo.State.WAITING,
                        "future pending",
                        Duration.ofSeconds(192),
                        "app.Server.serve(Server.java:12)"),
                new TaskInfo(
                        "gyre-0",
                        "read",
                        1,
                        false,
                        TaskInfo.State.WAITING,
                        "future pending",
                        Duration.ofMillis(12),
                        "app.Server.read(Server.java:30)"),
                new TaskInfo("gyre-1", "new", 0, false, TaskInfo.State.NEW, "", null, ""),
                new TaskInfo(
                        "gyre-1", "lock", 0, false, TaskInfo.State.BLOCKED, "", null, "app.Lock.hold(Lock.java:3)"),
                new TaskInfo("gyre-1", "new", 1, true, TaskInfo.State.NEW, "", null, ""));
    }

    @Override
    public CompletionStage<SwapReport> swap(String loop, String backend) {
        if (!List.of("gyre-0", "gyre-1").contains(loop)) {
            return CompletableFuture.failedFuture(
                    new IllegalArgumentException("there is no loop \"" + loop + "\"; there are: gyre-0, gyre-1"));
        }
        if (!backend.equals("nio")) {
            return CompletableFuture.failedFuture(new SwapRefusedException(
                    "listener 127.0.0.1:7007:\n  " + backend + " takes no channels of another provider", null));
        }
        return CompletableFuture.completedFuture(
                new SwapReport("nio", "nio", 3, List.of("stream 7: gone"), Duration.ofNanos(812_000)));
    }
}
