package dev.gyre.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.container.Inventory;
import dev.gyre.container.Snapshot;
import dev.gyre.container.TaskInfo;
import dev.gyre.loop.BackendLadder;
import dev.gyre.loop.SwapReport;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.felix.gogo.runtime.CommandProcessorImpl;
import org.apache.felix.service.command.CommandSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The commands as Gogo calls them, over an inventory that does not change. */
final class CommandsTest {
    private final CommandProcessorImpl processor = new CommandProcessorImpl();
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private @Nullable Inventory inventory = new FakeInventory();
    private final Inventories inventories = new Inventories(() -> inventory);
    private final CommandSession session;

    CommandsTest() {
        LoopCommands loop = new LoopCommands(inventories);
        for (String function : LoopCommands.FUNCTIONS) {
            processor.addCommand(LoopCommands.SCOPE, loop, function);
        }
        processor.addCommand(HelpCommand.SCOPE, new HelpCommand(), "help");
        PrintStream out = new PrintStream(output, true, StandardCharsets.UTF_8);
        session = processor.createSession(InputStream.nullInputStream(), out, out);
    }

    @AfterEach
    void close() {
        session.close();
        processor.stop();
    }

    private List<String> run(String line) throws Exception {
        output.reset();
        session.execute(line);
        return output.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private String failure(String line) {
        return assertThrows(Exception.class, () -> run(line)).getMessage();
    }

    @Test
    void shouldListTasks() throws Exception {
        assertEquals(
                List.of(
                        "LOOP    TASK   STATE         FOR  WAITS FOR       AT",
                        "gyre-0  serve  WAITING  3 m 12 s  future pending  app.Server.serve(Server.java:12)",
                        "gyre-0  read   WAITING   12.0 ms  future pending  app.Server.read(Server.java:30)",
                        "gyre-1  new    NEW             -  -               -",
                        "gyre-1  lock   BLOCKED         -  -               app.Lock.hold(Lock.java:3)"),
                run("loop:tasks"));
    }

    @Test
    void shouldShowWhichTasksWaitForWhich() throws Exception {
        assertEquals(
                List.of(
                        "gyre-0",
                        "  serve WAITING 3 m 12 s at app.Server.serve(Server.java:12)",
                        "    read WAITING 12.0 ms at app.Server.read(Server.java:30)",
                        "gyre-1",
                        "  new NEW",
                        "  lock BLOCKED at app.Lock.hold(Lock.java:3)",
                        "    new NEW (see above)"),
                run("loop:tree"));
    }

    @Test
    void shouldListLoops() throws Exception {
        assertEquals(
                List.of(
                        "LOOP    BACKEND  STATE    SERVERS  CONNECTIONS  DEBUG",
                        "gyre-0  nio      RUNNING        2            2  off",
                        "gyre-1  nio      BUSY           2            0  on"),
                run("loop:list"));
    }

    @Test
    void shouldListTheWaysToRunCoroutines() throws Exception {
        assertEquals(
                List.of("   WAY       RANKING  REASON", "*  hand-off        0  the only one"), run("loop:coroutines"));
    }

    @Test
    void shouldListBackendsWithReasons() throws Exception {
        assertEquals(
                List.of(
                        "   BACKEND  RANKING  REASON",
                        "   epoll         20  needs Linux and a flag",
                        "*  nio            0  best ranking of those available"),
                run("loop:backends"));
    }

    @Test
    void shouldListServersAndTheirProblems() throws Exception {
        List<String> lines = run("loop:servers");

        assertEquals(5, lines.size(), lines.toString());
        assertTrue(lines.get(0).startsWith("SERVER  STATE      ADDRESSES"), lines.get(0));
        assertTrue(lines.get(1).startsWith("chat    FAILED     -"), lines.get(1));
        assertTrue(lines.get(2).contains("tcp://127.0.0.1:7007"), lines.get(2));
        assertTrue(lines.get(2).contains("4.0 KiB   1 B  1 d 1 h  dev.gyre.examples.echo"), lines.get(2));
        assertTrue(lines.get(3).contains("tcp://[::1]:7070,unix:/s"), lines.get(3));
        assertEquals("chat: 127.0.0.1:7008 is in use", lines.get(4));
    }

    @Test
    void shouldListConnections() throws Exception {
        assertEquals(
                List.of(
                        "SERVER  PEER             LOCAL           LOOP         AGE  RECEIVED  SENT   QUEUED",
                        "echo    127.0.0.1:40000  127.0.0.1:7007  gyre-0  3 m 12 s   1.2 MiB  12 B      0 B",
                        "status  -                unix:/s         gyre-0       0 s       0 B   0 B  2.0 KiB"),
                run("loop:connections"));
    }

    @Test
    void shouldListConnectionsOfOneServer() throws Exception {
        List<String> lines = run("loop:connections status");

        assertEquals(2, lines.size(), lines.toString());
        assertTrue(lines.get(1).startsWith("status  -"), lines.get(1));
        assertEquals(1, run("loop:connections chat").size());
    }

    @Test
    void shouldListTheServersWhenOneIsUnknown() {
        assertEquals("there is no server \"web\"; there are: chat, echo, status", failure("loop:connections web"));
    }

    @Test
    void shouldListSubsystems() throws Exception {
        assertEquals(
                List.of(
                        "SERVICE                  PROVIDER  RANKING  AVAILABLE  BUNDLE                   REASON",
                        "StreamTransportProvider  tcp            10  yes        dev.gyre.transports.tcp"),
                run("loop:subsystems"));
    }

    @Test
    void shouldTellWhatASwapMoved() throws Exception {
        assertEquals(
                List.of("gyre-0: nio -> nio, 3 handles moved, paused for 812 µs", "  failed: stream 7: gone"),
                run("loop:swap gyre-0 nio"));
    }

    @Test
    void shouldGiveHandleAndReasonOfARefusalInOneLine() {
        assertEquals(
                "listener 127.0.0.1:7007: sim takes no channels of another provider", failure("loop:swap gyre-0 sim"));
    }

    @Test
    void shouldPassOnWhichLoopsThereAre() {
        assertEquals("there is no loop \"gyre-7\"; there are: gyre-0, gyre-1", failure("loop:swap gyre-7 nio"));
    }

    @Test
    void shouldSayThatTheContainerIsNotThere() {
        inventory = null;
        for (String command : List.of(
                "list",
                "backends",
                "servers",
                "connections",
                "subsystems",
                "tasks",
                "tree",
                "coroutines",
                "swap a b")) {
            assertEquals(
                    "the container bundle is not started: there is no inventory to show", failure("loop:" + command));
        }
    }

    @Test
    void shouldSayThatTheContainerFailed() {
        inventory = new Inventory() {
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
                return CompletableFuture.failedFuture(new IllegalStateException("the container is closed"));
            }

            @Override
            public CompletionStage<SwapReport> swap(String loop, String backend) {
                return CompletableFuture.failedFuture(new IllegalStateException());
            }
        };
        assertEquals("the container is closed", failure("loop:list"));
        assertEquals("java.lang.IllegalStateException", failure("loop:swap gyre-0 nio"));
    }

