package dev.gyre.loop.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gyre.loop.ErrorKind;
import dev.gyre.loop.LoopFuture;
import dev.gyre.loop.LoopIOException;
import dev.gyre.loop.SwapRefusedException;
import dev.gyre.loop.SwapReport;
import dev.gyre.loop.spi.BackendConfig;
import dev.gyre.loop.spi.Capability;
import dev.gyre.loop.spi.LoopBackend;
import dev.gyre.loop.spi.LoopBackendProvider;
import dev.gyre.loop.spi.Owned;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every swap goes to the other one of two backends, which may be of the same kind, and the next one back. */
@ParameterizedClass(name = "{0} and {1}")
@MethodSource("pairs")
class SwapTest extends EngineTestCase {
    private static final int CONNECTIONS = 20;

    @Parameter(1)
    Backend other;

    static Stream<Arguments> pairs() {
        return Stream.of(
                Arguments.of(Backend.NIO, Backend.NIO),
                Arguments.of(Backend.NIO, Backend.EPOLL),
                Arguments.of(Backend.EPOLL, Backend.EPOLL),
                Arguments.of(Backend.EPOLL, Backend.NIO),
                Arguments.of(Backend.SIM, Backend.SIM));
    }

    private LoopBackendProvider next() {
        return (loop.backend().equals(other.provider().name()) ? backend : other).provider();
    }

