package dev.gyre.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.LoopFuture;
import dev.gyre.loop.LoopPromise;
import dev.gyre.loop.Task;
import dev.gyre.loop.TaskOptions;
import dev.gyre.loop.transport.Server;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;

/** The shell's bundle in both frameworks, with {@code gyre shell} as its client. */
@ParameterizedClass(name = "{0}")
@ValueSource(strings = {"felix", "equinox"})
final class ShellIT {
    private static final List<String> BUNDLES = List.of(
            "jline.jar", "org.apache.felix.gogo.runtime.jar", "org.apache.felix.gogo.command.jar", "gyre-shell.jar");

    private final String framework;

    @TempDir
    private Path storage;

    @TempDir
    private Path base;

    ShellIT(String framework) {
        this.framework = framework;
    }

    private ContainerStage start() throws Exception {
        return start(Map.of("gyre.run", base.resolve("run").toString()));
    }

    private ContainerStage start(Map<String, String> settings) throws Exception {
        Map<String, String> all = new HashMap<>(settings);
        all.put("gyre.echo.listen", "tcp://127.0.0.1:0");
        ContainerStage stage = ContainerStage.start(framework, storage, all);
        Path folder = Path.of(System.getProperty("gyre.distribution"), "bundles");
        for (String jar : BUNDLES) {
            Bundle bundle =
                    stage.context().installBundle(folder.resolve(jar).toUri().toString());
            bundle.start();
            assertEquals(Bundle.ACTIVE, bundle.getState(), jar);
        }
        return stage;
    }

    /** Serves echo; returns its address as host and port. */
    private static String serveEcho(ContainerStage stage) throws Exception {
        stage.frameworks().installPlugin("echo").start();
        return stage.awaitAddress("echo").substring("tcp://".length());
    }

    private List<String> execute(int code, String... words) throws Exception {
        try (ShellProcess shell = ShellProcess.start(base, words)) {
            assertEquals(code, shell.awaitExit(), shell.raw());
            return shell.raw().lines().toList();
        }
    }

    @AfterEach
    void shouldLeaveNoThread() throws InterruptedException {
        ContainerStage.awaitNoThread("gyre-");
    }