    @Test
    void shouldDescribeEveryCommand() throws Exception {
        List<String> lines = run("loop:help");

        for (String function : LoopCommands.FUNCTIONS) {
            assertTrue(
                    lines.stream().anyMatch(line -> line.matches("loop:" + function + "( [A-Z ]+)?  +[a-z].*")),
                    function + " is not in " + lines);
        }
        for (String function : GyreCommands.FUNCTIONS) {
            assertTrue(
                    lines.stream().anyMatch(line -> line.matches("gyre:" + function + "  +[a-z].*")),
                    function + " is not in " + lines);
        }
    }

    @Test
    void shouldExplainOneCommand() throws Exception {
        assertEquals(run("loop:help loop:swap"), run("loop:help swap"));
        assertEquals("loop:swap LOOP BACKEND", run("loop:help swap").getFirst());
        assertTrue(run("loop:help swap").contains("    BACKEND: the name of an installed backend"));
        assertEquals("there is no command \"dance\"; help lists those there are", failure("loop:help dance"));
    }

    @Test
    void shouldNameOtherBundlesCommandsToo() throws Exception {
        processor.addCommand("other", new Object(), "thing");

        assertEquals("  other:thing", run("loop:help").getLast());
        assertTrue(failure("loop:help thing").startsWith("nothing is known of thing"));
    }

    @Test
    void shouldCompleteNames() {
        InventoryNames names = new InventoryNames(inventories);

        assertEquals(List.of("gyre-0", "gyre-1"), names.candidates("loop:swap", List.of()));
        assertEquals(List.of("epoll", "nio"), names.candidates("loop:swap", List.of("gyre-0")));
        assertEquals(List.of(), names.candidates("loop:swap", List.of("gyre-0", "nio")));
        assertEquals(List.of("chat", "echo", "status"), names.candidates("loop:connections", List.of()));
        assertEquals(List.of(), names.candidates("felix:lb", List.of()));
        inventory = null;
        assertEquals(List.of(), names.candidates("loop:swap", List.of()));
    }
}