    /** Opens backends of another provider that fail when they are called so for the given handle. */
    record Failing(LoopBackendProvider real, String call, int at, List<LoopBackend> opened)
            implements LoopBackendProvider {
        @Override
        public String name() {
            return "failing";
        }

        @Override
        public Set<Capability> capabilities() {
            return real.capabilities();
        }

        @Override
        public LoopBackend open(BackendConfig config) throws IOException {
            LoopBackend inner = real.open(config);
            opened.add(inner);
            int[] called = new int[1];
            return (LoopBackend) Proxy.newProxyInstance(
                    getClass().getClassLoader(), new Class<?>[] {LoopBackend.class}, (proxy, method, arguments) -> {
                        if (method.getName().equals(call) && called[0]++ == at) {
                            throw new IllegalStateException("injected at handle " + at);
                        }
                        try {
                            return method.invoke(inner, arguments);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    });
        }
    }

    /** An echo under load: each client sends random blocks and checks what comes back. */
    private final class Load implements AutoCloseable {
        private final Wire wire = new Wire(SwapTest.this);
        private final List<Peer> clients = new ArrayList<>();
        private final List<Peer> servers = new ArrayList<>();
        private final Random random = new Random(3);
        private long echoed;

        private Load() throws IOException {
            for (int i = 0; i < CONNECTIONS; i++) {
                Peer[] pair = wire.connect();
                begin(pair[0], pair[1]);
            }
        }

        private void begin(Peer client, Peer server) {
            clients.add(client);
            servers.add(server);
            server.keep = false;
            server.onBytes = server.handle()::write;
            client.keep = false;
            byte[] block = new byte[1 + random.nextInt(60_000)];
            random.nextBytes(block);
            int[] at = new int[1];
            client.onBytes = view -> {
                while (view.hasRemaining()) {
                    if (view.get() != block[at[0]++]) {
                        throw new AssertionError("a wrong byte at " + (at[0] - 1));
                    }
                    if (at[0] == block.length) {
                        at[0] = 0;
                        echoed += block.length;
                        client.handle().write(ByteBuffer.wrap(block));
                    }
                }
            };
            client.handle().write(ByteBuffer.wrap(block));
        }

        /** Lets every client get at least one more block. */
        private void goOn() {
            long before = echoed;
            runUntil(() -> echoed > before);
        }

        private void check() {
            for (Peer each : clients) {
                assertFalse(each.closed || each.ended, "a connection was lost");
            }
            for (Peer each : servers) {
                assertFalse(each.closed || each.ended, "a connection was lost");
            }
        }

        @Override
        public void close() {
            clients.forEach(each -> each.handle().abort(null));
            servers.forEach(each -> each.handle().abort(null));
            runUntil(() -> clients.stream().allMatch(each -> each.closed)
                    && servers.stream().allMatch(each -> each.closed));
            wire.close();
        }
    }

    @Test
    void shouldSwapUnderLoadHundredsOfTimesAndLoseNothing() throws Exception {
        try (Load load = new Load()) {
            for (int i = 0; i < 300; i++) {
                SwapReport report = await(loop.swapBackend(next()));
                assertEquals(2 * CONNECTIONS + 1, report.moved());
                assertEquals(List.of(), report.failed());
                load.goOn();
                load.check();
            }
        }
    }

    @ParameterizedTest(name = "at {0}")
    @ValueSource(strings = {"canAdopt", "prepare"})
    void shouldRollBackAFailureAtEachSingleHandleUnderLoad(String call) throws Exception {
        int handles = 2 * CONNECTIONS + 1;
        try (Load load = new Load()) {
            LoopBackend stays = loop.base().backend();
            for (int round = 0; round < 8; round++) {
                for (int at = 0; at < handles; at++) {
                    List<LoopBackend> opened = new ArrayList<>();
                    LoopFuture<SwapReport> swap = loop.swapBackend(new Failing(next(), call, at, opened));
                    SwapRefusedException refused = assertThrows(SwapRefusedException.class, () -> await(swap));
                    assertTrue(refused.getMessage().contains("injected at handle " + at), refused.getMessage());
                    assertTrue(stays == loop.base().backend());
                    assertEquals(handles, stays.openPorts());
                    assertEquals(0, opened.getFirst().openPorts());
                }
                load.goOn();
                load.check();
            }
            await(loop.swapBackend(next()));
            load.goOn();
            load.check();
        }
    }

    @Test
    void shouldSwapFromAnotherThreadAndInsideACallback() throws Exception {
        try (Load load = new Load()) {
            List<LoopFuture<SwapReport>> reports = new ArrayList<>();
            Thread.ofPlatform()
                    .start(() -> reports.add(loop.swapBackend(next())))
                    .join();
            loop.callSoon(() -> reports.add(loop.swapBackend(next())));
            runUntil(() -> reports.size() == 2
                    && reports.get(0).isDone()
                    && reports.get(1).isDone());
            reports.get(0).result();
            reports.get(1).result();
            load.goOn();
            load.check();
        }
    }

    @Test
    void shouldKeepTimersAndTheClock() throws Exception {
        List<Integer> ran = new ArrayList<>();
        long before = loop.time();
        for (int i = 0; i < 20; i++) {
            int n = i;
            loop.callLater(Duration.ofMillis(1 + i), () -> ran.add(n));
        }
        for (int i = 0; i < 5; i++) {
            await(loop.swapBackend(next()));
        }
        assertTrue(loop.time() >= before);
        runUntil(() -> ran.size() == 20);
        assertEquals(numbers(20), ran);
    }

    @Test
    void shouldKeepWhatIsPausedHalfClosedAndUnsent() throws Exception {
        try (Wire wire = new Wire(this)) {
            Peer[] pair = wire.connect();
            Peer client = pair[0];
            Peer server = pair[1];
            server.handle().reading(false);
            byte[] data = new byte[6 * 1024 * 1024];
            new Random(5).nextBytes(data);
            client.handle().write(ByteBuffer.wrap(data));
            client.handle().endOutput();
            long queued = client.handle().queued();
            assertTrue(queued > 0);
            await(loop.swapBackend(next()));
            assertEquals(0, server.count, "still paused");
            server.handle().reading(true);
            runUntil(() -> server.count > 100_000);
            await(loop.swapBackend(next()));
            runUntil(() -> server.ended);
            assertTrue(Arrays.equals(data, server.bytes.toByteArray()));
            await(loop.swapBackend(next()));
            server.write("answer");
            runUntil(() -> client.count == 6);
            client.handle().close();
            server.handle().close();
            runUntil(() -> client.closed && server.closed);
        }
    }

    @Test
    void shouldKeepTheListenersQueueAndConnectsUnderWay() throws Exception {
        try (Wire wire = new Wire(this)) {
            wire.listener().pause();
            List<Peer> peers = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                Peer peer = new Peer();
                peer.handle = loop.io().connect(wire.client(), wire.address(), peer);
                peers.add(peer);
                if (i % 10 == 5) {
                    await(loop.swapBackend(next()));
                }
            }
            wire.listener().resume();
            runUntil(() ->
                    wire.accepted.size() == 50 && peers.stream().allMatch(each -> each.heard.contains("connected")));
            peers.forEach(each -> each.handle().abort(null));
            runUntil(() -> peers.stream().allMatch(each -> each.closed));
        }
    }

