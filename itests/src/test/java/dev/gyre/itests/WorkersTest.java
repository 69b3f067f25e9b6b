package dev.gyre.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.EventLoopGroup;
import dev.gyre.loop.EventLoops;
import dev.gyre.loop.LoopConfig;
import dev.gyre.loop.LoopThread;
import dev.gyre.loop.protocol.Protocol;
import dev.gyre.loop.protocol.ProtocolFactory;
import dev.gyre.loop.spi.LoopBackendProvider;
import dev.gyre.loop.transport.ExtraInfo;
import dev.gyre.loop.transport.Server;
import dev.gyre.loop.transport.ServerOptions;
import dev.gyre.loop.transport.ServerStatistics;
import dev.gyre.loop.transport.ShutdownReport;
import dev.gyre.loop.transport.Transport;
import dev.gyre.loop.transport.UnixServerOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server whose connections are served by several loops. */
final class WorkersTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final AtomicInteger reports = new AtomicInteger();
    private LoopThread acceptor;
    private EventLoopGroup workers;

    @TempDir
    private Path folder;

    /** Answers each line with the name of the loop it is on. */
    private static final class Named implements Protocol<Transport> {
        private Transport transport;

        @Override
        public void connectionMade(Transport made) {
            transport = made;
        }

        @Override
        public void dataReceived(ByteBuffer data) {
            for (int i = data.position(); i < data.limit(); i++) {
                if (data.get(i) == '\n') {
                    String answer = EventLoops.getRunningLoop().name() + "\n";
                    transport.write(ByteBuffer.wrap(answer.getBytes(StandardCharsets.US_ASCII)));
                }
            }
        }
    }

    @BeforeEach
    void start() {
        acceptor = LoopThread.start("acceptor");
        workers = EventLoopGroup.start(3, LoopConfig.named("worker"));
        workers.loops().forEach(loop -> loop.setExceptionHandler((_, _) -> reports.incrementAndGet()));
    }

    @AfterEach
    void stop() throws InterruptedException {
        workers.shutdown(Duration.ZERO);
        acceptor.shutdown(Duration.ZERO);
    }

    private <T> T onAcceptor(Callable<? extends CompletionStage<T>> what) throws Exception {
        CompletableFuture<T> outcome = new CompletableFuture<>();
        acceptor.loop().callSoonThreadsafe(() -> what.call().whenComplete((result, failure) -> {
            if (failure != null) {
                outcome.completeExceptionally(failure);
            } else {
                outcome.complete(result);
            }
        }));
        return outcome.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private <T> T ask(Callable<T> what) throws Exception {
        return onAcceptor(() -> CompletableFuture.completedFuture(what.call()));
    }

    private Server serve(List<EventLoop> loops) throws Exception {
        return serve(loops, Named::new);
    }

    private Server serve(List<EventLoop> loops, ProtocolFactory<Named> factory) throws Exception {
        return onAcceptor(() -> acceptor.loop()
                .createServer(
                        factory,
                        ServerOptions.builder()
                                .host("127.0.0.1")
                                .port(0)
                                .workers(loops)
                                .build()));
    }

    private String address(Server server) throws Exception {
        return ask(() ->
                "127.0.0.1:" + ((InetSocketAddress) server.sockets().getFirst().localAddress()).getPort());
    }

    private ServerStatistics await(Server server, Predicate<ServerStatistics> wanted) throws Exception {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            ServerStatistics seen = ask(server::statistics);
            if (wanted.test(seen)) {
                return seen;
            }
            assertTrue(System.nanoTime() < until, () -> "waited in vain: " + seen);
            Thread.sleep(5);
        }
    }

    @Test
    void shouldServeConnectionsOnItsWorkersInTurn() throws Exception {
        Server server = serve(workers.loops());
        String address = address(server);
        List<LineClient> clients = new ArrayList<>();
        List<String> answers = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            clients.add(LineClient.to(address));
            answers.add(clients.getLast().ask("who"));
        }
        assertEquals(List.of("worker-0", "worker-1", "worker-2", "worker-0", "worker-1", "worker-2"), answers);
        ServerStatistics counted = await(server, each -> each.open() == 6 && each.sent() == 6 * 9);
        assertEquals(new ServerStatistics(6, 6, 6 * 4, 6 * 9), counted);
        assertEquals(6, ask(server::connections));
        assertEquals(
                List.of("worker-0", "worker-0", "worker-1", "worker-1", "worker-2", "worker-2"),
                ask(server::transports).stream()
                        .map(each ->
                                each.getExtraInfo(ExtraInfo.LOOP).orElseThrow().name())
                        .sorted()
                        .toList());

        clients.getFirst().close();
        await(server, each -> each.open() == 5 && each.accepted() == 6 && each.sent() == 6 * 9);
        ask(() -> {
            server.closeClients();
            return true;
        });
        for (LineClient client : clients.subList(1, 6)) {
            client.awaitEnd();
            client.close();
        }
        await(server, each -> each.open() == 0);
        assertTrue(ask(server::isServing));
    }

    @Test
    void shouldServeOnItsOwnLoopTooWhenThatIsAmongTheWorkers() throws Exception {
        Server server = serve(List.of(acceptor.loop(), workers.loops().getFirst()));
        String address = address(server);
        try (LineClient one = LineClient.to(address);
                LineClient two = LineClient.to(address)) {
            assertEquals("acceptor", one.ask("who"));
            assertEquals("worker-0", two.ask("who"));
        }
    }

    @Test
    void shouldDoTheSameForUnixSockets() throws Exception {
        Path file = folder.resolve("s");
        Server server = onAcceptor(() -> acceptor.loop()
                .createUnixServer(
                        Named::new,
                        UnixServerOptions.builder()
                                .path(file)
                                .workers(workers.loops())
                                .build()));
        try (LineClient one = LineClient.to("unix:" + file);
                LineClient two = LineClient.to("unix:" + file)) {
            assertEquals("worker-0", one.ask("who"));
            assertEquals("worker-1", two.ask("who"));
            assertEquals(2, ask(server::connections));
        }
    }

    @Test
    void shouldDrainAndAbortAcrossLoops() throws Exception {
        Server server = serve(workers.loops());
        String address = address(server);
        try (LineClient leaves = LineClient.to(address);
                LineClient stays = LineClient.to(address)) {
            leaves.ask("who");
            stays.ask("who");
            await(server, each -> each.open() == 2);
            CompletableFuture<ShutdownReport> report = CompletableFuture.supplyAsync(() -> {
                try {
                    return onAcceptor(() -> server.shutdown(Duration.ofMillis(300)));
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            });
            while (ask(server::isServing)) {
                Thread.onSpinWait();
            }
            leaves.end();
            stays.awaitEnd();
            assertEquals(1, report.get(20, TimeUnit.SECONDS).drained());
            assertEquals(1, report.get().aborted());
        }
        onAcceptor(server::waitClosed);
        assertEquals(0, reports.get());
    }

    @Test
    void shouldCloseAConnectionWhoseProtocolCannotBeMade() throws Exception {
        Server server = serve(workers.loops(), () -> {
            throw new IllegalStateException("no protocol");
        });
        try (LineClient client = LineClient.to(address(server))) {
            client.awaitEnd();
        }
        await(server, each -> each.open() == 0 && each.accepted() == 1);
        assertEquals(1, reports.get());
    }

    @Test
    void shouldCloseAndReportAConnectionThatAWorkersBackendRefuses() throws Exception {
        LineClient.to(address(serve(List.of()))).close();
        LoopThread memory = LoopThread.start(LoopConfig.named("memory").withBackends("sim"));
        memory.loop().setExceptionHandler((_, _) -> reports.incrementAndGet());
        try {
            Server server = serve(List.of(memory.loop()));
            try (LineClient client = LineClient.to(address(server))) {
                client.awaitEnd();
            }
            await(server, each -> each.open() == 0 && each.accepted() == 1);
            assertEquals(1, reports.get());
        } finally {
            memory.shutdown(Duration.ZERO);
        }
    }

    @Test
    void shouldGoOnWithTheOthersWhenAWorkerEnds() throws Exception {
        Server server = serve(workers.loops());
        String address = address(server);
        LineClient first = LineClient.to(address);
        assertEquals("worker-0", first.ask("who"));
        LineClient second = LineClient.to(address);
        assertEquals("worker-1", second.ask("who"));
        await(server, each -> each.open() == 2);

        workers.threads().getFirst().shutdown(Duration.ZERO);
        first.awaitEnd();
        await(server, each -> each.open() == 1);
        for (String expected : List.of("worker-2", "worker-1", "worker-2")) {
            try (LineClient next = LineClient.to(address)) {
                assertEquals(expected, next.ask("who"));
            }
        }
        await(server, each -> each.open() == 1);
        for (LoopThread worker : workers.threads().subList(1, 3)) {
            worker.shutdown(Duration.ZERO);
        }
        second.awaitEnd();
        try (LineClient last = LineClient.to(address)) {
            assertEquals("acceptor", last.ask("who"));
        }
        ShutdownReport report = onAcceptor(() -> server.shutdown(Duration.ofSeconds(10)));
        assertEquals(0, report.aborted());
        onAcceptor(server::waitClosed);
        first.close();
        second.close();
    }

    @ParameterizedTest(name = "in order: {0}")
    @ValueSource(booleans = {true, false})
    void shouldLeaveTheConnectionsOfItsWorkersAloneWhenItsOwnLoopEnds(boolean inOrder) throws Exception {
        acceptor.loop().setExceptionHandler((_, _) -> reports.incrementAndGet());
        Server server = serve(workers.loops());
        try (LineClient client = LineClient.to(address(server))) {
            assertEquals("worker-0", client.ask("who"));
            await(server, each -> each.open() == 1);
            if (inOrder) {
                acceptor.shutdown(Duration.ZERO);
            } else {
                acceptor.loop().callSoonThreadsafe(acceptor.loop()::stop);
                acceptor.thread().join();
            }
            assertEquals("worker-0", client.ask("who"));
        }
        assertEquals(0, reports.get());
    }

    @Test
    void shouldLoseNothingUnderConnectsWhileAWorkerIsSwappedAndTheServerShutDown() throws Exception {
        LineClient.to(address(serve(List.of()))).close();
        long before = Descriptors.sockets();
        Server server = serve(workers.loops());
        String address = address(server);
        AtomicInteger served = new AtomicInteger();
        AtomicBoolean over = new AtomicBoolean();
        List<CompletableFuture<Void>> clients = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            clients.add(CompletableFuture.runAsync(
                    () -> connectUntil(over, served, address),
                    task -> Thread.ofPlatform().name("client").start(task)));
        }
        LoopBackendProvider nio = ServiceLoader.load(LoopBackendProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(provider -> provider.name().equals("nio"))
                .findFirst()
                .orElseThrow();
        for (int i = 0; i < 10; i++) {
            int seen = served.get();
            assertNotNull(workers.loops().get(i % 3).swapBackend(nio).get(20, TimeUnit.SECONDS));
            while (served.get() < seen + 30 && clients.stream().noneMatch(CompletableFuture::isDone)) {
                Thread.onSpinWait();
            }
        }
        over.set(true);
        ShutdownReport report = onAcceptor(() -> server.shutdown(Duration.ofSeconds(10)));
        assertEquals(0, report.aborted());
        for (CompletableFuture<Void> client : clients) {
            client.get(20, TimeUnit.SECONDS);
        }
        ServerStatistics counted = ask(server::statistics);
        assertEquals(0, counted.open());
        assertTrue(counted.accepted() >= served.get(), counted::toString);
        assertEquals(0, reports.get());
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (Descriptors.sockets() > before) {
            assertTrue(System.nanoTime() < until, "sockets are left open");
            Thread.sleep(5);
        }
    }

    /** A connect that comes after the end is refused or ended unserved; one that was answered was answered right. */
    private static void connectUntil(AtomicBoolean over, AtomicInteger served, String address) {
        while (!over.get()) {
            try (LineClient client = LineClient.to(address)) {
                String answer = client.ask("who");
                if (answer == null || !answer.startsWith("worker-")) {
                    assertTrue(over.get(), "answered " + answer);
                    return;
                }
                served.incrementAndGet();
            } catch (IOException e) {
                if (!over.get()) {
                    throw new AssertionError("refused or lost after " + served, e);
                }
            }
        }
    }
}
