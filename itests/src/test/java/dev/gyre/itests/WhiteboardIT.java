package dev.gyre.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.container.ConnectionInfo;
import dev.gyre.container.LoopInfo;
import dev.gyre.container.ServerInfo;
import dev.gyre.container.Snapshot;
import dev.gyre.loop.EventLoop;
import dev.gyre.loop.protocol.ProtocolFactory;
import dev.gyre.loop.transport.Server;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceRegistration;

/** Protocols that bundles publish are served, counted, handed over and drained. */
@ParameterizedClass(name = "{0}")
@ValueSource(strings = {"felix", "equinox"})
final class WhiteboardIT {
    private static final String ANY = "tcp://127.0.0.1:0";

    private final String framework;

    @TempDir
    private Path storage;

    WhiteboardIT(String framework) {
        this.framework = framework;
    }

    private ContainerStage start() throws Exception {
        return ContainerStage.start(framework, storage.resolve("framework"), Map.of());
    }

    private ContainerStage start(Map<String, String> settings) throws Exception {
        return ContainerStage.start(framework, storage.resolve("framework"), settings);
    }

    @AfterEach
    void shouldLeaveNoThread() throws InterruptedException {
        ContainerStage.awaitNoThread("gyre-");
    }

    @Test
    void shouldServeAProtocolAtAllItsAddresses() throws Exception {
        try (ContainerStage stage = start()) {
            Path file = storage.resolve("s");
            stage.plugin("prefix", "one", Map.of("listen", ANY + ", tcp://127.0.0.1:0,unix:" + file, "mode", "600"));
            ServerInfo info = stage.await(
                    "prefix",
                    each -> each.addresses().size() == 3
                            && each.addresses().stream().noneMatch(address -> address.endsWith(":0")));
            assertEquals(ServerInfo.State.LISTENING, info.state());
            assertEquals(3, info.addresses().stream().distinct().count());
            for (String address : info.addresses()) {
                try (LineClient client = LineClient.to(address)) {
                    client.expect("one");
                }
            }
            assertEquals(
                    3,
                    stage.context()
                            .getServiceReferences(Server.class, "(gyre.name=prefix)")
                            .size());
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
            stage.bundle("prefix").uninstall();
            stage.awaitGone("prefix");
            LineClient.awaitRefusal("unix:" + file);
            assertFalse(Files.exists(file), "the socket's file is left");
            assertEquals(
                    0, stage.context().getServiceReferences(Server.class, null).size());
        }
    }