    @Test
    void shouldReadWhatIsLeftOfAConnectionWhoseTwoSidesHaveEnded() throws Exception {
        try (Wire wire = new Wire(this)) {
            Peer[] pair = wire.connect();
            Peer client = pair[0];
            Peer server = pair[1];
            server.handle().reading(false);
            server.handle().endOutput();
            runUntil(() -> client.ended);
            client.write("the last");
            client.handle().endOutput();
            runUntil(() -> client.handle().queued() == 0);
            await(loop.swapBackend(next()));
            server.handle().reading(true);
            runUntil(() -> server.ended || server.closed);
            assertEquals("the last", server.text());
            client.handle().close();
            server.handle().close();
            runUntil(() -> client.closed && server.closed);
            assertNull(server.cause);
        }
    }

    @Test
    void shouldTellOfAResetThatCameBeforeTheSwap() throws Exception {
        assumeTrue(backend != Backend.SIM, "a reset by the kernel");
        try (Wire wire = new Wire(this);
                SocketChannel client = SocketChannel.open(wire.address())) {
            runUntil(() -> wire.accepted.size() == 1);
            Peer server = new Peer();
            server.handle = loop.io().stream(wire.accepted.removeFirst(), server);
            client.setOption(StandardSocketOptions.SO_LINGER, 0).close();
            await(loop.swapBackend(next()));
            server.handle().reading(true);
            runUntil(() -> server.closed);
            assertEquals(ErrorKind.RESET, ((LoopIOException) server.cause).kind());
        }
    }

    /** A full queue keeps the kernel from answering, until it asks again after a second. */
    @Test
    void shouldEndAConnectThatNobodyAnsweredBeforeTheSwap() throws Exception {
        assumeTrue(backend != Backend.SIM, "the queue of the kernel");
        int backlog = 1;
        try (Wire wire = new Wire(this, backlog)) {
            wire.listener().pause();
            List<SocketChannel> fillers = new ArrayList<>();
            for (int i = 0; i <= backlog; i++) {
                fillers.add(SocketChannel.open(wire.address()));
            }
            Peer peer = new Peer();
            peer.handle = loop.io().connect(wire.client(), wire.address(), peer);
            await(loop.swapBackend(next()));
            once();
            assertEquals(List.of(), peer.heard, "still under way");
            await(loop.swapBackend(next()));
            await(loop.swapBackend(next()));
            wire.listener().resume();
            runUntil(() -> wire.accepted.size() == backlog + 2 && peer.heard.contains("connected"));
            assertEquals(
                    wire.address(),
                    loop.io().sockets().remoteAddress(peer.handle().owned()));
            peer.handle().abort(null);
            runUntil(() -> peer.closed);
            for (SocketChannel each : fillers) {
                each.close();
            }
        }
    }

    @Test
    void shouldRefuseABackendThatCannotBeOpenedAndGoOn() throws Exception {
        try (Load load = new Load()) {
            LoopFuture<SwapReport> swap = loop.swapBackend(new Unopenable());
            SwapRefusedException refused = assertThrows(SwapRefusedException.class, () -> await(swap));
            assertTrue(refused.getMessage().contains("no backend today"), refused.getMessage());
            load.goOn();
            load.check();
        }
    }

    private static final class Unopenable implements LoopBackendProvider {
        @Override
        public String name() {
            return "unopenable";
        }

        @Override
        public Set<Capability> capabilities() {
            return Set.of();
        }

        @Override
        public LoopBackend open(BackendConfig config) throws IOException {
            throw new IOException("no backend today");
        }
    }

    @Test
    void shouldRefuseTheOtherKindsSocketsWithTheHandleNamed() throws Exception {
        Backend foreign = backend == Backend.SIM ? Backend.NIO : Backend.SIM;
        try (Load load = new Load()) {
            LoopFuture<SwapReport> swap = loop.swapBackend(foreign.provider());
            SwapRefusedException refused = assertThrows(SwapRefusedException.class, () -> await(swap));
            assertTrue(refused.getMessage().contains("cannot take over"), refused.getMessage());
            load.goOn();
            load.check();
        }
        assertEquals(
                foreign.provider().name(),
                await(loop.swapBackend(foreign.provider())).to());
    }