    @Test
    void shouldPublishCommandsAndOpenASocketForItsOwnerAlone() throws Exception {
        Path run = base.resolve("run");
        Path socket = run.resolve("gyre.sock");
        try (ContainerStage stage = start()) {
            Set<String> commands = new TreeSet<>();
            for (ServiceReference<?> each : stage.context()
                    .getAllServiceReferences(null, "(|(osgi.command.scope=loop)(osgi.command.scope=gyre))")) {
                Arrays.stream((String[]) each.getProperty("osgi.command.function"))
                        .forEach(name -> commands.add(each.getProperty("osgi.command.scope") + ":" + name));
            }
            assertEquals(
                    "[gyre:status, gyre:stop, loop:backends, loop:connections, loop:coroutines, loop:help, loop:list, loop:servers, loop:subsystems, loop:swap, loop:tasks, loop:tree]",
                    commands.toString());
            assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(run)));
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)));
        }
        assertFalse(Files.exists(socket));
        assertEquals(
                List.of("gyre: no container runs in " + base + "; start one with: gyre start"),
                execute(3, "loop:list"));
    }

    @Test
    void shouldShowWhatRuns() throws Exception {
        try (ContainerStage stage = start()) {
            String address = serveEcho(stage);
            try (EchoClient client = EchoClient.to(address)) {
                client.echo(5000);
                assertEquals(
                        List.of(
                                "LOOP    BACKEND  STATE    SERVERS  CONNECTIONS  DEBUG",
                                "gyre-0  nio      RUNNING        1            1  off"),
                        execute(0, "loop:list"));
                assertTrue(execute(0, "loop:backends").get(1).startsWith("*  nio"));
                assertTrue(execute(0, "loop:coroutines").get(1).matches("\\*  (loop-scheduled|hand-off) .*"));
                assertTrue(execute(0, "loop:servers")
                        .get(1)
                        .startsWith("echo    LISTENING  tcp://" + address + "  gyre-0     1 "));
                List<String> connections = execute(0, "loop:connections", "echo");
                assertEquals(2, connections.size(), connections.toString());
                assertTrue(
                        connections.get(1).matches("echo +127\\.0\\.0\\.1:.* gyre-0 .* 4\\.9 KiB +4\\.9 KiB +0 B"),
                        connections.get(1));
                assertTrue(execute(1, "loop:connections", "web").getFirst().endsWith("there are: echo"));
                assertTrue(execute(0, "loop:subsystems").stream()
                        .anyMatch(line -> line.startsWith("StreamTransportProvider")));
                List<String> status = execute(0, "gyre:status");
                assertTrue(
                        status.getFirst()
                                .contains("runs as process "
                                        + ProcessHandle.current().pid()),
                        status.getFirst());
                assertEquals("1 loop, 1 server, 1 connection", status.get(1));
            }
        }
    }

    @Test
    void shouldShowTasksAndWhoWaitsForWhom() throws Exception {
        try (ContainerStage stage = start()) {
            serveEcho(stage);
            EventLoop loop = stage.service(Server.class).getLoop();
            CountDownLatch waiting = new CountDownLatch(1);
            CompletableFuture<Task<?>> outer = new CompletableFuture<>();
            loop.callSoonThreadsafe(() -> {
                LoopPromise<String> never = loop.createFuture();
                Task<String> inner = loop.createTask(() -> waitFor(never), TaskOptions.named("inner"));
                outer.complete(loop.createTask(() -> waitFor(inner), TaskOptions.named("outer")));
                loop.callLater(1, TimeUnit.MILLISECONDS, waiting::countDown);
            });
            waiting.await();
            List<String> tasks = execute(0, "loop:tasks");
            assertEquals(3, tasks.size(), tasks::toString);
            assertTrue(
                    tasks.get(1).matches("gyre-0 +outer +WAITING .*task inner +.*ShellIT.waitFor.*"), tasks::toString);
            assertTrue(
                    tasks.get(2).matches("gyre-0 +inner +WAITING .*future pending +.*ShellIT.waitFor.*"),
                    tasks::toString);
            List<String> tree = execute(0, "loop:tree");
            assertEquals("gyre-0", tree.getFirst());
            assertTrue(tree.get(1).startsWith("  outer WAITING"), tree::toString);
            assertTrue(tree.get(2).startsWith("    inner WAITING"), tree::toString);
            Task<?> ending = outer.get();
            ending.cancel();
            EchoStage.await("the tasks to end", ending::isDone);
            assertEquals(1, execute(0, "loop:tasks").size());
        }
    }

    private static String waitFor(LoopFuture<String> future) throws Exception {
        return Task.await(future);
    }

    @Test
    void shouldSwapABackendAndKeepItWhenThatIsRefused() throws Exception {
        try (ContainerStage stage = start()) {
            stage.context()
                    .installBundle(Frameworks.BUNDLES
                            .resolve("gyre-loop-sim.jar")
                            .toUri()
                            .toString())
                    .start();
            String address = serveEcho(stage);
            try (EchoClient client = EchoClient.to(address)) {
                client.echo(1000);
                List<String> swapped = execute(0, "loop:swap", "gyre-0", "nio");
                assertTrue(
                        swapped.getFirst().matches("gyre-0: nio -> nio, \\d+ handles? moved, paused for .* (µ|m)?s"),
                        swapped.toString());
                client.echo(1000);
                List<String> refused = execute(1, "loop:swap", "gyre-0", "sim");
                assertEquals(1, refused.size(), refused.toString());
                client.echo(1000);
                assertTrue(execute(0, "loop:list").get(1).startsWith("gyre-0  nio      RUNNING"));
            }
            assertTrue(execute(1, "loop:swap", "nobody", "nio").getFirst().contains("gyre-0"));
            assertTrue(execute(1, "loop:swap", "gyre-0", "abacus").getFirst().contains("nio"));
        }
    }

    @Test
    void shouldBeQuietWithoutATerminal() throws Exception {
        try (ContainerStage stage = start()) {
            serveEcho(stage);
            try (ShellProcess shell = ShellProcess.start(base)) {
                shell.type("loop:list\n");
                shell.endInput();
                assertEquals(0, shell.awaitExit());
                assertEquals(
                        "LOOP    BACKEND  STATE    SERVERS  CONNECTIONS  DEBUG\n"
                                + "gyre-0  nio      RUNNING        1            0  off\n",
                        shell.raw());
            }
        }
    }

    @Test
    void shouldTellThatItFailedByItsExitCode() throws Exception {
        try (ContainerStage _ = start()) {
            assertEquals(List.of("there is no command \"dance\"; help lists those there are"), execute(2, "dance"));
            assertEquals(1, execute(2, "loop:swap", "gyre-0").size());
            assertTrue(execute(0, "help").contains("exit                     leaves the shell, as Ctrl-D does"));
        }
    }

    @Test
    void shouldCompleteAtATerminal() throws Exception {
        assumeTrue(ShellProcess.hasTerminals(), "script(1), of util-linux, is not on the PATH");
        try (ContainerStage stage = start()) {
            serveEcho(stage);
            try (ShellProcess shell = ShellProcess.inTerminal(base)) {
                shell.type("loop:\t");
                shell.await("loop:backends");
                shell.await("loop:subsystems");
                shell.type("\u0003");
                shell.await("gyre> ");
                shell.type("loop:conn\tec\t\r");
                assertTrue(shell.await("QUEUED").contains("loop:connections echo"), shell.raw());
                shell.await("gyre> ");
                shell.type("$.terminal width\r");
                shell.await("\n100\r\n");
                shell.await("gyre> ");
                shell.type("\u0004");
                assertEquals(0, shell.awaitExit());
            }
        }
    }

    @Test
    void shouldAnswerWhileALoopIsBlocked() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        try (ContainerStage stage = start()) {
            serveEcho(stage);
            CountDownLatch blocked = new CountDownLatch(1);
            stage.service(Server.class).getLoop().callSoonThreadsafe(() -> {
                blocked.countDown();
                awaitQuietly(release);
            });
            blocked.await();
            assertTrue(execute(0, "loop:list").get(1).startsWith("gyre-0  nio      BUSY"));
            release.countDown();
        } finally {
            release.countDown();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void shouldSayThatTheContainerIsNotStarted() throws Exception {
        try (ContainerStage stage = start()) {
            stage.bundle("dev.gyre.container").stop();
            assertEquals(
                    List.of("the container bundle is not started: there is no inventory to show"),
                    execute(1, "loop:list"));
            stage.bundle("dev.gyre.container").start();
            execute(0, "loop:list");
        }
    }

    @Test
    void shouldSayThatNobodyRunsCommands() throws Exception {
        try (ContainerStage stage = start()) {
            stage.bundle("org.apache.felix.gogo.runtime").stop();
            List<String> lines = execute(1, "loop:list");
            assertEquals(1, lines.size(), lines.toString());
            assertTrue(lines.getFirst().contains("org.apache.felix.gogo.runtime, is not started"), lines.toString());
        }
    }

    @Test
    void shouldDoWithoutASocketWhenItsFolderIsNotSafe() throws Exception {
        Path run = Files.createDirectory(base.resolve("run"));
        Files.setPosixFilePermissions(run, PosixFilePermissions.fromString("rwxrwxrwx"));
        try (ContainerStage stage = start()) {
            assertFalse(Files.exists(run.resolve("gyre.sock")));
            assertEquals(Bundle.ACTIVE, stage.bundle("dev.gyre.shell").getState());
        }
    }

    @Test
    void shouldOpenNoSocketUnlessAsked() throws Exception {
        try (ContainerStage stage = start(Map.of())) {
            assertEquals(Bundle.ACTIVE, stage.bundle("dev.gyre.shell").getState());
            assertTrue(Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(thread -> thread.getName().startsWith("gyre-shell")));
        }
    }

    @Test
    void shouldEndOpenShellsWithTheBundle() throws Exception {
        assumeTrue(ShellProcess.hasTerminals(), "script(1), of util-linux, is not on the PATH");
        try (ContainerStage stage = start();
                ShellProcess shell = ShellProcess.inTerminal(base)) {
            stage.bundle("dev.gyre.shell").stop();
            shell.await("The container stops.");
            assertEquals(0, shell.awaitExit());
            ContainerStage.awaitNoThread("gyre-shell");
        }
    }

    @Test
    void shouldForgetAShellThatIsKilled() throws Exception {
        assumeTrue(ShellProcess.hasTerminals(), "script(1), of util-linux, is not on the PATH");
        try (ContainerStage stage = start()) {
            try (ShellProcess shell = ShellProcess.inTerminal(base)) {
                shell.kill();
            }
            ContainerStage.awaitNoThread("gyre-shell-1");
            assertEquals(Bundle.ACTIVE, stage.bundle("dev.gyre.shell").getState());
            execute(0, "loop:list");
        }
    }

    @Test
    void shouldStopTheContainerAfterHavingAnswered() throws Exception {
        try (ContainerStage stage = start()) {
            serveEcho(stage);
            assertEquals(List.of("The container stops; connections have some time to end."), execute(0, "gyre:stop"));
            stage.frameworks().framework().waitForStop(20_000);
            assertFalse(Files.exists(base.resolve("run/gyre.sock")));
        }
    }
}