    @Test
    void shouldHandTheListeningSocketToAnUpdatedPluginAndRefuseNobody() throws Exception {
        try (ContainerStage stage = start()) {
            Bundle plugin = stage.plugin("prefix", "v0", Map.of("listen", ANY));
            String address = stage.awaitAddress("prefix");
            AtomicBoolean over = new AtomicBoolean();
            AtomicInteger served = new AtomicInteger();
            List<CompletableFuture<Void>> clients = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                clients.add(CompletableFuture.runAsync(
                        () -> connectUntil(over, served, address),
                        task -> Thread.ofPlatform().name("client").start(task)));
            }
            try (LineClient old = LineClient.to(address)) {
                old.expect("v0");
                for (int version = 1; version <= 10; version++) {
                    int before = served.get();
                    plugin.update(PluginBundle.of("prefix", "v" + version, Map.of("listen", ANY)));
                    assertEquals(address, stage.awaitAddress("prefix"));
                    while (served.get() < before + 20 && clients.stream().noneMatch(CompletableFuture::isDone)) {
                        Thread.onSpinWait();
                    }
                    try (LineClient fresh = LineClient.to(address)) {
                        fresh.expect("v" + version);
                    }
                }
                old.expect("v0");
            }
            over.set(true);
            for (CompletableFuture<Void> client : clients) {
                client.get(20, TimeUnit.SECONDS);
            }
        }
    }

    private static void connectUntil(AtomicBoolean over, AtomicInteger served, String address) {
        try {
            while (!over.get()) {
                try (LineClient client = LineClient.to(address)) {
                    String answer = client.ask("hello");
                    assertTrue(answer != null && answer.matches("v\\d+ hello"), "answered " + answer);
                }
                served.incrementAndGet();
            }
        } catch (IOException e) {
            throw new AssertionError("refused or lost after " + served, e);
        }
    }

    @Test
    void shouldKeepTheSocketOfAStoppedPluginForATimeAndCloseThatOfAnUninstalledOneAtOnce() throws Exception {
        try (ContainerStage stage = start()) {
            Bundle plugin = stage.plugin("prefix", "one", Map.of("listen", ANY, "handover", "0.3"));
            String address = stage.awaitAddress("prefix");
            plugin.stop();
            LineClient.awaitRefusal(address);

            plugin.start();
            String next = stage.awaitAddress("prefix");
            plugin.uninstall();
            LineClient.awaitRefusal(next);
        }
    }

    @Test
    void shouldGiveTheAddressOfAPluginThatGoesToTheOneThatWaitsForIt() throws Exception {
        try (ContainerStage stage = start()) {
            Bundle first = stage.plugin("first", "one", Map.of("listen", ANY));
            String address = stage.awaitAddress("first");
            first.stop();
            first.update(PluginBundle.of("first", "one", Map.of("listen", address)));
            first.start();
            assertEquals(address, stage.awaitAddress("first"));

            stage.plugin("second", "two", Map.of("listen", address));
            ServerInfo waiting = stage.await("second", info -> info.state() == ServerInfo.State.FAILED);
            assertTrue(
                    String.valueOf(waiting.problem()).contains(address.substring("tcp://".length())),
                    waiting::toString);
            try (LineClient client = LineClient.to(address)) {
                client.expect("one");
                first.uninstall();
                stage.awaitAddress("second");
                try (LineClient next = LineClient.to(address)) {
                    next.expect("two");
                }
                client.expect("one");
            }
        }
    }

    @Test
    void shouldDrainAndCountWhenAPluginGoes() throws Exception {
        try (LogLines log = LogLines.of("dev.gyre.container");
                ContainerStage stage = start()) {
            Bundle plugin = stage.plugin("prefix", "one", Map.of("listen", ANY, "drain", "0.5"));
            String address = stage.awaitAddress("prefix");
            try (LineClient leaves = LineClient.to(address);
                    LineClient stays = LineClient.to(address)) {
                leaves.expect("one");
                stays.expect("one");
                plugin.uninstall();
                leaves.expect("one");
                leaves.end();
                stays.awaitEnd();
            }
            stage.awaitGone("prefix");
            log.await("prefix: 1 connections ended by themselves, 1 were aborted");
        }
    }

    @Test
    void shouldSayWhatIsWrongWithAnAddressAndServeTheOthers() throws Exception {
        try (ContainerStage stage = start();
                ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            stage.plugin("odd", "odd", Map.of("listen", "gopher://127.0.0.1:70"));
            stage.plugin("half", "half", Map.of("listen", ANY + ",tcp://127.0.0.1:" + taken.getLocalPort()));
            stage.plugin("bad", "bad", Map.of("listen", ANY, "drain", "soon"));

            ServerInfo odd = stage.await("odd", info -> info.state() == ServerInfo.State.FAILED);
            assertTrue(String.valueOf(odd.problem()).contains("gopher"), odd::toString);
            ServerInfo bad = stage.await("bad", info -> info.state() == ServerInfo.State.FAILED);
            assertTrue(String.valueOf(bad.problem()).contains("gyre.drain=soon"), bad::toString);
            ServerInfo half =
                    stage.await("half", info -> info.state() == ServerInfo.State.LISTENING && info.problem() != null);
            assertTrue(String.valueOf(half.problem()).contains(":" + taken.getLocalPort()), half::toString);
            try (LineClient client = LineClient.to(half.addresses().getFirst())) {
                client.expect("half");
            }

            free(taken);
            stage.await("half", info -> info.problem() == null);
        }
    }

    private static void free(ServerSocket taken) throws IOException {
        taken.close();
    }

    @ParameterizedTest(name = "loops: {0}")
    @ValueSource(strings = {"1", "3"})
    void shouldServeAgainWhenTheEngineIsExchanged(String loops) throws Exception {
        try (ContainerStage stage = start(Map.of("gyre.loops", loops))) {
            stage.plugin("other", "two", Map.of("listen", ANY));
            stage.plugin("third", "three", Map.of("listen", ANY));
            stage.plugin("prefix", "one", Map.of("listen", ANY));
            String address = stage.awaitAddress("prefix");
            Bundle engine = stage.bundle("dev.gyre.loop.core");
            System.setProperty("gyre.swap.grace", "0.2");
            try (LineClient client = LineClient.to(address)) {
                client.expect("one");
                engine.stop();
                client.awaitEnd();
                stage.await("prefix", info -> info.state() == ServerInfo.State.WAITING);
                engine.start();
                for (Map.Entry<String, String> each : Map.of("prefix", "one", "other", "two", "third", "three")
                        .entrySet()) {
                    try (LineClient next = LineClient.to(stage.awaitAddress(each.getKey()))) {
                        next.expect(each.getValue());
                    }
                }
            } finally {
                System.clearProperty("gyre.swap.grace");
            }
        }
    }

    @Test
    void shouldServeOnceThePiecesAreThereWhateverTheirOrder() throws Exception {
        try (ContainerStage stage = start()) {
            for (String name : List.of("dev.gyre.policy", "dev.gyre.transports.tcp", "dev.gyre.loop.nio")) {
                stage.bundle("dev.gyre.container").stop();
                stage.bundle(name).stop();
                stage.bundle("dev.gyre.container").start();
                Bundle plugin = stage.plugin("prefix", "one", Map.of("listen", ANY));
                stage.await("prefix", info -> info.state() != ServerInfo.State.LISTENING);
                stage.bundle(name).start();
                try (LineClient client = LineClient.to(stage.awaitAddress("prefix"))) {
                    client.expect("one");
                }
                plugin.uninstall();
                stage.awaitGone("prefix");
            }
        }
    }

    @Test
    void shouldTellServicesOfOneBundleApart() throws Exception {
        try (ContainerStage stage = start()) {
            Hashtable<String, Object> properties = new Hashtable<>();
            properties.put("gyre.listen", new String[] {ANY});
            properties.put("gyre.name", "twin");
            ProtocolFactory<PrefixProtocol> factory = () -> new PrefixProtocol("twin");
            ServiceRegistration<?> one = stage.context().registerService(ProtocolFactory.class, factory, properties);
            ServiceRegistration<?> two = stage.context().registerService(ProtocolFactory.class, factory, properties);
            assertNotEquals(stage.awaitAddress("twin"), stage.awaitAddress("twin-2"));
            String address = stage.awaitAddress("twin");
            one.unregister();
            assertThrows(IOException.class, () -> LineClient.to(address));

            properties.put("gyre.listen", List.of(ANY, ANY));
            two.setProperties(properties);
            stage.await("twin-2", info -> info.addresses().size() == 2);
            two.unregister();
        }
    }

    @Test
    void shouldShowWhatRuns() throws Exception {
        try (ContainerStage stage = start(Map.of("gyre.loops", "2"))) {
            stage.plugin("prefix", "one", Map.of("listen", ANY));
            try (LineClient client = LineClient.to(stage.awaitAddress("prefix"))) {
                client.expect("one");
                Snapshot seen = stage.snapshot();
                assertEquals(
                        List.of("gyre-0", "gyre-1"),
                        seen.loops().stream().map(LoopInfo::name).toList());
                assertTrue(seen.loops().stream().allMatch(loop -> loop.state() == LoopInfo.State.RUNNING));
                assertEquals("nio", seen.backends().chosen().orElseThrow().name());
                assertTrue(seen.subsystems().stream()
                        .anyMatch(each -> each.service().equals("StreamTransportProvider")
                                && each.available()
                                && each.bundle().equals("dev.gyre.transports.tcp")));
                assertEquals(1, seen.servers().getFirst().open());
            }
        }
    }

    @Test
    void shouldCountConnectionsAndBytes() throws Exception {
        try (ContainerStage stage = start()) {
            stage.plugin("prefix", "one", Map.of("listen", ANY));
            String address = stage.awaitAddress("prefix");
            try (LineClient client = LineClient.to(address)) {
                client.expect("one");
                try (LineClient brief = LineClient.to(address)) {
                    brief.expect("one");
                }
                ServerInfo info = stage.await("prefix", each -> each.accepted() == 2 && each.open() == 1);
                assertEquals(2 * "hello\n".length(), info.received());
                assertEquals(2 * "one hello\n".length(), info.sent());

                ConnectionInfo connection = stage.snapshot().connections().getFirst();
                assertEquals("prefix", connection.server());
                assertEquals("gyre-0", connection.loop());
                assertEquals(address, "tcp://" + connection.local());
                assertEquals(client.localAddress(), connection.peer());
                assertEquals("hello\n".length(), connection.received());
                assertEquals("one hello\n".length(), connection.sent());
                assertEquals(0, connection.queued());
                assertEquals(1, stage.snapshot().loops().getFirst().connections());
            }
            stage.await("prefix", each -> each.open() == 0 && each.accepted() == 2);
        }
    }

    @Test
    void shouldServeOnAllOfItsLoopsAndHandOverAcrossThem() throws Exception {
        try (LogLines log = LogLines.of("dev.gyre.container");
                ContainerStage stage = start(Map.of("gyre.loops", "3"))) {
            Bundle plugin = stage.plugin("prefix", "v0", Map.of("listen", ANY, "drain", "0.5"));
            String address = stage.awaitAddress("prefix");
            List<LineClient> clients = new ArrayList<>();
            for (int i = 0; i < 9; i++) {
                clients.add(LineClient.to(address));
                clients.getLast().expect("v0");
            }
            Snapshot seen = stage.snapshot();
            assertEquals(
                    List.of(3, 3, 3),
                    seen.loops().stream().map(LoopInfo::connections).toList());
            assertEquals(9, seen.connections().size());
            assertEquals(
                    List.of("gyre-0", "gyre-1", "gyre-2"),
                    seen.connections().stream()
                            .map(ConnectionInfo::loop)
                            .distinct()
                            .sorted()
                            .toList());
            assertEquals(
                    9,
                    stage.await("prefix", each -> each.sent() == 9 * "v0 hello\n".length())
                            .open());

            plugin.update(PluginBundle.of("prefix", "v1", Map.of("listen", address)));
            assertEquals(address, stage.awaitAddress("prefix"));
            try (LineClient fresh = LineClient.to(address)) {
                fresh.expect("v1");
            }
            for (LineClient client : clients) {
                client.awaitEnd();
                client.close();
            }
            log.await("prefix: 0 connections ended by themselves, 9 were aborted");
        }
    }

    @Test
    void shouldShowALoopThatIsBlocked() throws Exception {
        try (ContainerStage stage = start()) {
            stage.plugin("prefix", "one", Map.of("listen", ANY));
            stage.awaitAddress("prefix");
            Server server = stage.service(Server.class);
            EventLoop loop = server.getLoop();
            CountDownLatch blocked = new CountDownLatch(1);
            CountDownLatch release = new CountDownLatch(1);
            loop.callSoonThreadsafe(() -> {
                blocked.countDown();
                release.await();
            });
            blocked.await();
            try {
                Snapshot seen = stage.snapshot();
                assertEquals(LoopInfo.State.BUSY, seen.loops().getFirst().state());
                assertEquals("prefix", seen.servers().getFirst().name());
            } finally {
                release.countDown();
            }
            assertEquals(
                    LoopInfo.State.RUNNING, stage.snapshot().loops().getFirst().state());
        }
    }

    @Test
    void shouldSwapALoopByName() throws Exception {
        try (ContainerStage stage = start()) {
            stage.plugin("prefix", "one", Map.of("listen", ANY));
            try (LineClient client = LineClient.to(stage.awaitAddress("prefix"))) {
                client.expect("one");
                assertNotNull(stage.inventory()
                        .swap("gyre-0", "nio")
                        .toCompletableFuture()
                        .get(20, TimeUnit.SECONDS));
                client.expect("one");
                ExecutionException loop = assertThrows(ExecutionException.class, () -> stage.inventory()
                        .swap("gyre-7", "nio")
                        .toCompletableFuture()
                        .get(20, TimeUnit.SECONDS));
                assertTrue(loop.getMessage().contains("gyre-0"), loop::getMessage);
                ExecutionException backend = assertThrows(ExecutionException.class, () -> stage.inventory()
                        .swap("gyre-0", "uring")
                        .toCompletableFuture()
                        .get(20, TimeUnit.SECONDS));
                assertTrue(backend.getMessage().contains("nio"), backend::getMessage);
            }
        }
    }

    @Test
    void shouldDrainWhenTheContainerOrTheFrameworkStops() throws Exception {
        try (LogLines log = LogLines.of("dev.gyre.container");
                ContainerStage stage = start()) {
            stage.plugin("prefix", "one", Map.of("listen", ANY, "drain", "0.3"));
            try (LineClient client = LineClient.to(stage.awaitAddress("prefix"))) {
                client.expect("one");
                stage.bundle("dev.gyre.container").stop();
                client.awaitEnd();
                log.await("prefix: 0 connections ended by themselves, 1 were aborted");
            }
            stage.bundle("dev.gyre.container").start();
            try (LineClient client = LineClient.to(stage.awaitAddress("prefix"))) {
                client.expect("one");
                client.ask("bye");
                stage.frameworks().framework().stop();
                stage.frameworks().framework().waitForStop(20_000);
                client.awaitEnd();
                log.await("prefix: 0 connections ended by themselves, 1 were aborted");
            }
        }
    }
}