    @Test
    void shouldParkAndComeBack() throws Exception {
        try (Load load = new Load()) {
            SwapReport parked = await(new EngineFactory().evacuate(loop, null, Duration.ofSeconds(10)));
            assertEquals("parked", parked.to());
            assertEquals("parked", loop.backend());
            long before = load.echoed;
            int[] ticks = new int[1];
            loop.callLater(Duration.ofMillis(1), () -> ticks[0]++);
            runUntil(() -> ticks[0] == 1);
            assertEquals(before, load.echoed, "no bytes move");
            await(loop.swapBackend(next()));
            load.goOn();
            load.check();
        }
    }

    @Test
    void shouldEndInOrderWhenNobodyComesForAParkedLoop() throws Exception {
        Wire wire = new Wire(this);
        Peer[] pair = wire.connect();
        await(new EngineFactory().evacuate(loop, null, Duration.ofMillis(5)));
        loop.runForever();
        assertTrue(pair[0].closed && pair[1].closed && wire.closedByLoop);
        if (backend == Backend.SIM) {
            await(loop.swapBackend(next()));
        }
    }

    @Test
    void shouldSaveWhatItCanWhenItIsForcedOut() throws Exception {
        Backend foreign = backend == Backend.SIM ? Backend.NIO : Backend.SIM;
        Wire wire = new Wire(this);
        Peer[] pair = wire.connect();
        int[] ticks = new int[1];
        loop.callLater(Duration.ofMillis(1), () -> ticks[0]++);
        SwapReport report = await(new EngineFactory().evacuate(loop, foreign.provider(), Duration.ZERO));
        assertEquals(3, report.failed().size());
        runUntil(() -> pair[0].closed && pair[1].closed && wire.closedByLoop && ticks[0] == 1);
    }

    @ParameterizedTest(name = "at {0}")
    @ValueSource(strings = {"canAdopt", "prepare"})
    void shouldSaveTheOthersWhenItIsForcedToABackendThatFailsAtOne(String call) throws Exception {
        Wire wire = new Wire(this);
        Peer[] pair = wire.connect();
        Failing failing = new Failing(next(), call, 0, new ArrayList<>());
        SwapReport report = await(new EngineFactory().evacuate(loop, failing, Duration.ofSeconds(10)));
        assertEquals("failing", report.to());
        assertEquals(1, report.failed().size());
        assertEquals(2, report.moved());
        assertTrue(report.failed().getFirst().contains("injected at handle 0"), report::toString);
        runUntil(() -> pair[0].closed || pair[1].closed || wire.closedByLoop);
        await(loop.swapBackend(next()));
        wire.close();
        for (Peer each : pair) {
            if (!each.closed) {
                each.handle().abort(null);
            }
        }
        runUntil(() -> pair[0].closed && pair[1].closed && wire.closedByLoop);
    }

    @Test
    void shouldDoWhenTheNextBackendComesWhatAParkedOneCannot() throws Exception {
        try (Wire wire = new Wire(this)) {
            Peer[] pair = wire.connect();
            Owned fresh = wire.client();
            await(new EngineFactory().evacuate(loop, null, Duration.ofSeconds(10)));
            pair[0].handle().endOutput();
            Peer late = new Peer();
            late.handle = loop.io().connect(fresh, wire.address(), late);
            late.write("early");
            once();
            await(loop.swapBackend(next()));
            runUntil(() -> pair[1].ended && late.heard.contains("connected") && !wire.accepted.isEmpty());
            assertFalse(pair[0].closed || late.closed);
            pair[0].handle().abort(null);
            pair[1].handle().abort(null);
            late.handle().abort(null);
            runUntil(() -> late.closed && pair[0].closed && pair[1].closed);
        }
    }

    @Test
    void shouldParkWhenTheNextBackendCannotBeLinked() throws Exception {
        LoopBackendProvider broken = new LoopBackendProvider() {
            @Override
            public String name() {
                return "broken";
            }

            @Override
            public Set<Capability> capabilities() {
                return Set.of();
            }

            @Override
            public LoopBackend open(BackendConfig config) {
                throw new NoClassDefFoundError("on purpose");
            }
        };
        SwapReport report = await(new EngineFactory().evacuate(loop, broken, Duration.ofSeconds(10)));
        assertEquals("parked", report.to());
        LoopFuture<SwapReport> refused = loop.swapBackend(broken);
        assertThrows(SwapRefusedException.class, () -> await(refused));
    }
}
